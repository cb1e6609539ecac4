import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { heldAt } from '../../../src/ledger/hold-ids.ts';
import type { HoldOrder } from '../../../src/ledger/holds.ts';
import { LEDGER_LOCK } from '../../../src/store/postgres/engine/locks.ts';
import { clientForThisTest } from '../../support/postgres/databases.ts';
import { openTestLedger } from '../contract/test-ledger.ts';
import { POSTGRES_ENGINE } from './postgres-engine.ts';
import { statementsUnderLock } from './statements-under-lock.ts';

const WAIT = { timeout: 10_000, interval: 5 };

/** A ledger with calls in flight, whose lock another replica has. Its limits are 500 dollars. */
async function openLocked(calls: number) {
  const ledger = await openTestLedger(POSTGRES_ENGINE);
  await ledger.student(null);
  const holds: number[] = [];
  for (let n = 0; n < calls; n++) holds.push(await ledger.place());
  const other = await clientForThisTest(ledger.database.url);
  await other.query(`SELECT pg_advisory_lock(${LEDGER_LOCK})`);
  const statements = statementsUnderLock();
  const unlock = () => other.query(`SELECT pg_advisory_unlock(${LEDGER_LOCK})`);
  onTestFinished(async () => void (await unlock().catch(() => {})));
  const { admin } = ledger.database;
  /** What the other one does before it gives the lock back, once the group is waiting for it. */
  const meanwhile = async (...done: string[]) => {
    await vi.waitFor(() => expect(statements.sent).toContain('jigap_confirm_guess'), WAIT);
    for (const sql of done) await admin.query(sql);
    await unlock();
  };
  const money = async () => {
    const rows = await admin.query<{ scope: string; spent: string; held: string }>(
      'SELECT scope, spent::text, held::text FROM balances ORDER BY scope',
    );
    return Object.fromEntries(rows.rows.map(({ scope, spent, held }) => [scope, [Number(spent), Number(held)]]));
  };
  const newestId = async () => {
    const { rows } = await admin.query<{ id: string }>('SELECT newest_id::text AS id FROM ledger_state');
    return Number(rows[0]?.id);
  };
  const problems = async () => (await ledger.store.ledger.check('full', ledger.clock.now())).problems;
  /** How the groups were decided. */
  const decided = () => ({
    guesses: statements.sent.filter((name) => name === 'jigap_confirm_guess').length,
    withLock: statements.sent.filter((name) => name === 'jigap_state').length,
  });
  return { ...ledger, holds, meanwhile, money, newestId, problems, decided };
}

const statusesOf = (results: readonly PromiseSettledResult<unknown>[]) => results.map(({ status }) => status);

