import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import type { ClassPlace, JoinRequest } from '../../../src/access/join-requests.ts';
import { AdminError } from '../../../src/admin/admin-error.ts';
import type { JoinApproval, JoinAttempt, NewToken } from '../../../src/store/joining.ts';
import type { Store } from '../../../src/store/store.ts';
import { NOW, OWNER } from '../contract/empty-store.ts';
import type { TestEngine } from '../contract/engine.ts';
import { RunningStore } from '../contract/running-store.ts';

/**
 * Random histories of people who join by the code and an owner who decides, several at once. After each step: a place is
 * entered once between two resets, an approval gives one token to one browser, and new students never exceed the places. In an
 * archived class nobody waits and no token works.
 */
const TIME_LIMIT_MS = 600_000;
const SERVER = { timeZone: 'Asia/Seoul', walletMonthly: 5_000_000_000, studentWeekly: 1_000_000_000 };
const BY_CODE = { actor: 'join code', now: NOW };
const PLACES = 3;
/** Of the roster: "Pupil 0" has the number N0. */
const ROSTER = 3;

const person = { name: fc.nat(4), number: fc.nat(4), browser: fc.nat(4) };
const decision = { request: fc.nat(5), as: fc.nat(5), revokes: fc.boolean() };
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ does: fc.constant('join' as const), ...person }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('approve' as const), ...decision }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('collect' as const), browser: fc.nat(4) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('decline' as const), request: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('reset' as const), student: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('remove' as const), student: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('archive' as const) }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('reopen' as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

/** What happened so far, beside the store. */
class History {
  readonly store: Store;
  readonly classId: number;
  code: string;
  /** Browser -> the hash of the cookie that it has. */
  readonly cookies = new Map<number, string>();
  /** Student -> how often the place was claimed since it was last reset. */
  readonly claims = new Map<number, number>();
  newStudents = 0;
  /** Hashes of requests that were approved, and how many tokens each gave. */
  readonly collected = new Map<string, number>();
  #secrets = 0;

  constructor(store: Store, classId: number, code: string) {
    this.store = store;
    this.classId = classId;
    this.code = code;
  }

  newToken(): NewToken {
    this.#secrets++;
    return { hash: `hash ${this.#secrets}`, prefix: 'jgp_abcde', label: null, expiresAt: null };
  }

  attempt({ name, number, browser }: { name: number; number: number; browser: number }): JoinAttempt {
    const token = this.newToken();
    return {
      ...{ code: this.code, name: `Pupil ${name}`, identity: `N${number}`, token, mayClaim: () => true },
      browser: {
        secretHash: `secret ${this.#secrets}`,
        knownHash: this.cookies.get(browser) ?? null,
        addressKey: `address ${browser % 2}`,
      },
    };
  }
}

async function startHistory(running: RunningStore): Promise<History> {
  await running.begin({ server: SERVER, now: NOW });
  const { access } = running.store;
  const fields = { name: 'AI 1', timeZone: 'Asia/Seoul', language: 'ko', startsOn: null, endsOn: null } as const;
  const all = { ...fields, allowedModels: null, joinPlaces: PLACES };
  const { id, joinCode } = await access.createClass(all, {}, OWNER);
  for (let n = 0; n < ROSTER; n++) {
    const student = { name: `Pupil ${n}`, studentNumber: `N${n}`, classId: id, email: null, suspended: false };
    await access.createStudent(student, {}, OWNER);
  }
  return new History(running.store, id, joinCode);
}

interface World {
  readonly requests: readonly JoinRequest[];
  readonly places: readonly ClassPlace[];
}

async function readWorld({ store, classId }: History): Promise<World> {
  const { rows } = await store.joining.listRequests({ classId, now: NOW, after: null, limit: 1000 });
  return { requests: rows, places: await store.joining.placesOf(classId, NOW) };
}

/** Sends one step; what it means is noted when its promise resolves. */
async function send(history: History, world: World, each: Step): Promise<void> {
  const { store, classId } = history;
  const student = (index: number) => world.places[index]?.student.id;
  switch (each.does) {
    case 'join': {
      const attempt = history.attempt(each);
      const answer = await store.joining.join(attempt, BY_CODE);
      if ('joined' in answer) {
        const { id } = answer.joined;
        // Without a roster any more, the code makes new students.
        const isNew = !world.places.some((place) => place.student.id === id);
        if (isNew) history.newStudents++;
        history.claims.set(id, (history.claims.get(id) ?? 0) + 1);
      }
      if ('waiting' in answer && answer.waiting.state === 'waiting') {
        history.cookies.set(each.browser, attempt.browser.secretHash);
      }
      return;
    }
    case 'approve': {
      const request = world.requests[each.request];
      const studentId = student(each.as);
      if (request === undefined) return;
      const approval: JoinApproval =
        studentId === undefined ? { as: 'new' } : { as: 'student', studentId, revokesTokens: each.revokes };
      await store.joining.approve({ classId, id: request.id }, approval, OWNER);
      if (approval.as === 'new') history.newStudents++;
      return;
    }
    case 'collect': {
      const cookie = history.cookies.get(each.browser);
      if (cookie === undefined) return;
      const collected = await store.joining.collect(cookie, history.newToken(), BY_CODE);
      if (collected !== null) history.collected.set(cookie, (history.collected.get(cookie) ?? 0) + 1);
      return;
    }
    case 'decline': {
      const request = world.requests[each.request];
      if (request !== undefined) await store.joining.decline({ classId, id: request.id }, OWNER);
      return;
    }
    case 'reset': {
      const id = student(each.student);
      if (id === undefined) return;
      await store.joining.resetPlace(id, OWNER);
      history.claims.delete(id);
      return;
    }
    case 'remove': {
      const id = student(each.student);
      if (id === undefined) return;
      await store.access.deleteStudent(id, OWNER);
      history.claims.delete(id);
      return;
    }
    case 'archive':
      await store.archive.archive(classId, OWNER);
      return;
    case 'reopen':
      history.code = (await store.archive.reopen(classId, OWNER)).joinCode;
  }
}

async function check(history: History): Promise<void> {
  const { store, classId } = history;
  const { requests, places } = await readWorld(history);
  const schoolClass = await store.access.getClass(classId);
  expect(schoolClass?.joinPlaces).toBe(PLACES - history.newStudents);
  expect([...history.claims.values()].filter((claims) => claims > 1)).toEqual([]);
  expect([...history.collected.values()].filter((tokens) => tokens > 1)).toEqual([]);
  const approvedAs = requests.filter(({ state }) => state === 'approved').map(({ studentId }) => studentId);
  expect(new Set(approvedAs).size).toBe(approvedAs.length);
  const ids = new Set(places.map(({ student }) => student.id));
  expect(approvedAs.every((id) => id !== null && ids.has(id))).toBe(true);
  const waiting = requests
    .filter(({ state }) => state === 'waiting')
    .map(({ name, identity }) => `${name} ${identity}`);
  expect(new Set(waiting).size).toBe(waiting.length);
  if (schoolClass?.archivedAt != null) {
    expect(requests).toEqual([]);
    const page = { after: null, limit: 1000 };
    const tokens = await Promise.all([...ids].map((id) => store.access.listTokens(id, page)));
    expect(tokens.flatMap(({ rows }) => rows).filter(({ revokedAt }) => revokedAt === null)).toEqual([]);
  }
  const counts = await store.joining.countJoining(classId, NOW);
  expect([counts.students, counts.waiting]).toEqual([places.length, waiting.length]);
}

/** @param runs how many histories */
export function testJoiningHistories(engine: TestEngine, runs: number): void {
  const running = new RunningStore(engine);
  afterAll(() => running.end());

  test('random histories of joining break no rule of places, approvals and tokens', {
    timeout: TIME_LIMIT_MS,
  }, async () => {
    const turns = fc.array(fc.array(step, { minLength: 1, maxLength: 6 }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(turns, async (history) => {
        const played = await startHistory(running);
        for (const turn of history) {
          const world = await readWorld(played);
          // At once: the commit group decides in one transaction what arrives in one turn of the event loop.
          const results = await Promise.allSettled(turn.map((each) => send(played, world, each)));
          for (const result of results)
            if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(AdminError);
          await check(played);
        }
      }),
      { numRuns: runs },
    );
  });
}
