import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { firstIdAt } from '../../../src/ledger/hold-ids.ts';
import type { CheckReport } from '../../../src/store/check-report.ts';
import { StorageError } from '../../../src/store/errors.ts';
import { TEST_START } from '../../support/clock.ts';
import { cpuMs } from '../../support/cpu-time.ts';
import {
  addTopUpAndCarryOver,
  BROKEN_INVARIANTS,
  BROKEN_TOP_UPS,
  fillBusyLedger,
  NEWEST_DAY,
} from '../contract/broken-invariants.ts';
import { type LedgerOnDisk, ledgerOnDisk } from './ledger-on-disk.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

async function busyLedger(): Promise<LedgerOnDisk> {
  const ledger = await ledgerOnDisk();
  await fillBusyLedger(ledger);
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
  test.each(BROKEN_INVARIANTS)('%s, by the full check and by the quick one', async (_what, sql, problem) => {
    const ledger = await busyLedger();
    await ledger.tamper(sql);
    expect((await full(ledger)).problems).toContainEqual(expect.stringMatching(problem));
    expect((await quick(ledger)).problems).toContainEqual(expect.stringMatching(problem));
  });

  async function withTopUpAndCarryOver(): Promise<LedgerOnDisk> {
    const ledger = await busyLedger();
    await addTopUpAndCarryOver(ledger);
    expect((await full(ledger)).problems).toEqual([]);
    expect((await quick(ledger)).problems).toEqual([]);
    return ledger;
  }

  test.each(BROKEN_TOP_UPS)('%s, among top-ups and what was carried over', async (_what, sql, problem) => {
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
    await ledger.tamper(`UPDATE balances SET spent = spent + 7 WHERE scope = 'wallet' AND ${NEWEST_DAY}`);
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
