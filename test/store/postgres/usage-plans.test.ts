import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addUtcDays, utcDaysBetween } from '../../../src/ledger/utc-days.ts';
import { closeDays } from '../../../src/store/postgres/closed-days/close-days.ts';
import { readClosedDays } from '../../../src/store/postgres/closed-days/read-closed-days.ts';
import { runWork } from '../../../src/store/postgres/engine/run-work.ts';
import { connectionConfig } from '../../../src/store/postgres/engine/session-settings.ts';
import { sumUsage } from '../../../src/store/sql/reports/sum-usage.ts';
import { createPostgresDatabase, type PostgresDatabase } from '../../support/postgres/databases.ts';
import { explaining, rowsRead } from './explained-plans.ts';

const FIRST = '2024-12-01';
const LAST = '2026-11-28';
const STUDENTS = 50;
const MODELS = 3;
/** Rows of a month, and of a year to date. */
const ROWS_AT_ONCE = STUDENTS * MODELS;
/** Two days at most from each end to a closed one; a year to date at each end, one for each year that is over, and a month. */
const MAX_ROWS = 2 * 3 * STUDENTS + 5 * ROWS_AT_ONCE;

let database: PostgresDatabase;
let client: pg.Client;
beforeAll(async () => {
  database = await createPostgresDatabase();
  client = new pg.Client(connectionConfig(database.url, 'reader', 'test'));
  await client.connect();
  const writer = new pg.Client(connectionConfig(database.url, 'ledger', 'test'));
  await writer.connect();
  await fill(writer);
  await closeDays(writer, { now: Date.UTC(2100, 0), pauseMs: 0 });
  await writer.query('ANALYZE');
  await writer.end();
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

/** Each student calls once a day, another model each day; sums are of nothing else here. */
async function fill(writer: pg.Client): Promise<void> {
  const sums = '1, 100, 0, 50';
  await writer.query(
    `INSERT INTO usage_days SELECT to_char(day, 'YYYY-MM-DD'), student, 1, student, 'm' || (student + extract(doy FROM day)::int) % ${MODELS}, ${sums}, student
     FROM generate_series(timestamp '${FIRST}', timestamp '${LAST}', interval '1 day') AS day, generate_series(1, ${STUDENTS}) AS student`,
  );
  await writer.query(
    `INSERT INTO usage_months SELECT substr(day, 1, 7), student_id, class_id, token_id, served_model, sum(requests), sum(input_tokens), 0, sum(output_tokens), sum(cost)
     FROM usage_days GROUP BY 1, 2, 3, 4, 5`,
  );
}

describe('a sum of all students, with two years of calls', () => {
  const day = (ago: number) => addUtcDays(LAST, -ago);
  const ranges: readonly (readonly [name: string, from: string, to: string])[] = [
    ['everything', '2000-01-01', '2100-01-01'],
    ['two years of which some days are missing', day(720), day(3)],
    ['a year', day(330), day(-1)],
    ['a term', day(120), day(-1)],
    ['parts of months', day(100), day(3)],
    ['the end of a month', '2026-10-23', '2026-10-31'],
    ['from one uneven day to another', '2025-02-13', '2026-10-18'],
    ['half of a month', '2026-06-03', '2026-06-18'],
    ['today', LAST, LAST],
  ];

  test.each(ranges)('%s is read in about as many rows as a month, whatever its length', async (_name, from, to) => {
    for (const split of [undefined, 'model'] as const) {
      const { connection, plans } = explaining(client);
      const { total } = await runWork(connection, sumUsage({ from, to, groupBy: 'student', split }, readClosedDays));
      expect(plans.reduce((sum, plan) => sum + rowsRead(plan, 'usage_'), 0)).toBeLessThanOrEqual(MAX_ROWS);
      const days = utcDaysBetween(from < FIRST ? FIRST : from, to > LAST ? LAST : to).length;
      expect(total).toMatchObject({ requests: days * STUDENTS, cost: (days * STUDENTS * (STUDENTS + 1)) / 2 });
    }
  });

  test('takes many times as many rows without closed days', async () => {
    const { connection, plans } = explaining(client);
    await runWork(connection, sumUsage({ from: day(720), to: day(3), groupBy: 'student' }));
    expect(plans.reduce((sum, plan) => sum + rowsRead(plan, 'usage_'), 0)).toBeGreaterThan(3 * MAX_ROWS);
  });
});
