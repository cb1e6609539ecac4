import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { firstIdAt } from '../../../src/ledger/hold-ids.ts';
import { makePartition } from '../../../src/store/postgres/engine/partitions.ts';
import { runWork } from '../../../src/store/postgres/engine/run-work.ts';
import { connectionConfig } from '../../../src/store/postgres/engine/session-settings.ts';
import type { RecordFilter } from '../../../src/store/record-store.ts';
import { listRecords } from '../../../src/store/sql/reports/record-list.ts';
import { createPostgresDatabase, type PostgresDatabase } from '../../support/postgres/databases.ts';
import { explaining, rowsRead } from './explained-plans.ts';

const MONTHS = 12;
const RECORDS = 60_000;
const STUDENTS = 300;
const PAGE = 20;
const END = Date.UTC(2026, 11, 1);
const SINCE = Date.UTC(2025, 11, 1);

let database: PostgresDatabase;
let client: pg.Client;
beforeAll(async () => {
  database = await createPostgresDatabase();
  client = new pg.Client(connectionConfig(database.url, 'reader', 'test'));
  await client.connect();
  await fill(database.url);
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

/** A year of which each student has 200 records, a third of them of each model, in forty classes. */
async function fill(url: string): Promise<void> {
  const writer = new pg.Client({ connectionString: url });
  await writer.connect();
  for (let month = 0; month < MONTHS; month++) await makePartition(writer, Date.UTC(2025, 11 + month, 1));
  await writer.query(
    `INSERT INTO usage_records (id, student_id, class_id, token_id, day, endpoint, model, served_model, price_version, input_tokens,
       cached_input_tokens, cache_write_tokens, output_tokens, held, cost, outcome, duration_ms)
     SELECT at * ${firstIdAt(1)}, n * 7919 % ${STUDENTS} + 1, n * 7919 % 40 + 1, 1,
       to_char(timestamp 'epoch' + at * interval '1 millisecond', 'YYYY-MM-DD'), 'chat', 'm', 'm' || n / ${STUDENTS} % 3, 'm@1', 1, 0, 0, 1, 1, 1,
       CASE WHEN n % 500 = 0 THEN 'cancelled' ELSE 'ok' END, 1
     FROM (SELECT n, ${SINCE} + n * ${Math.floor((END - SINCE) / RECORDS)} AS at FROM generate_series(0::bigint, ${RECORDS - 1}) AS n) AS calls`,
  );
  await writer.query(
    `INSERT INTO usage_class_days SELECT day, class_id, served_model, count(*), 1, 0, 1, 1 FROM usage_records GROUP BY 1, 2, 3 ORDER BY 1`,
  );
  await writer.query('ANALYZE usage_records, usage_class_days');
  await writer.end();
}

interface Cost {
  readonly statements: number;
  /** That were looked at. */
  readonly records: number;
  readonly found: number;
}

async function costOf(filter: RecordFilter, after: number | null): Promise<Cost> {
  const { connection, plans } = explaining(client);
  const { rows } = await runWork(connection, listRecords({ after, limit: PAGE, ...filter }, { hasStudents: true }));
  const records = plans.reduce((sum, plan) => sum + rowsRead(plan, 'usage_records'), 0);
  return { statements: plans.length, records, found: rows.length };
}

describe('a page of records, in twelve partitions', () => {
  const pages: readonly (readonly [name: string, filter: RecordFilter, found: number, maxRecords: number])[] = [
    ['of all', {}, PAGE, 50],
    ['of a student', { studentId: 70 }, PAGE, 50],
    ['of a student and a model', { studentId: 70, servedModel: 'm1' }, PAGE, 250],
    ['of a student and a model that was never called', { studentId: 70, servedModel: 'none' }, 0, 250],
    ['of a student who never called', { studentId: 999_999 }, 0, 0],
    ['of a student, cancelled', { studentId: 70, outcome: 'cancelled' }, 0, 250],
    ['of calls that were cancelled', { outcome: 'cancelled' }, PAGE, 150],
    ['of a class', { classId: 7 }, PAGE, 1500],
    ['of a model', { servedModel: 'm1' }, PAGE, 500],
    ['of a model that was never called', { servedModel: 'none' }, 0, 0],
  ];

  test.each(pages)('%s is found without a look at many others', async (_name, filter, found, maxRecords) => {
    for (const after of [null, firstIdAt(Date.UTC(2026, 5, 15))]) {
      const cost = await costOf(filter, after);
      expect(cost.found).toBe(found);
      expect(cost.records, `after ${after}`).toBeLessThanOrEqual(maxRecords);
      expect(cost.statements).toBeLessThanOrEqual(12);
    }
  });
});
