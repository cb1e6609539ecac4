import Database, { type Database as Sqlite } from 'better-sqlite3';
import type { Change } from '../../src/store/change.ts';
import { TEST_START, TestClock } from './clock.ts';
import { startApp } from './running-app.ts';

/** A year of a school, whose pages are measured. */
export const LARGE_SCHOOL = { classes: 40, students: 1200, calls: 1_000_000, days: 180 } as const;

const DAY_MS = 86_400_000;
/** Korea has no summer time: local days are cut by SQL. */
const SEOUL_MS = 9 * 3_600_000;
const INCIDENTS = 300;
const REFUSALS = 5000;

export type School = typeof LARGE_SCHOOL | { readonly [Field in keyof typeof LARGE_SCHOOL]: number };

/**
 * Fills a new database through the store's own tables, a statement a table, so that a million records take less than a minute
 * and the integrity check finds nothing: sums and balances are made from the records.
 * The API tokens have hashes of no secret: a test that calls issues one.
 */
export async function writeLargeSchool(databasePath: string, school: School = LARGE_SCHOOL): Promise<void> {
  const start = TEST_START - school.days * DAY_MS;
  await enrol(databasePath, school, start);
  const sqlite = new Database(databasePath);
  try {
    sqlite.pragma('synchronous = OFF');
    sqlite.transaction(() => {
      fillRecords(sqlite, school, start);
      fillSums(sqlite);
      fillBalances(sqlite);
      fillNotices(sqlite, school);
    })();
    sqlite.exec('ANALYZE');
  } finally {
    sqlite.close();
  }
}

/** By the store, at the beginning: every rule is older than every record. */
async function enrol(databasePath: string, { classes, students }: School, start: number): Promise<void> {
  const clock = new TestClock();
  clock.set(start);
  const app = await startApp({ databasePath, clock });
  const { access, ledger } = app.store;
  const change: Change = { actor: 'owner', now: start };
  const dates = { startsOn: null, endsOn: null, allowedModels: null };
  await ledger.setBudget({ scope: 'wallet', scopeId: 0, period: 'month', limit: 1_000_000_000_000 }, change);
  for (let n = 1; n <= classes; n++) {
    const limits = {
      budgets: [{ period: 'month', limit: 100_000_000_000 }],
      studentBudgets: [{ period: 'week', limit: 500_000_000 }],
    } as const;
    await access.createClass(
      { name: `자료구조 ${n}반`, timeZone: 'Asia/Seoul', language: 'ko', ...dates },
      limits,
      change,
    );
  }
  const enrolled = Array.from({ length: students }, (_, n) => ({
    fields: {
      ...{
        name: `${SURNAMES[n % SURNAMES.length]}${GIVEN[n % GIVEN.length]} ${n + 1}`,
        studentNumber: `2026${10_000 + n}`,
      },
      ...{ classId: 1 + (n % classes), email: null, suspended: false },
    },
    limits: {},
  }));
  await access.createStudents(enrolled, change);
  const tokens = enrolled.map((_, n) => ({
    ...{ studentId: n + 1, hash: `no token ${n}`, prefix: 'jgp_x', label: null, expiresAt: null },
  }));
  await Promise.all(tokens.map((fields) => access.createToken(fields, change)));
  await app.stop();
}

const SURNAMES = ['김', '이', '박', '최', '정', '강', '조', '윤', '장', '임', '한'];
const GIVEN = ['민지', '서준', '하윤', '도현', '예은', '지호', '수아', '건우', '채원', '시우', '유나', '준서', '다은'];

