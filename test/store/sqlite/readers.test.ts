import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { FOREVER } from '../../../src/ledger/periods.ts';
import type { Page, PageRequest } from '../../../src/store/paging.ts';
import type { RecordFilter } from '../../../src/store/record-store.ts';
import { runJob } from '../../../src/store/sqlite/engine/reader-jobs.ts';
import { ReaderThread } from '../../../src/store/sqlite/engine/reader-thread.ts';
import { STUDENT_SORTS } from '../../../src/store/student-overview.ts';
import type { UsageRecord } from '../../../src/store/usage-record.ts';
import { USAGE_GROUPS } from '../../../src/store/usage-report.ts';
import { busyYear, seeded } from '../contract/busy-year.ts';
import { FILTERS } from '../contract/record-list.ts';
import { openTestLedger } from '../contract/test-ledger.ts';
import { SQLITE_ENGINE } from './sqlite-engine.ts';

const DAY = 86_400_000;
const RANGES = [
  { from: '2000-01-01', to: '2100-01-01' },
  { from: '2026-12-01', to: '2026-12-31' },
  { from: '2026-12-02', to: '2027-01-01' },
];
const SPENDERS = [{}, { studentId: 1 }, { classId: 2 }, { studentId: 1, classId: 2 }, { studentId: 4 }];

/** The contract shows that what the store answers is right: here it reads few rows, and needs no thread. */
test('a reader thread gives the results that the store gives', async () => {
  const { store, clock, database, tamper } = await busyYear(SQLITE_ENGINE);
  await tamper("UPDATE usage_records SET outcome = 'hung_up' WHERE id % 5 = 0");
  const readers = new ReaderThread(database.path, { idleMs: 60_000, maxMs: 10_000 });
  for (const range of RANGES) {
    for (const groupBy of USAGE_GROUPS) {
      for (const spender of SPENDERS) {
        for (const split of [{}, { split: 'model' } as const]) {
          const query = { ...range, groupBy, ...spender, ...split };
          expect(await readers.read('usage', query), JSON.stringify(query)).toEqual(await store.records.usage(query));
        }
      }
    }
    for (const sort of STUDENT_SORTS) {
      const query = { ...range, sort, offset: 0, limit: 50, now: clock.now() };
      expect(await readers.read('students', query)).toEqual(await store.records.studentOverview(query));
    }
  }
  const classes = { sort: 'spend', offset: 0, limit: 50, now: clock.now() } as const;
  expect(await readers.read('classes', classes)).toEqual(await store.records.classOverview(classes));
  for (const filter of FILTERS) {
    for (const limit of [7, 200]) {
      for (let after: number | null = null, pages = 0; pages === 0 || after !== null; pages++) {
        const query: PageRequest & RecordFilter = { after, limit, ...filter };
        const page: Page<UsageRecord> = await readers.read('records', query);
        expect(page, JSON.stringify(query)).toEqual(await store.records.listRecords(query));
        after = page.next;
      }
    }
  }
  await readers.close();
});

test('the spending of students between two instants is the sum of their records there, to the nano-dollar', async () => {
  const { store, database } = await busyYear(SQLITE_ENGINE);
  const { rows } = await store.records.listRecords({ after: null, limit: 1000 });
  const sqlite = new Database(database.path, { readonly: true });
  const instants = rows.map(({ startedAt }) => startedAt);
  const [newest = 0, oldest = 0] = [instants[0], instants.at(-1)];
  const chance = seeded(9);
  for (let n = 0; n < 60; n++) {
    const from = n % 10 === 0 ? 0 : oldest + chance(newest - oldest);
    const to = n % 7 === 0 ? FOREVER : from + chance(chance(2) === 0 ? 3 * DAY : 60 * DAY);
    const among = rows.filter(({ startedAt }) => from <= startedAt && startedAt < to);
    const sum = (belongs: (record: UsageRecord) => boolean) =>
      among.filter(belongs).reduce((total, { cost, refunded }) => total + cost - refunded, 0);
    const many = runJob(sqlite, 'spent', { unit: 'money', selector: '', studentIds: [1, 3, 4], from, to });
    for (const id of [1, 3, 4]) expect(many.get(id) ?? 0).toBe(sum(({ studentId }) => studentId === id));
  }
  sqlite.close();
});

test('a reader thread counts many outcomes to the same sums', async () => {
  const { store, student, call, tamper, clock } = await openTestLedger(SQLITE_ENGINE);
  await student(null);
  const id = await call();
  await tamper(
    `INSERT INTO usage_records
     WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 6000)
     SELECT id + n, student_id, class_id, token_id, day, endpoint, model, served_model, price_version, input_tokens,
       cached_input_tokens, cache_write_tokens, output_tokens, held, cost, iif(n % 3 = 0, 'hung_up', 'ok'),
       duration_ms, first_byte_ms, 0, 0, provider, model_id, tokens, calls, images, 0 FROM usage_records, numbers WHERE id = ?`,
    id,
  );
  const range = { from: clock.now(), to: clock.now() + 1000 };
  expect(await store.records.outcomesOf(range)).toEqual({ ok: 4001, hung_up: 2000 });
});
