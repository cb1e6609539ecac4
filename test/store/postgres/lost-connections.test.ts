import pg from 'pg';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { quantitiesOf } from '../../../src/ledger/budget-units.ts';
import type { Placement, Resolution } from '../../../src/ledger/holds.ts';
import { openPostgresStore } from '../../../src/store/postgres/open.ts';
import { Holds } from '../../../src/store/sql/ledger/holds.ts';
import type { Store } from '../../../src/store/store.ts';
import { LONG_RUN } from '../../support/long-run.ts';
import { Link } from '../../support/postgres/link.ts';
import { POSTGRES_MIGRATIONS, type PostgresTestDatabase } from './make-engine.ts';
import { POSTGRES_ENGINE } from './postgres-engine.ts';

const PLACE = Holds.prototype.place;
const WAIT = { timeout: 60_000, interval: 20 };
const TIMING = { durationMs: 20, firstByteMs: 5 };
const MAX_MS = 30_000;

interface Connected {
  readonly store: Store;
  readonly link: Link;
  readonly database: PostgresTestDatabase;
  place(model?: string): Promise<Placement>;
  settle(holdId: number): Promise<void>;
  changeSomething(): Promise<unknown>;
}

async function connect(clock = Date.now): Promise<Connected> {
  const database = await POSTGRES_ENGINE.create();
  const link = await Link.to(database.url);
  const now = Date.now();
  const defaults = { walletMonthly: 5_000_000_000, studentWeekly: 1_000_000_000 };
  const options = { migrationsFolder: POSTGRES_MIGRATIONS, defaults, timeZone: 'Asia/Seoul', now, clock };
  const store = await openPostgresStore({ url: link.url, ...options });
  onTestFinished(async () => {
    link.mend();
    await store.close();
    link.close();
    await database.remove();
  });
  const owner = { actor: 'owner', now };
  const fields = { name: 'a student', classId: null, email: null, suspended: false };
  const { id: studentId } = await store.access.createStudent(fields, {}, owner);
  const token = { studentId, hash: 'h', prefix: 'jgp_x', label: null, expiresAt: null };
  const { id: tokenId } = await store.access.createToken(token, owner);
  const place = (model = 'm') =>
    store.ledger.placeHold({
      ...{ studentId, tokenId, endpoint: 'chat', model, servedModel: 'm', modelId: 'm', provider: 'openai' },
      ...{ priceVersion: 'm@2026-01-01', cap: 10, lowestCap: 10, now: Date.now() },
      estimate: { inputTokensBound: 20, candidates: 1, inputPico: 1_000_000, picoPerCapToken: 0 },
    });
  const settle = (holdId: number) => store.ledger.resolveHold(holdId, settlement(400), TIMING);
  const changeSomething = () => store.access.createToken({ ...token, hash: 'another' }, owner);
  return { store, link, database, place, settle, changeSomething };
}

function settlement(cost: number): Resolution {
  const usage = { inputTokens: 3, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens: 4 };
  return { as: 'settle', cost, quantities: quantitiesOf(usage), usage, outcome: 'ok', incident: null };
}

async function holdOf(placed: Promise<Placement>): Promise<number> {
  const placement = await placed;
  if ('refused' in placement) throw new Error('the test call does not fit');
  return placement.hold.id;
}

async function openIds({ store }: Connected): Promise<number[]> {
  return (await store.ledger.openHolds(100_000)).holds.map(({ id }) => id);
}

/** Not for ever. */
async function ends<Result>(promise: Promise<Result>): Promise<PromiseSettledResult<Result>> {
  const never = new Promise<never>((_, reject) => setTimeout(() => reject(new Error('never ended')), MAX_MS).unref());
  const [result] = await Promise.allSettled([Promise.race([promise, never])]);
  return result;
}

