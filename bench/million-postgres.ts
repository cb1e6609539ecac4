import pg from 'pg';
import { hashSecret } from '../src/access/api-tokens.ts';
import { firstIdAt } from '../src/ledger/hold-ids.ts';
import { makePartition } from '../src/store/postgres/engine/partitions.ts';

export const STUDENTS = 2000;
export const CLASSES = 40;
export const RECORDS = 1_000_000;
const MONTHS = 12;
/** Seoul has known no daylight saving since 1988, so its days can be cut in SQL. */
const EAST = "interval '9 hours'";
const MODELS = ['gpt-5.4-mini', 'gpt-5.4', 'gpt-5.4-nano'];

/** Of a student, by id. */
export function tokenOf(studentId: number): string {
  return `jgp_${String(studentId).padStart(8, '0')}`;
}

/**
 * Fills an empty database of PostgreSQL with a year's calls in a partition a month: written directly, and so that
 * `check('full')` finds nothing. All classes and students are in Seoul; limits are a student's day and week, the month of
 * a class and of the wallet. @param now ms UTC; the last call is of then
 */
export async function fillPostgres(url: string, now: number): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const end = new Date(now);
    const since = Date.UTC(end.getUTCFullYear(), end.getUTCMonth() - MONTHS + 1, 1);
    for (let month = 0; month < MONTHS; month++) {
      await makePartition(client, Date.UTC(end.getUTCFullYear(), end.getUTCMonth() - month, 1));
    }
    await client.query('BEGIN');
    await client.query('SET LOCAL synchronous_commit = off');
    await insertPeople(client, since - 1);
    await insertRecords(client, since, now);
    await insertSums(client);
    await insertBalances(client);
    await client.query('COMMIT');
  } finally {
    await client.end();
  }
}

async function insertPeople(client: pg.Client, oldest: number): Promise<void> {
  await client.query(`UPDATE settings SET value = '${oldest}' WHERE name = 'wallet_rules_since'`);
  await client.query(
    `INSERT INTO classes (name, time_zone, language, created_at, rules_since, records_since)
     SELECT 'Class ' || n, 'Asia/Seoul', 'ko', ${oldest}, ${oldest}, ${oldest} FROM generate_series(1, ${CLASSES}) AS n`,
  );
  await client.query(
    `INSERT INTO students (class_id, name, student_number, created_at, rules_since, records_since)
     SELECT n % ${CLASSES} + 1, 'Student ' || n, 'S' || n, ${oldest}, ${oldest}, ${oldest} FROM generate_series(1, ${STUDENTS}) AS n`,
  );
  const hashes = Array.from({ length: STUDENTS }, (_, index) => hashSecret(tokenOf(index + 1)));
  await client.query({
    text: `INSERT INTO api_tokens (student_id, hash, prefix, created_at)
           SELECT n, hash, 'jgp_' || n, ${oldest} FROM unnest($1::text[]) WITH ORDINALITY AS t (hash, n)`,
    values: [hashes],
  });
  await client.query(
    `INSERT INTO budgets (scope, scope_id, period, limit_amount, created_at, updated_at)
     SELECT 'class-student', c, period, amount, ${oldest}, ${oldest} FROM generate_series(1, ${CLASSES}) AS c,
       (VALUES ('day', 100000000000), ('week', 500000000000)) AS limits (period, amount)
     UNION ALL SELECT 'class', c, 'month', 1000000000000000, ${oldest}, ${oldest} FROM generate_series(1, ${CLASSES}) AS c`,
  );
}

/** Evenly spread over time, students by turns. */
async function insertRecords(client: pg.Client, since: number, now: number): Promise<void> {
  const msApart = Math.floor((now - since) / RECORDS);
  const models = MODELS.map((model) => `'${model}'`).join(', ');
  await client.query(
    `INSERT INTO usage_records (id, student_id, class_id, token_id, day, endpoint, model, served_model, price_version,
       input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, held, cost, outcome, duration_ms, first_byte_ms,
       model_id, tokens)
     SELECT at * ${firstIdAt(1)}, student, student % ${CLASSES} + 1, student,
       to_char(timestamp 'epoch' + at * interval '1 millisecond' + ${EAST}, 'YYYY-MM-DD'), 'chat', model, model, model || '@1',
       120 + n % 50, 0, 0, 60 + n % 40, 120000, 30000 + n % 1000,
       CASE WHEN n % 500 = 0 THEN 'cancelled' ELSE 'ok' END, 800 + n % 600, 200 + n % 100, model, 180 + n % 50 + n % 40
     FROM (SELECT n, ${since}::bigint + n::bigint * ${msApart} AS at, n::bigint * 7919 % ${STUDENTS} + 1 AS student,
             (ARRAY[${models}])[n % 97 % 3 + 1] AS model
           FROM generate_series(0, ${RECORDS - 1}) AS n) AS calls ORDER BY at`,
  );
}

const SUMS = 'count(*), sum(input_tokens), 0, sum(output_tokens), sum(cost)';

/** In the order of time, as the rows of a school come to be: a month is on pages of its own. */
async function insertSums(client: pg.Client): Promise<void> {
  await client.query(
    `INSERT INTO usage_days SELECT day, student_id, class_id, token_id, served_model, ${SUMS} FROM usage_records
     GROUP BY 1, 2, 3, 4, 5 ORDER BY 1`,
  );
  const ofDays = 'sum(requests), sum(input_tokens), 0, sum(output_tokens), sum(cost)';
  await client.query(
    `INSERT INTO usage_class_days SELECT day, class_id, served_model, ${ofDays} FROM usage_days GROUP BY 1, 2, 3 ORDER BY 1`,
  );
  await client.query(
    `INSERT INTO usage_months SELECT substr(day, 1, 7), student_id, class_id, token_id, served_model, ${ofDays} FROM usage_days
     GROUP BY 1, 2, 3, 4, 5 ORDER BY 1`,
  );
}

/** A row for every window of every rule in which there was a call; none has a threshold to be looked at. */
async function insertBalances(client: pg.Client): Promise<void> {
  const windows = [
    ['student', 'student_id', 'day', '1 day'],
    ['student', 'student_id', 'week', '7 days'],
    ['class', 'class_id', 'month', '1 month'],
    ['wallet', '0', 'month', '1 month'],
  ];
  const ms = (instant: string) => `(extract(epoch FROM ${instant} - ${EAST}) * 1000)::bigint`;
  for (const [scope, id, period, length] of windows) {
    await client.query(
      `INSERT INTO balances (scope, scope_id, period, window_start, window_end, spent, held, notice_at)
       SELECT '${scope}', ${id}, '${period}', ${ms('start')}, ${ms(`(start + interval '${length}')`)}, sum(cost), 0, NULL
       FROM (SELECT *, date_trunc('${period}', day::timestamp) AS start FROM usage_days) AS days GROUP BY start, ${id === '0' ? '2' : id}
       ORDER BY start, 2`,
    );
  }
}