/** Each student's own, at steady intervals; the ids are those of their instants. */
function fillRecords(sqlite: Sqlite, { classes, students, calls, days }: School, start: number): void {
  sqlite
    .prepare(
      `WITH RECURSIVE calls (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM calls WHERE n + 1 < @calls),
       placed AS (SELECT n, @start + CAST(n * @step AS INTEGER) AS ms, n * 7919 % @students AS student FROM calls)
       INSERT INTO usage_records (id, student_id, class_id, token_id, day, endpoint, model, served_model, price_version,
         input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, held, cost, outcome, duration_ms, first_byte_ms)
       SELECT ms * 1024, student + 1, 1 + student % @classes, student + 1,
         strftime('%Y-%m-%d', (ms + @seoul) / 1000, 'unixepoch'), 'chat', 'gpt-3.5-turbo',
         CASE WHEN student % 3 = 0 THEN 'gpt-4o-mini' ELSE 'gpt-6-luna' END, 'a price', 200 + n % 800, 0, 0, 50 + n % 300,
         500000, 20000 + n % 977 * 100, CASE WHEN n % 97 = 0 THEN 'hung_up' ELSE 'ok' END, 300 + n % 5000, 100 + n % 400
       FROM placed`,
    )
    .run({ calls, students, classes, start, seoul: SEOUL_MS, step: (days * DAY_MS - 60_000) / calls });
}

/** The coarser sums follow by triggers. */
function fillSums(sqlite: Sqlite): void {
  sqlite.exec(`INSERT INTO usage_days
    SELECT day, student_id, class_id, token_id, served_model, count(*), sum(input_tokens), sum(cached_input_tokens),
      sum(output_tokens), sum(cost) FROM usage_records GROUP BY day, student_id, class_id, token_id, served_model`);
  sqlite.exec(`UPDATE api_tokens SET last_used_at =
    (SELECT max(id) / 1024 / 60000 * 60000 FROM usage_records WHERE usage_records.token_id = api_tokens.id)`);
}

/** One row a window in which anything was spent, as calls would have made them. */
function fillBalances(sqlite: Sqlite): void {
  const local = `id / 1024 + ${SEOUL_MS}`;
  const monthStart = (months: number) =>
    `strftime('%s', (${local}) / 1000, 'unixepoch', 'start of month', '+${months} months') * 1000 - ${SEOUL_MS}`;
  const fill = (scope: string, scopeId: string, period: string, from: string, to: string) =>
    sqlite.exec(`INSERT INTO balances (scope, scope_id, period, window_start, window_end, spent, held)
      SELECT '${scope}', ${scopeId}, '${period}', ${from} AS begins, ${to}, sum(cost), 0 FROM usage_records
      GROUP BY ${scopeId === '0' ? '' : `${scopeId}, `}begins`);
  fill('wallet', '0', 'month', monthStart(0), monthStart(1));
  fill('class', 'class_id', 'month', monthStart(0), monthStart(1));
  // 1970-01-05 was the first Monday: day 4.
  const monday = `((${local}) / ${DAY_MS} + 3) / 7 * 7 - 3`;
  fill(
    'student',
    'student_id',
    'week',
    `(${monday}) * ${DAY_MS} - ${SEOUL_MS}`,
    `(${monday} + 7) * ${DAY_MS} - ${SEOUL_MS}`,
  );
}

/** Incidents about calls, most of them closed, and refusals. */
function fillNotices(sqlite: Sqlite, { students, classes }: School): void {
  sqlite.exec(`INSERT INTO incidents (kind, record_id, detail, created_at, closed_at)
    SELECT 'uncertain', id, 'a test', id / 1024, CASE WHEN row_number() OVER () % 3 = 0 THEN NULL ELSE id / 1024 END
    FROM (SELECT id FROM usage_records WHERE outcome <> 'ok' ORDER BY id DESC LIMIT ${INCIDENTS})`);
  sqlite
    .prepare(
      `WITH RECURSIVE refused (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM refused WHERE n + 1 < ${REFUSALS})
       INSERT INTO refusals SELECT (@end - n * 60000) * 1024, n % @students + 1, n % @students % @classes + 1,
         n % @students + 1, 'gpt-3.5-turbo', 'chat', 'money_spent', 402, 1 FROM refused`,
    )
    .run({ end: TEST_START - 1000, students, classes });
  sqlite.exec(`INSERT INTO refusal_days
    SELECT strftime('%Y-%m-%d', (id / 1024 + ${SEOUL_MS}) / 1000, 'unixepoch') AS day, student_id, class_id, reason, sum(times)
    FROM refusals GROUP BY day, student_id, class_id, reason`);
}
