import pg from 'pg';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { hashSecret } from '../../../src/access/api-tokens.ts';
import { runMany } from '../../../src/store/postgres/engine/run-many.ts';
import type { Connection } from '../../../src/store/postgres/engine/run-work.ts';
import { connectionConfig } from '../../../src/store/postgres/engine/session-settings.ts';
import type { Job } from '../../../src/store/postgres/ledger/job-queue.ts';
import { Revision } from '../../../src/store/postgres/ledger/revision.ts';
import { warmNewest } from '../../../src/store/postgres/ledger/warm-up.ts';
import { allRows, type SqlWork } from '../../../src/store/sql/sql-work.ts';
import { clientForThisTest, postgresForThisTest } from '../../support/postgres/databases.ts';
import { openTestLedger } from '../contract/test-ledger.ts';
import { POSTGRES_ENGINE } from './postgres-engine.ts';
import { statementsUnderLock } from './statements-under-lock.ts';

const STUDENTS = 20;
const SERVER = { timeZone: 'Asia/Seoul', walletMonthly: 500_000_000_000, studentWeekly: 500_000_000_000 };

describe('a group of calls whose rules are cold', () => {
  test('reads none of them under the lock, and obeys what another replica has just changed', async () => {
    const { store, clock, database, student, place, settle } = await openTestLedger(POSTGRES_ENGINE);
    const other = await database.open({ server: SERVER, now: clock.now() });
    onTestFinished(() => other.close());
    const ids: number[] = [];
    for (let n = 0; n < STUDENTS; n++) ids.push(await student(null));
    const open = await Promise.all(ids.map((studentId) => place({ studentId })));
    const change = { actor: 'test', now: clock.now() };
    await other.ledger.setBudget({ scope: 'student', scopeId: 2, period: 'week', limit: 500 }, change);
    await other.access.findCaller(hashSecret('jgp_nobody'));

    const { sent, transactions } = statementsUnderLock();
    const placed = await Promise.allSettled(ids.map((studentId) => place({ studentId })));
    await Promise.all(open.map((hold) => settle(hold)));
    expect(placed.map(({ status }) => status)).toEqual(ids.map((id) => (id === 2 ? 'rejected' : 'fulfilled')));
    expect(transactions()).toBeGreaterThan(0);
    // A statement for the row of the changed limit, which is new; all others are of the group.
    expect(sent.filter((name) => !name.startsWith('jigap_') || /^jigap_\d+$/.test(name)).length).toBeLessThan(10);
    expect((await store.ledger.check('full', clock.now())).problems).toEqual([]);
  });
});

test('what cannot be read before is left to the work, unless the connection is lost', async () => {
  const revision = new Revision(() => {});
  const failWith = (code: string) => {
    const error = Object.assign(new pg.DatabaseError('canceled', 8, 'error'), { code });
    const query = ({ name = '' }) =>
      name === 'jigap_warm_up' ? Promise.resolve({ rows: [{ revision: 7 }] }) : Promise.reject(error);
    return { query } as unknown as Connection;
  };
  const warmUp = () => [allRows('SELECT ? AS n', 1) as unknown as SqlWork<void>];
  const jobs = [{ warmUp } as unknown as Job];
  await warmNewest(failWith('57014'), revision, jobs);
  expect(revision.ofCaches).toBe(7);
  await expect(warmNewest(failWith('57P01'), revision, jobs)).rejects.toThrow('canceled');
});