describe('a group that was decided on a guess', () => {
  test('adds to what balances have by then, and its ids follow those of others', async () => {
    const { holds, place, settle, meanwhile, money, newestId, problems, decided, tamper, database } =
      await openLocked(2);
    const before = await newestId();
    const placed = [place({ hold: 100 }), place({ hold: 200 })];
    const settled = Promise.all(holds.map((id) => settle(id, { cost: 400 })));
    await meanwhile('UPDATE balances SET spent = spent + 50', 'UPDATE ledger_state SET newest_id = newest_id + 5000');
    const [first, second] = (await Promise.all(placed)) as [number, number];
    await settled;
    expect([first, second]).toEqual([before + 5001, before + 5002]);
    const rows = await database.admin.query<{ id: string }>('SELECT id::text FROM holds ORDER BY id');
    expect(rows.rows.map(({ id }) => Number(id))).toEqual([first, second]);
    expect([await newestId(), await money()]).toEqual([second, { student: [850, 300], wallet: [850, 300] }]);
    await Promise.all([settle(first, { cost: 1 }), settle(second, { cost: 2 })]);
    expect(await money()).toEqual({ student: [853, 0], wallet: [853, 0] });
    expect(decided()).toEqual({ guesses: 2, withLock: 0 });
    await tamper('UPDATE balances SET spent = spent - 50');
    expect(await problems()).toEqual([]);
  });

  test('tells what is left as the database has it, also of what others have spent', async () => {
    const { place, store, clock, meanwhile } = await openLocked(1);
    const order = orderOf(clock.now(), 700);
    const placed = store.ledger.placeHold(order);
    await meanwhile("UPDATE balances SET spent = spent + 50, held = held + 7 WHERE scope = 'student'");
    expect(await placed).toMatchObject({ hold: { ownBudget: { spent: 50, held: 1000 + 7 + 700 } } });
    await place();
  });

  test('is decided with the lock where a balance has no room for all of it: what fits is held, no more', async () => {
    const { holds, place, settle, meanwhile, money, problems, decided, tamper } = await openLocked(1);
    const calls = [1, 2, 3].map(() => place({ hold: 1000 }));
    // Room for two: what is left of 500 dollars.
    const spent = 500_000_000_000 - 1000 - 2000;
    await meanwhile(`UPDATE balances SET spent = ${spent} WHERE scope = 'wallet'`);
    expect(statusesOf(await Promise.allSettled(calls))).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect(await money()).toEqual({ student: [0, 3000], wallet: [spent, 3000] });
    expect(decided()).toEqual({ guesses: 1, withLock: 1 });
    await tamper("UPDATE balances SET spent = 0 WHERE scope = 'wallet'");
    for (const id of [...holds, ...(await Promise.all(calls.slice(0, 2)))]) await settle(id);
    expect(await problems()).toEqual([]);
  });

  test.each([
    ['the rules were changed', 'UPDATE ledger_state SET access_revision = access_revision + 1'],
    ['the ids of others are far ahead', `UPDATE ledger_state SET newest_id = newest_id + ${1024 * 63_000}`],
    ['a balance is gone', "DELETE FROM balances WHERE scope = 'wallet'"],
    ['others took this replica for dead', 'DELETE FROM replicas'],
  ])('is decided again where %s meanwhile, and counted once', async (_what, change) => {
    const { place, settle, meanwhile, money, problems, decided, clock, database } = await openLocked(1);
    // The last use of a token is written once a minute.
    clock.advance(61_000);
    const placed = place({ hold: 300 });
    await meanwhile(change);
    expect(await money()).not.toEqual({});
    const id = await placed;
    expect(decided()).toEqual({ guesses: 1, withLock: expect.toSatisfy((groups: number) => groups > 0) });
    const { rows } = await database.admin.query('SELECT last_used_at::text AS at FROM api_tokens');
    expect(rows).toEqual([{ at: String(clock.now()) }]);
    await settle(id, { cost: 30 });
    expect(await money()).toMatchObject({ student: [30, 1000] });
    expect((await problems()).filter((problem) => JSON.stringify(problem).includes('"spent"'))).toEqual([]);
  });

  test('fails only the settlement whose hold is gone', async () => {
    const { holds, settle, meanwhile, money, problems } = await openLocked(3);
    const settled = Promise.allSettled(holds.map((id) => settle(id, { cost: 400 })));
    await meanwhile(`DELETE FROM holds WHERE id = ${holds[0]}`, 'UPDATE balances SET held = held - 1000');
    const results = await settled;
    expect(statusesOf(results)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
    expect(results[0]).toMatchObject({ reason: { name: 'NotFoundError' } });
    expect(await money()).toEqual({ student: [800, 0], wallet: [800, 0] });
    expect(await problems()).toEqual([]);
  });

  test('holds nothing of an overdrawn balance for a call that costs nothing', async () => {
    const { place, meanwhile, money, decided } = await openLocked(1);
    const placed = [place({ hold: 0 }), place({ hold: 0 })];
    await meanwhile('UPDATE balances SET spent = 600000000000');
    await Promise.all(placed);
    expect(await money()).toEqual({ student: [600_000_000_000, 1000], wallet: [600_000_000_000, 1000] });
    expect(decided()).toEqual({ guesses: 1, withLock: 0 });
  });

  test('settles one hold once, however often it is asked to in one group', async () => {
    const { holds, settle, meanwhile, money, problems } = await openLocked(1);
    const [id = 0] = holds;
    const settled = Promise.allSettled([400, 300, 200].map((cost) => settle(id, { cost })));
    await meanwhile();
    expect(statusesOf(await settled)).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect(await money()).toEqual({ student: [400, 0], wallet: [400, 0] });
    expect(await problems()).toEqual([]);
  });
});

describe('a group is decided with the lock at once', () => {
  test.each([
    ['where a call is refused', { hold: 600_000_000_000 }],
    ['where a balance is to be opened', { studentId: 2 }],
  ])('%s', async (_what, options) => {
    const ledger = await openTestLedger(POSTGRES_ENGINE);
    for (const _ of [1, 2]) await ledger.student(null);
    await ledger.place();
    const statements = statementsUnderLock();
    await ledger.place(options).catch(() => {});
    expect(statements.sent).toContain('jigap_state');
    expect(statements.sent).not.toContain('jigap_confirm_guess');
    expect((await ledger.store.ledger.check('full', ledger.clock.now())).problems).toEqual([]);
  });

  test('where the last of several calls is refused, and counts each of the others once', async () => {
    const ledger = await openTestLedger(POSTGRES_ENGINE);
    const { store, clock, database } = ledger;
    await ledger.student(null);
    const holds = [await ledger.place(), await ledger.place()];
    const ended = await Promise.allSettled([
      ...holds.map((id) => ledger.settle(id, { cost: 400 })),
      ledger.place({ hold: 300 }),
      ledger.place({ hold: 600_000_000_000 }),
    ]);
    expect(statusesOf(ended)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'rejected']);
    const { rows } = await database.admin.query('SELECT DISTINCT spent::int AS spent, held::int AS held FROM balances');
    expect(rows).toEqual([{ spent: 800, held: 300 }]);
    const days = await database.admin.query('SELECT requests::int AS requests, cost::int AS cost FROM usage_days');
    expect(days.rows).toEqual([{ requests: 2, cost: 800 }]);
    expect((await store.ledger.check('full', clock.now())).problems).toEqual([]);
  });

  test('where the ids could be of the next day by the time that they are given', async () => {
    const ledger = await openTestLedger(POSTGRES_ENGINE);
    await ledger.student(null);
    await ledger.place();
    const midnight = Math.ceil(ledger.clock.now() / 86_400_000) * 86_400_000;
    const decided = [];
    for (const before of [2000, 1500, 999, 1, 0, -500]) {
      ledger.clock.set(midnight - before);
      const statements = statementsUnderLock();
      const id = await ledger.place();
      expect(heldAt(id)).toBe(midnight - before);
      decided.push(statements.sent.includes('jigap_confirm_guess'));
      vi.restoreAllMocks();
    }
    expect(decided).toEqual([true, true, false, false, true, true]);
  });

  /** A ledger that has decided a call: the next one may be guessed. */
  async function openWarm() {
    const ledger = await openTestLedger(POSTGRES_ENGINE);
    await ledger.student(null);
    await ledger.place();
    const change = () => ({ actor: 'owner', now: ledger.clock.now() });
    const isGuessed = async (order: Partial<HoldOrder> = {}) => {
      const place = () => ledger.store.ledger.placeHold({ ...orderOf(ledger.clock.now(), 1000), ...order });
      // What is cold needs the lock.
      await place();
      const statements = statementsUnderLock();
      const placed = await place();
      vi.restoreAllMocks();
      return { placed, isGuessed: statements.sent.includes('jigap_confirm_guess') };
    };
    return { ...ledger, change, isGuessed };
  }

  test('where a call fits with a lower cap only: others may have given something back', async () => {
    const { store, change, isGuessed } = await openWarm();
    await store.ledger.setBudget({ scope: 'student', scopeId: 1, period: 'day', limit: 100_000 }, change());
    const estimate = { inputTokensBound: 20, candidates: 1, inputPico: 1_000_000, picoPerCapToken: 1_000_000 };
    expect(await isGuessed({ estimate, cap: 10 })).toMatchObject({ isGuessed: true, placed: { hold: { cap: 10 } } });
    const { isGuessed: isSo, placed } = await isGuessed({ estimate, cap: 60 });
    expect('hold' in placed && placed.hold.cap).toBeLessThan(60);
    expect(isSo).toBe(false);
  });

  test.each([
    ['is in effect', 0, 3_600_000, false],
    ['begins within the second', 500, 3_600_000, false],
    ['ends within the second', 0, 500, false],
    ['begins later', 1500, 3_600_000, true],
  ])('where a top-up %s: which one pays must not be guessed', async (_when, startsIn, endsIn, expected) => {
    const { store, clock, isGuessed } = await openWarm();
    const now = clock.now();
    const topUp = { scope: 'student', scopeId: 1, amount: 500, endsAt: now + endsIn, reason: null } as const;
    await store.ledger.createTopUp(topUp, { actor: 'owner', now: now + startsIn });
    expect((await isGuessed()).isGuessed).toBe(expected);
  });

  test('after a guess that was given up, which writes no last use of a token again', async () => {
    const { place } = await openWarm();
    const statements = statementsUnderLock();
    for (let n = 0; n < 3; n++) {
      await expect(place({ hold: 600_000_000_000 })).rejects.toThrow(/does not fit/);
      await place();
    }
    expect(statements.sent).toContain('jigap_confirm_guess');
    expect(statements.sent).not.toContain('jigap_note_token_uses');
  });
});

