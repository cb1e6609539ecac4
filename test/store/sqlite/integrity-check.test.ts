import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { firstIdAt } from '../../../src/ledger/hold-ids.ts';
import type { CheckReport } from '../../../src/store/check-report.ts';
import { StorageError } from '../../../src/store/errors.ts';
import { TEST_START } from '../../support/clock.ts';
import { cpuMs } from '../../support/cpu-time.ts';
import { type LedgerOnDisk, ledgerOnDisk } from './ledger-on-disk.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const LIMIT = 500_000_000_000;

/** Two students in a class and one in none, with budgets of every period, and calls over ten days. */
async function busyLedger(): Promise<LedgerOnDisk> {
  const ledger = await ledgerOnDisk();
  const { store, clock, student, call, place } = ledger;
  const change = () => ({ actor: 'test', now: clock.now() });
  const fields = { timeZone: 'Pacific/Chatham', language: 'en', allowedModels: null } as const;
  const term = { startsOn: '2026-11-01', endsOn: '2026-12-20' };
  await store.access.createClass({ name: 'Physics', ...fields, ...term }, {}, change());
  await student(1);
  await student(1);
  await student(null);
  for (const period of ['day', 'month', 'term', 'total'] as const) {
    await store.ledger.setBudget({ scope: 'class-student', scopeId: 1, period, limit: LIMIT }, change());
    await store.ledger.setBudget({ scope: 'class', scopeId: 1, period, limit: LIMIT }, change());
    await store.ledger.setBudget({ scope: 'wallet', scopeId: 0, period, limit: LIMIT }, change());
  }
  for (let day = 0; day < 10; day++) {
    for (const studentId of [1, 2, 3]) await call({ studentId, incident: 'uncertain', cost: 400 + day });
    clock.advance(DAY);
  }
  await store.journal.refund(5, 100, change());
  await call({ studentId: 1 });
  await place({ studentId: 1 });
  await place({ studentId: 3 });
  return ledger;
}

const full = ({ store, clock }: LedgerOnDisk): Promise<CheckReport> => store.ledger.check('full', clock.now());
const quick = ({ store, clock }: LedgerOnDisk): Promise<CheckReport> => store.ledger.check('quick', clock.now());

