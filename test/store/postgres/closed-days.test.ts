import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { localDay } from '../../../src/ledger/periods.ts';
import { DAY_MS, utcDay } from '../../../src/ledger/utc-days.ts';
import { closeDays } from '../../../src/store/postgres/closed-days/close-days.ts';
import { readClosedDays } from '../../../src/store/postgres/closed-days/read-closed-days.ts';
import { servedDays } from '../../../src/store/postgres/closed-days/served-days.ts';
import { runWork } from '../../../src/store/postgres/engine/run-work.ts';
import { connectionConfig } from '../../../src/store/postgres/engine/session-settings.ts';
import type { Store } from '../../../src/store/store.ts';
import { clientForThisTest } from '../../support/postgres/databases.ts';
import { borrowPostgresDatabase } from '../../support/postgres/reused-databases.ts';
import type { TestEngine } from '../contract/engine.ts';
import { testServedUsage } from '../contract/served-usage.ts';
import { testStudentOverview } from '../contract/student-overview.ts';
import { openTestLedger } from '../contract/test-ledger.ts';
import { testUsage } from '../contract/usage.ts';
import { type PostgresTestDatabase, postgresEngine } from './make-engine.ts';
import { POSTGRES_ENGINE } from './postgres-engine.ts';

const FAR = Date.UTC(2100, 0, 1);
const ALL = { from: '2000-01-01', to: '2100-01-01' } as const;

const connect = (url: string) => clientForThisTest(connectionConfig(url, 'ledger', 'test'));

/** Closes days before each read of sums. */
async function closingBefore(store: Store, url: string): Promise<Store> {
  const client = new pg.Client(connectionConfig(url, 'ledger', 'test'));
  await client.connect();
  let closing: Promise<unknown> = Promise.resolve();
  const records = new Proxy(store.records, {
    get: (target, name) => {
      const method: unknown = Reflect.get(target, name, target);
      if (typeof method !== 'function') return method;
      const read = (method as (query: unknown) => Promise<unknown>).bind(target);
      if (!['usage', 'studentOverview', 'servedUsage'].includes(String(name))) return read;
      return async (query: unknown) => {
        closing = closing.then(() => closeDays(client, { now: FAR, pauseMs: 0 }));
        await closing;
        return read(query);
      };
    },
  });
  const close = async () => {
    await client.end();
    await store.close();
  };
  return { ...store, records, close };
}

const plain = postgresEngine(borrowPostgresDatabase);
const CLOSING_ENGINE: TestEngine<PostgresTestDatabase> = {
  ...plain,
  create: async () => {
    const database = await plain.create();
    return { ...database, open: async (options) => closingBefore(await database.open(options), database.url) };
  },
};

describe('with days closed before each read', () => {
  testUsage(CLOSING_ENGINE);
  testServedUsage(CLOSING_ENGINE);
  testStudentOverview(CLOSING_ENGINE);
});

/** Two students call each day for 70 days; some calls are uncertain, and may be refunded. */
async function openLedgerWithDays() {
  const ledger = await openTestLedger(POSTGRES_ENGINE);
  const { store, clock, student, place, settle } = ledger;
  for (const classId of [null, null]) await student(classId);
  const begun = clock.now();
  const settled: Promise<void>[] = [];
  for (let day = 0; day < 70; day++) {
    for (const studentId of [1, 2]) {
      const options = { studentId, cost: 100 + day, incident: 'uncertain' } as const;
      settled.push(settle(await place(options), options));
    }
    clock.advance(DAY_MS);
  }
  await Promise.all(settled);
  const client = await connect(ledger.database.url);
  const closed = () => runWork(client, readClosedDays());
  const close = (options = {}) => closeDays(client, { now: FAR, pauseMs: 0, ...options });
  const spent = async (range: { readonly from: string; readonly to: string } = ALL) =>
    (await store.records.usage({ ...range, groupBy: 'student' })).total;
  const problems = async () => (await store.ledger.check('full', clock.now())).problems;
  return { ...ledger, client, closed, close, spent, problems, begun };
}