describe.each(['a guess', 'the lock'])('a hold that is decided with %s', (decided) => {
  test.each(['cut before it arrives', 'cut before it is answered'] as const)(
    'and whose COMMIT was %s is placed once, or not at all',
    async (when) => {
      const connected = await connect();
      const { admin } = connected.database;
      // The first one opens its balances, which takes the lock.
      const first = decided === 'a guess' ? [await holdOf(connected.place())] : [];
      // Another replica has given ids meanwhile: those of a guess move.
      await admin.query('UPDATE ledger_state SET newest_id = greatest(newest_id, $1) + 5000', [Date.now() * 1024]);
      const cut = connected.link.cutWhen('COMMIT', when);
      const placed = connected.place();
      const ended = ends(placed);
      await cut;
      connected.link.mend();
      const result = await ended;
      await vi.waitFor(async () => {
        const known = result.status === 'fulfilled' ? [await holdOf(placed)] : [];
        expect((await openIds(connected)).toSorted()).toEqual([...first, ...known]);
      }, WAIT);
      for (const id of await openIds(connected)) await connected.settle(id);
      expect((await connected.store.ledger.check('full', Date.now())).problems).toEqual([]);
    },
  );
});

test('a call whose COMMIT was not answered is told what is left without what others spent before an earlier one', async () => {
  const connected = await connect();
  const spentAfter = async (placed: Promise<Placement>) => {
    const placement = await placed;
    return 'hold' in placement ? placement.hold.ownBudget.spent : null;
  };
  await holdOf(connected.place());
  await connected.database.admin.query("UPDATE balances SET spent = spent + 50 WHERE scope = 'student'");
  expect(await spentAfter(connected.place())).toBe(50);
  const cut = connected.link.cutWhen('COMMIT', 'cut before it is answered');
  const placed = connected.place();
  await cut;
  connected.link.mend();
  expect(await spentAfter(placed)).toBe(50);
});

test('what was decided with the lock after a wrong guess is what calls are told, also where that answer is lost', async () => {
  const connected = await connect();
  const first = await holdOf(connected.place());
  // Room for one more, of which this process knows nothing.
  await connected.database.admin.query("UPDATE balances SET spent = 1000000000 - 2000 WHERE scope = 'student'");
  const query = vi.spyOn(pg.Client.prototype, 'query');
  onTestFinished(() => query.mockRestore());
  const placed = [connected.place(), connected.place()];
  const isWithLock = () => query.mock.calls.some(([sent]) => JSON.stringify(sent).includes('jigap_state'));
  // The message after it is the one with the COMMIT.
  while (!isWithLock()) await new Promise(setImmediate);
  const cut = connected.link.cutWhen('COMMIT', 'cut before it is answered');
  await cut;
  connected.link.mend();
  const told = await Promise.all(placed);
  expect(told.map((placement) => 'hold' in placement)).toEqual([true, false]);
  expect((await openIds(connected)).toSorted()).toEqual(
    [first, await holdOf(placed[0] ?? Promise.reject())].toSorted(),
  );
});

test('a settlement whose COMMIT was not answered is done once', async () => {
  const connected = await connect();
  const id = await holdOf(connected.place());
  const cut = connected.link.cutWhen('COMMIT', 'cut before it is answered');
  const settled = ends(connected.settle(id));
  await cut;
  connected.link.mend();
  expect((await settled).status).toBe('fulfilled');
  const { rows } = await connected.store.records.listRecords({ after: null, limit: 10 });
  expect(rows).toMatchObject([{ id, cost: 400, outcome: 'ok' }]);
});

test('a call that was refused for a wrong clock is not placed when its transaction runs again', async () => {
  let offBy = 0;
  const connected = await connect(() => Date.now() + offBy);
  const id = await holdOf(connected.place());
  const cut = connected.link.cutWhen('COMMIT', 'cut before it arrives');
  offBy = 3_600_000;
  const settled = ends(connected.settle(id));
  const placed = connected.place();
  // With a change among them, the group is decided with the lock.
  const changed = ends(connected.changeSomething());
  await expect(placed).rejects.toThrow(/clock/);
  offBy = 0;
  await cut;
  connected.link.mend();
  expect([(await settled).status, (await changed).status]).toEqual(['fulfilled', 'rejected']);
  expect(await openIds(connected)).toEqual([]);
});

