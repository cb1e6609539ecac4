import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { AdminError } from '../../../src/admin/admin-error.ts';
import type { Store } from '../../../src/store/store.ts';
import { NOW } from '../contract/empty-store.ts';
import type { TestEngine } from '../contract/engine.ts';
import { RunningStore } from '../contract/running-store.ts';

/**
 * Random histories of students who ask for money and an owner who answers in several tabs, with a clock that also goes
 * back. A second, simpler book says after each turn: one open request at most for each student, a day's wait after a decline,
 * three in seven days, and one top-up for each grant that the store confirmed, of that amount, and no other.
 */
const TIME_LIMIT_MS = 600_000;
const SERVER = { timeZone: 'Asia/Seoul', walletMonthly: 5_000_000_000, studentWeekly: 1_000_000_000 };
const STUDENTS = 2;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

const student = fc.nat(STUDENTS - 1);
/** Of all that were ever made, counted from the newest. */
const request = fc.nat(3);
const amount = fc.constantFrom(1, 1, 2, 4, 5, 0).map((half) => half * 1_000_000_000);
const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ does: fc.constant('ask' as const), student, amount }) },
  { weight: 6, arbitrary: fc.record({ does: fc.constant('grant' as const), request, amount }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('decline' as const), request }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('suspend' as const), student, suspended: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('switch' as const), on: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('remove' as const), student }) },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

interface Asked {
  /** 0: not known yet. */
  id: number;
  readonly studentId: number;
  readonly amount: number;
  readonly at: number;
  answered: { readonly at: number; readonly given: number | null } | null;
}

/** What happened so far, beside the store. */
class Book {
  readonly store: Store;
  readonly classId: number;
  readonly ids: readonly number[];
  /** Ids are known before the answer; of other engines, work that runs again leaves one out. */
  readonly countsIds: boolean;
  readonly asked: Asked[] = [];
  readonly suspended = new Set<number>();
  readonly removed = new Set<number>();
  takesRequests = true;
  now = NOW;

  constructor(store: Store, classId: number, ids: readonly number[], countsIds: boolean) {
    this.countsIds = countsIds;
    this.store = store;
    this.classId = classId;
    this.ids = ids;
  }

  /** @returns false: the store must refuse. Written apart from src/access: plain counting. */
  mayAsk(studentId: number, wanted: number): boolean {
    if (this.suspended.has(studentId) || this.removed.has(studentId) || !this.takesRequests) return false;
    if (wanted === 0 || wanted > 4_000_000_000) return false;
    const mine = this.asked.filter((each) => each.studentId === studentId && !this.isForgotten(each));
    if (mine.some(({ answered }) => answered === null)) return false;
    const isNear = (at: number, ms: number) => Math.abs(this.now - at) < ms;
    if (mine.some(({ answered }) => answered?.given === null && isNear(answered.at, DAY_MS))) return false;
    return mine.filter(({ at }) => isNear(at, 7 * DAY_MS)).length < 3;
  }

  /** Fourteen days after it was sent, or answered; those that a later write deleted never come back. */
  isForgotten(asked: Asked): boolean {
    const { at, answered } = asked;
    return this.deleted.has(asked) || (answered?.at ?? at) + 14 * DAY_MS <= this.now;
  }

  readonly deleted = new Set<Asked>();

  /** Every request that is sent deletes what has expired by then. */
  deleteExpired(): void {
    for (const each of this.asked) if (this.isForgotten(each)) this.deleted.add(each);
  }

  open(): Asked[] {
    return this.asked.filter(
      (each) => each.answered === null && !this.removed.has(each.studentId) && !this.isForgotten(each),
    );
  }
}

async function startBook(running: RunningStore, countsIds: boolean): Promise<Book> {
  await running.begin({ server: SERVER, now: NOW });
  const { access } = running.store;
  const owner = { actor: 'owner', now: NOW };
  const fields = { name: 'AI 1', timeZone: 'Asia/Seoul', language: 'ko', startsOn: null, endsOn: null } as const;
  const { id } = await access.createClass({ ...fields, allowedModels: null }, {}, owner);
  const ids: number[] = [];
  for (let n = 0; n < STUDENTS; n++) {
    const pupil = { name: `Pupil ${n}`, classId: id, email: null, suspended: false };
    ids.push((await access.createStudent(pupil, {}, owner)).id);
  }
  return new Book(running.store, id, ids, countsIds);
}