describe('closeDays', () => {
  test('sums every fifth day and the ends of months, once, and none of the last three days', async () => {
    const { close, closed, begun, problems } = await openLedgerWithDays();
    expect(await close()).not.toEqual([]);
    expect(await close()).toEqual([]);
    const days = await closed();
    const last = utcDay(begun + 66 * DAY_MS);
    expect(days.every((day) => day <= last && /-(05|10|15|20|25|28|29|30|31)$/.test(day))).toBe(true);
    expect(days.length).toBeGreaterThanOrEqual(13);
    expect(await problems()).toEqual([]);
  });

  test('leaves days alone that are not over by the clock of the database, or have no later calls', async () => {
    const { client, close, closed, begun } = await openLedgerWithDays();
    await close({ now: begun + 12 * DAY_MS });
    expect((await closed()).every((day) => day <= utcDay(begun + 9 * DAY_MS))).toBe(true);
    expect(await runWork(client, servedDays.lastDay())).toBe(utcDay(begun + 11 * DAY_MS));
  });

  test('waits for a call that is open, and counts what it cost when it is settled late', async () => {
    const ledger = await openTestLedger(POSTGRES_ENGINE);
    const { store, clock, student, place, settle, call } = ledger;
    await student(null);
    const client = await connect(ledger.database.url);
    const late = await place();
    const day = utcDay(clock.now());
    for (let n = 0; n < 40; n++) {
      clock.advance(DAY_MS);
      await call({ cost: 10 });
    }
    await closeDays(client, { now: FAR, pauseMs: 0 });
    expect((await runWork(client, readClosedDays())).every((closed) => closed < day)).toBe(true);
    await settle(late, { cost: 7 });
    expect((await store.records.usage({ ...ALL, groupBy: 'student' })).total.cost).toBe(407);
    expect((await closeDays(client, { now: FAR, pauseMs: 0 })).length).toBeGreaterThan(5);
    expect((await store.records.usage({ ...ALL, groupBy: 'student' })).total.cost).toBe(407);
    expect((await store.ledger.check('full', clock.now())).problems).toEqual([]);
  });

  test('what is refunded afterwards is taken off at once, and is in the sums of the next time', async () => {
    const { store, clock, close, closed, spent, problems, begun, client } = await openLedgerWithDays();
    await close();
    const before = await closed();
    const total = await spent();
    const { rows } = await store.journal.listIncidents({ after: null, limit: 200 });
    const middle = before.filter((day) => day > utcDay(begun + 25 * DAY_MS));
    // The latest first: each makes more days invalid. A closed day of its own is the first of them.
    const refunded = rows.filter(({ createdAt }) => middle.includes(localDay('Asia/Seoul', createdAt)));
    expect(refunded.length).toBeGreaterThan(5);
    let given = 0;
    for (const { id, createdAt } of refunded) {
      await store.journal.refund(id, 3, { actor: 'test', now: clock.now() });
      expect((await closed()).every((day) => day < localDay('Asia/Seoul', createdAt))).toBe(true);
      given += 3;
      expect(await spent()).toEqual({ ...total, cost: total.cost - given });
    }
    const valid = await closed();
    expect(valid.length).toBeGreaterThan(0);
    expect(valid.length).toBeLessThan(before.length);
    expect(await problems()).toEqual([]);
    expect((await close()).length).toBeGreaterThan(0);
    expect(await closed()).toEqual(before);
    expect(await spent()).toEqual({ ...total, cost: total.cost - given });
    expect(await problems()).toEqual([]);
    const { rows: stamps } = await client.query('SELECT DISTINCT newest_refund FROM closed_days');
    expect(stamps).toHaveLength(1);
  });

  test('a refund whose record was taken out makes all sums anew', async () => {
    const { store, clock, close, closed, spent, tamper } = await openLedgerWithDays();
    await close();
    const { rows } = await store.journal.listIncidents({ after: null, limit: 100 });
    const [incident] = rows;
    if (incident === undefined) throw new Error('there is no incident');
    await store.journal.refund(incident.id, 5, { actor: 'test', now: clock.now() });
    const total = await spent();
    await tamper('DELETE FROM usage_records WHERE id = ?', incident.recordId);
    expect(await closed()).toEqual([]);
    expect(await spent()).toEqual(total);
    await close();
    expect(await closed()).not.toEqual([]);
    expect(await spent()).toEqual(total);
  });

  test('ends between two days when it is told to, and goes on the next time', async () => {
    const { close, closed, problems } = await openLedgerWithDays();
    const ending = new AbortController();
    const closing = close({ signal: ending.signal, pauseMs: 10 });
    setTimeout(() => ending.abort(), 30);
    await closing;
    const some = await closed();
    expect(await problems()).toEqual([]);
    await close();
    expect((await closed()).slice(0, some.length)).toEqual(some);
    expect(await problems()).toEqual([]);
  });

  test('is done by one at a time', async () => {
    const { close, closed, database } = await openLedgerWithDays();
    const other = await connect(database.url);
    const [one, two] = await Promise.all([close(), closeDays(other, { now: FAR, pauseMs: 0 })]);
    expect([one.length, two.length].sort((a, b) => a - b)[0]).toBe(0);
    expect(await closed()).not.toEqual([]);
  });

  test.each([
    ['usage_to_date', /^usage until \d{4}-\d\d-\d\d: usage_to_date is not the sum of its days$/],
    ['served_days', /^usage of \d{4}-\d\d-\d\d \(UTC\): served_days is not the sum of its records$/],
  ])('a sum of %s that is wrong is found by the check', async (table, problem) => {
    const { close, problems, tamper } = await openLedgerWithDays();
    await close();
    expect(await problems()).toEqual([]);
    await tamper(`UPDATE ${table} SET cost = cost + 1 WHERE ctid = (SELECT max(ctid) FROM ${table})`);
    expect(await problems()).toEqual([expect.stringMatching(problem)]);
  });
});