test('everything that waits is told when the connection is lost in a rollback', async () => {
  const connected = await connect();
  const cut = connected.link.cutWhen('ROLLBACK', 'cut before it arrives');
  const placed = ends(connected.place());
  const taken = { studentId: 1, hash: 'h', prefix: 'jgp_x', label: null, expiresAt: null };
  const refused = ends(connected.store.access.createToken(taken, { actor: 'owner', now: Date.now() }));
  await cut;
  connected.link.mend();
  for (const end of [await placed, await refused]) expect(String(Object.values(end))).not.toContain('never ended');
});

describe('an internal error of the server', () => {
  const FAIL = `CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'cache lookup failed' USING ERRCODE = 'XX000'; END $$`;

  async function failingOn(table: string, when: string): Promise<Connected> {
    const connected = await connect();
    const { admin } = connected.database;
    onTestFinished(async () => {
      await admin.query('DROP FUNCTION fail CASCADE');
    });
    await admin.query(FAIL);
    await admin.query(
      `CREATE TRIGGER fails BEFORE INSERT ON ${table} FOR EACH ROW WHEN (${when}) EXECUTE FUNCTION fail()`,
    );
    return connected;
  }

  test('that a call raises each time is told to that call, and to none beside it', async () => {
    const connected = await failingOn('holds', "NEW.model = 'bad'");
    const ended = await Promise.all([connected.place(), connected.place('bad'), connected.place()].map(ends));
    expect(ended).toMatchObject([
      { status: 'fulfilled' },
      { status: 'rejected', reason: { name: 'StorageError', message: expect.stringContaining('XX000') } },
      { status: 'fulfilled' },
    ]);
    expect(await openIds(connected)).toHaveLength(2);
  });

  test('that a change raises each time is told, and the next one is made', async () => {
    const { store } = await failingOn('students', "NEW.name = 'bad'");
    const owner = { actor: 'owner', now: Date.now() };
    const fields = { classId: null, email: null, suspended: false };
    const [bad, good] = await Promise.all([
      ends(store.access.createStudent({ ...fields, name: 'bad' }, {}, owner)),
      ends(store.access.createStudent({ ...fields, name: 'good' }, {}, owner)),
    ]);
    expect([bad.status, String(Object.values(bad))]).toEqual(['rejected', expect.stringContaining('XX000')]);
    expect(good.status).toBe('fulfilled');
  });
});

test('calls of a process that was too busy to end its transaction are placed once, in another one', async () => {
  const connected = await connect();
  const place = vi.spyOn(Holds.prototype, 'place');
  onTestFinished(() => place.mockRestore());
  place.mockImplementationOnce(function* (this: Holds, order) {
    // It has the lock, and answers nothing.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2600);
    return yield* PLACE.call(this, order);
  });
  const ids = await Promise.all([holdOf(connected.place()), holdOf(connected.place())]);
  expect(place.mock.calls.length).toBeGreaterThan(2);
  expect(await openIds(connected)).toEqual(ids);
  expect((await connected.store.ledger.check('full', Date.now())).problems).toEqual([]);
});

test('a burst of calls that are refused by an error takes no savepoint for each', async () => {
  const connected = await connect();
  const query = vi.spyOn(pg.Client.prototype, 'query');
  onTestFinished(() => query.mockRestore());
  const ended = await Promise.all([
    ...Array.from({ length: 100 }, () => ends(connected.place())),
    ...Array.from({ length: 100 }, (_, index) => ends(connected.settle(index))),
  ]);
  expect(ended.filter(({ status }) => status === 'fulfilled')).toHaveLength(100);
  expect(query.mock.calls.filter(([sent]) => JSON.stringify(sent).includes('SAVEPOINT'))).toEqual([]);
  expect(await openIds(connected)).toHaveLength(100);
});