/** Several at once are decided in the order in which they were sent, so the book can say beforehand what each must be. */
function send(book: Book, each: Step): Promise<void> {
  const { store, now } = book;
  const owner = { actor: 'owner', now };
  switch (each.does) {
    case 'ask': {
      const studentId = book.ids[each.student] ?? 0;
      if (!book.removed.has(studentId)) book.deleteExpired();
      const may = book.mayAsk(studentId, each.amount);
      const known = may && book.countsIds ? { id: book.asked.length + 1 } : {};
      const entry: Asked = { id: 0, studentId, amount: each.amount, at: now, answered: null, ...known };
      if (may) book.asked.push(entry);
      const asked = store.moneyRequests.ask(
        studentId,
        { amount: each.amount, reason: 'r' },
        { actor: `student ${studentId}`, now },
      );
      const noted = asked.then((answer) => {
        entry.id = answer.id;
        return answer;
      });
      return expectOutcome(noted, may ? { ...known, amount: each.amount, state: 'open' } : null);
    }
    case 'grant':
    case 'decline': {
      const entry = book.asked.at(-1 - each.request);
      if (entry === undefined || entry.id === 0) return Promise.resolve();
      const given = each.does === 'grant' ? each.amount : null;
      const isOpen = book.open().includes(entry) && given !== 0;
      if (isOpen) entry.answered = { at: now, given };
      const answer =
        given === null
          ? store.moneyRequests.decline(entry.id, null, owner)
          : store.moneyRequests.grant(entry.id, { amount: given, end: { instant: now + HOUR_MS }, word: null }, owner);
      return expectOutcome(answer, isOpen ? { id: entry.id, state: given === null ? 'declined' : 'granted' } : null);
    }
    case 'suspend': {
      const studentId = book.ids[each.student] ?? 0;
      if (book.removed.has(studentId)) return Promise.resolve();
      if (each.suspended) book.suspended.add(studentId);
      else book.suspended.delete(studentId);
      return store.access.updateStudent(studentId, { suspended: each.suspended }, {}, owner).then(() => {});
    }
    case 'switch':
      book.takesRequests = each.on;
      return store.access.updateClass(book.classId, { takesMoneyRequests: each.on }, {}, owner).then(() => {});
    case 'remove': {
      const studentId = book.ids[each.student] ?? 0;
      if (book.removed.has(studentId)) return Promise.resolve();
      book.removed.add(studentId);
      return store.access.deleteStudent(studentId, owner);
    }
  }
}

/** @param expected null: refused by a rule */
async function expectOutcome(answer: Promise<unknown>, expected: object | null): Promise<void> {
  const outcome = await answer.catch((error: unknown) => error);
  if (expected === null) expect(outcome).toBeInstanceOf(AdminError);
  else expect(outcome).toMatchObject(expected);
}

async function check(book: Book): Promise<void> {
  const { store, now } = book;
  const { rows } = await store.moneyRequests.listOpen({ after: null, limit: 1000, now });
  expect(rows.map(({ id }) => id)).toEqual(book.open().map(({ id }) => id));
  expect(await store.moneyRequests.countOpen(now)).toBe(rows.length);
  expect(new Set(rows.map(({ studentId }) => studentId)).size).toBe(rows.length);
  const topUps = (await store.ledger.listTopUps({ after: null, limit: 1000 })).rows;
  const granted = book.asked.filter(({ answered }) => (answered?.given ?? null) !== null);
  const pairs = (list: readonly (readonly [number, number | null | undefined])[]) => list.map(String).sort();
  expect(pairs(topUps.map(({ scopeId, amount: given }) => [scopeId, given]))).toEqual(
    pairs(granted.map(({ studentId, answered }) => [studentId, answered?.given])),
  );
}

/** @param runs how many histories @param countsIds ids follow each other without a gap */
export function testMoneyRequestHistories(engine: TestEngine, runs: number, countsIds: boolean): void {
  const running = new RunningStore(engine);
  afterAll(() => running.end());

  test('random histories of money requests give each grant once, and never let one student pester', {
    timeout: TIME_LIMIT_MS,
  }, async () => {
    const turn = fc.record({
      steps: fc.array(step, { minLength: 1, maxLength: 6 }),
      hours: fc.oneof({ weight: 6, arbitrary: fc.integer({ min: 0, max: 30 }) }, fc.integer({ min: -48, max: 400 })),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(turn, { maxLength: 20 }), async (turns) => {
        const book = await startBook(running, countsIds);
        for (const { steps, hours } of turns) {
          book.now += hours * HOUR_MS;
          // At once: the commit group decides in one transaction what arrives in one turn of the event loop.
          await Promise.all(steps.map((each) => send(book, each)));
          await check(book);
        }
      }),
      { numRuns: runs },
    );
  });
}