test('a limit that another replica has lowered holds for the very next call', async () => {
  const { student, place, store, clock, database } = await openTestLedger(POSTGRES_ENGINE);
  await student(null);
  for (let n = 0; n < 3; n++) await place();
  const server = { timeZone: 'Asia/Seoul', walletMonthly: 500_000_000_000, studentWeekly: 500_000_000_000 };
  const other = await database.open({ server, now: clock.now() });
  onTestFinished(() => other.close());
  await place();
  const limit = { scope: 'student', scopeId: 1, period: 'week', limit: 4500 } as const;
  await other.ledger.setBudget(limit, { actor: 'owner', now: clock.now() });
  await expect(place()).rejects.toThrow(/does not fit/);
  await place({ hold: 500 });
  expect((await store.ledger.check('full', clock.now())).problems).toEqual([]);
});

test.each([-6000, 6000])('a call is refused, and nothing held, once the clock here is off by %i ms', async (ms) => {
  let offBy = 0;
  const now = Date.now;
  const clock = vi.spyOn(Date, 'now').mockImplementation(() => now() + offBy);
  onTestFinished(() => clock.mockRestore());
  const { student, place, database } = await openTestLedger(POSTGRES_ENGINE);
  await student(null);
  for (let n = 0; n < 2; n++) await place();
  const statements = statementsUnderLock();
  offBy = ms;
  await expect(place()).rejects.toThrow(/clock/);
  expect(statements.sent).toContain('jigap_confirm_guess');
  expect(await database.countRows('holds')).toBe(2);
  offBy = ms / 2;
  await place();
});

function orderOf(now: number, hold: number) {
  return {
    ...{ studentId: 1, tokenId: 1, endpoint: 'chat', model: 'gpt-3.5-turbo', servedModel: 'gpt-3.5-turbo' },
    ...{ modelId: 'gpt-3.5-turbo', provider: 'openai', priceVersion: 'gpt-3.5-turbo@2024-01-25' },
    estimate: { inputTokensBound: 20, candidates: 1, inputPico: hold * 1000, picoPerCapToken: 0 },
    ...{ cap: 100, lowestCap: 1, now },
  };
}