test.each([1, 2])(
  'a group with %i changes that fail after writing places all its calls, and takes no savepoint for each',
  async (many) => {
    const connected = await connect();
    const query = vi.spyOn(pg.Client.prototype, 'query');
    onTestFinished(() => query.mockRestore());
    const taken = { studentId: 1, hash: 'h', prefix: 'jgp_x', label: null, expiresAt: null };
    const change = () => ends(connected.store.access.createToken(taken, { actor: 'owner', now: Date.now() }));
    const ended = await Promise.all([
      ...Array.from({ length: 50 }, () => ends(connected.place())),
      ...Array.from({ length: many }, change),
      ...Array.from({ length: 50 }, () => ends(connected.place())),
    ]);
    expect(ended.filter(({ status }) => status === 'rejected')).toHaveLength(many);
    const sent = query.mock.calls.map(([each]) => JSON.stringify(each)).filter((text) => text.includes('"SAVEPOINT'));
    // Not one for each call.
    if (many === 1) expect(sent).toHaveLength(1);
    expect(await openIds(connected)).toHaveLength(100);
    expect((await connected.store.ledger.check('full', Date.now())).problems).toEqual([]);
  },
);

test(
  'no hold that was told is missing, and none is there twice, while connections are ended at random',
  LONG_RUN,
  async () => {
    const connected = await connect();
    const { database, store } = connected;
    let isOver = false;
    const told: number[] = [];
    const over: number[] = [];
    const student = async () => {
      while (!isOver) {
        const placed = await ends(connected.place());
        if (placed.status === 'rejected' || 'refused' in placed.value) {
          // A call that is refused without a connection is refused at once: others must have their turn.
          await new Promise((again) => setTimeout(again, 5));
          continue;
        }
        const { id } = placed.value.hold;
        told.push(id);
        if (told.length % 2 === 0) continue;
        // As the gateway does.
        while ((await ends(connected.settle(id))).status === 'rejected')
          await new Promise((again) => setTimeout(again, 50));
        over.push(id);
      }
    };
    const students = Array.from({ length: 10 }, student);
    for (let times = 0; times < 6; times++) {
      await new Promise((resolve) => setTimeout(resolve, 300 + Math.random() * 100));
      await database.admin.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND application_name LIKE 'jigap ledger%' AND random() < 0.7`,
      );
    }
    isOver = true;
    await Promise.all(students);
    expect(new Set(told).size).toBe(told.length);
    await vi.waitFor(async () => {
      const ids = [...(await openIds(connected)), ...over];
      expect(told.filter((id) => !ids.includes(id))).toEqual([]);
    }, WAIT);
    const { rows } = await store.records.listRecords({ after: null, limit: 10_000 });
    expect(rows.filter(({ outcome }) => outcome === 'ok').map(({ id }) => id)).toEqual(expect.arrayContaining(over));
    expect((await store.ledger.check('full', Date.now())).problems).toEqual([]);
  },
);

for (const [which, name] of [
  ['ledger', /^jigap ledger \S+ \d+$/],
  ['flush', / flush$/],
] as const)
  test(`no hold that was told is missing when the ${which} alone falls silent under load`, {
    timeout: 60_000,
    ...(which === 'ledger' ? {} : LONG_RUN),
  }, async () => {
    const connected = await connect();
    const told: number[] = [];
    let isOver = false;
    const student = async () => {
      while (!isOver) {
        const placed = await ends(connected.place());
        if (placed.status === 'fulfilled' && 'hold' in placed.value) told.push(placed.value.hold.id);
        else await new Promise((again) => setTimeout(again, 5));
      }
    };
    const students = Array.from({ length: 10 }, student);
    await vi.waitUntil(() => told.length > 50, WAIT);
    expect(connected.link.silenceNamed(name)).toBe(1);
    const before = told.length;
    await vi.waitUntil(() => told.length > before + 50, WAIT);
    isOver = true;
    await Promise.all(students);
    expect(new Set(told).size).toBe(told.length);
    // Nobody was told of those whose answer was an error, and they may be there.
    expect(await openIds(connected)).toEqual(expect.arrayContaining(told));
    expect((await connected.store.ledger.check('full', Date.now())).problems).toEqual([]);
  });