describe('runMany', () => {
  const open = async () => clientForThisTest(connectionConfig((await postgresForThisTest()).url, 'ledger', 'test'));

  test('gives each work the rows of its own values, in one statement for all', async () => {
    const client = await open();
    const query = vi.spyOn(client, 'query');
    const found = new Map<number, unknown>();
    function* work(n: number, text: string | null): SqlWork<void> {
      found.set(n, yield* allRows('SELECT ? + 1 AS next, ? AS word, NULL AS nothing', n, text));
    }
    await runMany(client, [work(1, 'a"b'), work(2_000_000_000_000_000, "it's"), work(1, 'a"b')]);
    expect(query).toHaveBeenCalledOnce();
    expect(found.get(1)).toEqual([{ next: 2, word: 'a"b', nothing: null }]);
    expect(found.get(2_000_000_000_000_000)).toEqual([{ next: 2_000_000_000_000_001, word: "it's", nothing: null }]);
  });

  test('keeps the order of rows, and lets works go on alone', async () => {
    const client = await open();
    const found: unknown[] = [];
    function* work(lowest: number): SqlWork<void> {
      const rows = yield* allRows<{ n: number }>(
        'SELECT n FROM generate_series(1, 5) AS n WHERE n >= ? ORDER BY n DESC',
        lowest,
      );
      if (rows.length > 2) found.push(yield* allRows('SELECT ? AS more', lowest));
      found.push(rows.map(({ n }) => n));
    }
    await runMany(client, [work(4), work(2), work(9)]);
    expect(found).toEqual([[5, 4], [], [{ more: 2 }], [5, 4, 3, 2]]);
  });

  test('ends a work that throws, and no other', async () => {
    const client = await open();
    const found: unknown[] = [];
    function* work(n: number): SqlWork<void> {
      if (n === 1) throw new Error('not this one');
      found.push(yield* allRows('SELECT ? AS n', n));
    }
    await runMany(client, [work(1), work(2)]);
    expect(found).toEqual([[{ n: 2 }]]);
  });
});

test('a change of the owner that travels with calls lets none of them read its rules under the lock', async () => {
  const { store, clock, student, place } = await openTestLedger(POSTGRES_ENGINE);
  const ids: number[] = [];
  for (let n = 0; n < STUDENTS; n++) ids.push(await student(null));
  await Promise.all(ids.map((studentId) => place({ studentId })));

  const { sent, transactions } = statementsUnderLock();
  const change = { actor: 'test', now: clock.now() };
  const limit = { scope: 'student', scopeId: 2, period: 'week', limit: 500 } as const;
  const changed = store.ledger.setBudget(limit, change);
  const placed = await Promise.allSettled(ids.map((studentId) => place({ studentId })));
  await changed;
  // They come after it, so it counts for them; they have a transaction of their own.
  expect(placed.map(({ status }) => status)).toEqual(ids.map((id) => (id === 2 ? 'rejected' : 'fulfilled')));
  expect(transactions()).toBe(2);
  expect(sent.filter((text) => /FROM students|FROM top_ups/.test(text))).toEqual([]);
});

/** A plan that was made while tables were small stays until they are analyzed. */
test('a balance is found by whose it is, though all are of one window and nothing was analyzed', async () => {
  const { store, clock, database, student, place } = await openTestLedger(POSTGRES_ENGINE);
  await student(null);
  const query = vi.spyOn(pg.Client.prototype, 'query');
  onTestFinished(() => query.mockRestore());
  await place();
  await store.ledger.setBudget(
    { scope: 'student', scopeId: 1, period: 'day', limit: 500_000_000_000 },
    { actor: 'test', now: clock.now() },
  );
  await place();
  const texts = query.mock.calls.map(([sent]) => (sent as unknown as { text?: string }).text ?? '');
  const finding = [...new Set(texts.filter((text) => /FROM balances\s+WHERE scope = /.test(text)))];
  expect(finding.length).toBeGreaterThanOrEqual(2);
  const ledger = await clientForThisTest(connectionConfig(database.url, 'ledger', 'test'));
  for (const [n, text] of finding.entries()) {
    await ledger.query(`PREPARE finding_${n} AS ${text}`);
    const parameters = Math.max(...[...text.matchAll(/\$(\d+)/g)].map(([, number]) => Number(number)));
    const { rows } = await ledger.query(`EXPLAIN EXECUTE finding_${n} (${Array(parameters).fill('NULL').join()})`);
    expect(rows.map((row) => Object.values(row).join()).join('\n')).toMatch(/Index Cond: .*scope_id = /);
  }
});