describe('checkIntegrity finds no problem', () => {
  test('after ten days of calls, refunds and open holds', async () => {
    const ledger = await busyLedger();
    expect(await full(ledger)).toMatchObject({ records: 31, holds: 2, problems: [] });
    // What is older than a day or so is not read again.
    expect(await quick(ledger)).toMatchObject({ records: 4, holds: 2, problems: [] });
  });

  test('in an empty ledger', async () => {
    expect(await full(await ledgerOnDisk())).toEqual({ balances: 0, records: 0, holds: 0, problems: [] });
  });

  test('after changes of rules, dates, zones and members', async () => {
    const ledger = await busyLedger();
    const { store, clock, call, place, settle } = ledger;
    const open = await place({ studentId: 1 });
    const steps = [
      () => store.access.updateClass(1, { timeZone: 'America/New_York' }, {}, { actor: 'test', now: clock.now() }),
      () => store.access.updateClass(1, { endsOn: '2027-01-31' }, {}, { actor: 'test', now: clock.now() }),
      () => store.access.updateStudent(1, { classId: null }, {}, { actor: 'test', now: clock.now() }),
      () => store.ledger.deleteBudget(1, { actor: 'test', now: clock.now() }),
      () => store.access.updateStudent(3, { classId: 1 }, {}, { actor: 'test', now: clock.now() }),
      () => store.access.deleteStudent(2, { actor: 'test', now: clock.now() }),
    ];
    for (const step of steps) {
      await step();
      await call({ studentId: 1 });
      await call({ studentId: 3 });
      expect((await full(ledger)).problems).toEqual([]);
      expect((await quick(ledger)).problems).toEqual([]);
      clock.advance(7 * HOUR);
    }
    await settle(open);
    // The clock is turned back, and calls come before earlier ones.
    clock.set(TEST_START + DAY);
    await call({ studentId: 1 });
    await call({ studentId: 3 });
    expect((await full(ledger)).problems).toEqual([]);
    expect((await quick(ledger)).problems).toEqual([]);
  });

  test('while calls are placed, settled and refunded: each check sees one snapshot', async () => {
    const ledger = await busyLedger();
    const { store, clock, call } = ledger;
    let over = false;
    const calls = async (studentId: number) => {
      for (let n = 0; !over; n++) {
        clock.advance(1);
        await call({ studentId, cost: n % 1000 });
        if (n % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
    };
    const running = [1, 2, 3, 1, 2, 3].map(calls);
    const reports: CheckReport[] = [];
    for (const depth of ['full', 'quick', 'full', 'quick'] as const) {
      reports.push(await store.ledger.check(depth, clock.now()));
    }
    over = true;
    await Promise.all(running);
    expect(reports.flatMap(({ problems }) => problems)).toEqual([]);
    expect(reports[2]?.records).toBeGreaterThan(reports[0]?.records ?? 0);
  });
});

interface BalanceRow {
  readonly id: number;
  readonly scope: string;
  readonly scope_id: number;
  readonly period: string;
  readonly window_start: number;
  readonly window_end: number;
}

/** All columns, as they are in the file. */
function balancesOf({ path }: LedgerOnDisk): BalanceRow[] {
  const sqlite = new Database(path, { readonly: true });
  const rows = sqlite.prepare('SELECT * FROM balances').all() as BalanceRow[];
  sqlite.close();
  return rows;
}

describe('checkIntegrity names a broken invariant', () => {
  const day = `period = 'day' AND window_start = (SELECT max(window_start) FROM balances AS own
    WHERE own.period = 'day' AND own.scope = balances.scope AND own.scope_id = balances.scope_id)`;
  const NEWEST = 'SELECT max(id) FROM usage_records';

  test.each<[string, string, RegExp]>([
    [
      'spent above the records',
      `UPDATE balances SET spent = spent + 7 WHERE scope = 'wallet' AND ${day}`,
      /^wallet, day from 2026-12-02T15:00:00\.000Z: spent is 0\.000000007 USD above its records$/,
    ],
    [
      'spent below the records',
      `UPDATE balances SET spent = spent - 7 WHERE scope = 'student' AND scope_id = 1 AND ${day}`,
      /^student 1, day from \S+: spent is 0\.000000007 USD below its records$/,
    ],
    [
      'spent below zero',
      `UPDATE balances SET spent = -1 WHERE scope = 'wallet' AND ${day}`,
      /^wallet, day from \S+: spent is below zero$/,
    ],
    [
      'held below zero',
      `UPDATE balances SET held = -1 WHERE scope = 'wallet' AND ${day}`,
      /^wallet, day from \S+: held is below zero$/,
    ],
    [
      'held without a hold',
      `UPDATE balances SET held = held + 1000 WHERE scope = 'class' AND period = 'total'`,
      /^class 1, total from \S+: held is 0\.000001 USD above its open holds$/,
    ],
    [
      'a hold that is gone without a record',
      'DELETE FROM holds WHERE id = (SELECT max(id) FROM holds)',
      /^wallet, total from \S+: held is 0\.000001 USD above its open holds$/,
    ],
    [
      'windows that overlap',
      `UPDATE balances SET window_start = window_start - 1 WHERE scope = 'wallet' AND ${day}`,
      /^wallet, day from \S+: overlaps the window before it$/,
    ],
    [
      'a record that nobody counted',
      `INSERT INTO usage_records SELECT id + 1, student_id, class_id, token_id, day, endpoint, model, served_model,
        price_version, 1, 0, 0, 1, 9, 9, outcome, 1, 1, 0, 0, provider, model_id, 2, 1, 0, 0 FROM usage_records WHERE id = (${NEWEST})`,
      /^wallet, day from \S+: spent is 0\.000000009 USD below its records$/,
    ],
    [
      'sums of a day that are too high',
      `UPDATE usage_days SET requests = requests + 1, cost = cost + 1 WHERE student_id = 1 AND day = (SELECT max(day) FROM usage_days)`,
      /^usage of 2026-12-03, student 1, class 1, token 1, gpt-3\.5-turbo: requests, cost not the sum of its records$/,
    ],
    [
      'sums of a day without a record',
      `UPDATE usage_days SET token_id = 99 WHERE student_id = 1 AND day = (SELECT max(day) FROM usage_days)`,
      /^usage of 2026-12-03, student 1, class 1, token 99, \S+: requests, .*not the sum of its records$/,
    ],
    [
      'records without sums of their day',
      'DELETE FROM usage_days WHERE student_id = 1 AND day = (SELECT max(day) FROM usage_days)',
      /^usage of 2026-12-03, student 1, .*: there are records and no sums$/,
    ],
    [
      'a hold that is a record too',
      `UPDATE holds SET id = (${NEWEST}) WHERE id = (SELECT max(id) FROM holds)`,
      /^call \d+ is a usage record and an open hold as well$/,
    ],
    [
      'a refund above the cost',
      `INSERT INTO refunds (record_id, amount, created_at) SELECT id, cost + 1, 0 FROM usage_records WHERE id = (${NEWEST})`,
      /^call \d+: refunds are 0\.000000001 USD above its cost$/,
    ],
    [
      'a refund of no call',
      'INSERT INTO refunds (record_id, amount, created_at) VALUES (7, 1, 0)',
      /^refund 2 is for call 7, which has no record$/,
    ],
    [
      'an incident about no call',
      "INSERT INTO incidents (kind, record_id, detail, created_at) VALUES ('overrun', 7, '', 0)",
      /^incident 31 is about call 7, which has no record$/,
    ],
  ])('%s, by the full check and by the quick one', async (_what, sql, problem) => {
    const ledger = await busyLedger();
    await ledger.tamper(sql);
    expect((await full(ledger)).problems).toContainEqual(expect.stringMatching(problem));
    expect((await quick(ledger)).problems).toContainEqual(expect.stringMatching(problem));
  });

  /** A student whose only call a top-up paid, and one who carried something over. */
  async function withTopUpAndCarryOver(): Promise<LedgerOnDisk> {
    const ledger = await busyLedger();
    const { store, clock, student, call } = ledger;
    const change = () => ({ actor: 'test', now: clock.now() });
    const scopeId = await student(null);
    await store.ledger.setBudget({ scope: 'student', scopeId, period: 'day', limit: 0 }, change());
    const carrying = { scope: 'student', scopeId: 2, period: 'day', limit: 2000, carryOver: true } as const;
    await store.ledger.setBudget(carrying, change());
    clock.advance(DAY);
    const endsAt = clock.now() + DAY;
    await store.ledger.createTopUp({ scope: 'student', scopeId, amount: 5000, endsAt, reason: null }, change());
    await call({ studentId: scopeId });
    await call({ studentId: 2 });
    expect((await full(ledger)).problems).toEqual([]);
    expect((await quick(ledger)).problems).toEqual([]);
    return ledger;
  }

  test.each<[string, string, RegExp]>([
    [
      'a top-up that was spent less of',
      "UPDATE balances SET spent = 0 WHERE scope = 'top-up' AND scope_id = 1",
      /^top-up 1, once from \S+: spent is 0\.0000004 USD below its records$/,
    ],
    [
      'a call that was paid by nothing',
      'UPDATE usage_records SET student_top_up_id = 0 WHERE student_top_up_id = 1',
      /^student 4, day from \S+: spent is 0\.0000004 USD below its records$/,
    ],
    [
      "a call that another student's top-up paid",
      'UPDATE top_ups SET scope_id = 1',
      /^call \d+ was paid by top-up 1, which is not one of its student$/,
    ],
    [
      'a top-up that lasts longer than its balance',
      'UPDATE top_ups SET ends_at = ends_at + 1',
      /^top-up 1 has no balance of its time$/,
    ],
    ['a balance of no top-up', 'DELETE FROM top_ups', /^there is a balance of top-up 1, which does not exist$/],
    [
      'more carried over than was left',
      'UPDATE carry_overs SET amount = amount + 1',
      /^0\.\d+ USD was carried over for id 2, which is not what was left$/,
    ],
    [
      'more carried over than one limit',
      'UPDATE carry_overs SET worth = worth + 1, used = used + 3',
      /^0\.\d+ USD was carried over for id 2, which is not what was left$/,
    ],
  ])('%s, among top-ups and what was carried over', async (_what, sql, problem) => {
    const ledger = await withTopUpAndCarryOver();
    await ledger.tamper(sql);
    expect((await full(ledger)).problems).toContainEqual(expect.stringMatching(problem));
    expect((await quick(ledger)).problems).toContainEqual(expect.stringMatching(problem));
  });

  test('in a current window by the quick check, and in a past one by the full check', async () => {
    const ledger = await busyLedger();
    const now = ledger.clock.now();
    const current = balancesOf(ledger).filter((one) => one.window_start <= now && now < one.window_end);
    expect(new Set(current.map(({ scope, period }) => `${scope} ${period}`)).size).toBe(13);
    for (const { id, scope, period } of current) {
      const add = (amount: number) => ledger.tamper('UPDATE balances SET spent = spent + ? WHERE id = ?', amount, id);
      await add(1_000_000_000);
      const problem = expect.stringMatching(
        new RegExp(`^${scope}.*, ${period} from \\S+: spent is 1 USD above its records$`),
      );
      expect((await quick(ledger)).problems).toEqual([problem]);
      expect((await full(ledger)).problems).toEqual([problem]);
      await add(-1_000_000_000);
    }
    await ledger.tamper('UPDATE balances SET spent = spent + 1 WHERE window_end <= ?', now - 2 * DAY);
    expect((await quick(ledger)).problems).toEqual([]);
    expect((await full(ledger)).problems).not.toEqual([]);
  });

  test('in sums of earlier days, without blaming a balance that is right', async () => {
    const ledger = await busyLedger();
    await ledger.tamper("UPDATE usage_days SET cost = cost + 1 WHERE student_id = 3 AND day = '2026-11-25'");
    const { problems } = await quick(ledger);
    expect(problems).toContain(
      'wallet, total from 1970-01-01T00:00:00.000Z: the sums of its days are not those of its records',
    );
    expect(
      problems.filter((problem) => !problem.endsWith('the sums of its days are not those of its records')),
    ).toEqual([]);
  });

  test('in every row, in a list of at most fifty', async () => {
    const ledger = await busyLedger();
    for (let n = 0; n < 60; n++) {
      await ledger.tamper('INSERT INTO refunds (record_id, amount, created_at) VALUES (?, 1, 0)', firstIdAt(n));
    }
    const { problems } = await full(ledger);
    expect(problems.length).toBeLessThanOrEqual(51);
    expect(problems[0]).toContain('which has no record');
  });

  test('in the same words while calls go on', async () => {
    const ledger = await busyLedger();
    await ledger.tamper(`UPDATE balances SET spent = spent + 7 WHERE scope = 'wallet' AND ${day}`);
    const before = await full(ledger);
    await ledger.call({ studentId: 2 });
    expect((await full(ledger)).problems).toEqual(before.problems);
    expect(before.problems).toHaveLength(1);
  });
});

describe('the thread of the integrity check', () => {
  test('does not delay the end of the store', async () => {
    const ledger = await busyLedger();
    const checks = [full(ledger), full(ledger)];
    const ended = Promise.all(checks.map((check) => check.catch((error: unknown) => error)));
    await ledger.store.close();
    for (const end of await ended)
      expect(end).toSatisfy((e) => e instanceof StorageError || 'problems' in (e as object));
    await expect(full(ledger)).rejects.toThrow(StorageError);
  });

  test('checks a hundred thousand records in little time', async () => {
    const ledger = await busyLedger();
    await ledger.tamper(
      `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
       INSERT INTO usage_records SELECT i, 1, 1, 1, '1970-01-01', 'chat', 'm', 'm', 'm@x', 1, 0, 0, 1, 1, 0, 'ok', 1, 1, 0, 0, 'openai', 'm', 2, 1, 0, 0 FROM n`,
    );
    const before = cpuMs();
    expect((await full(ledger)).records).toBe(100_031);
    expect(cpuMs() - before).toBeLessThan(5000);
  });
});
