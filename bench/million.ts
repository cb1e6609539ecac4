import Database from 'better-sqlite3';
import { displayPrefix, hashSecret, newSecret } from '../src/access/api-tokens.ts';
import { firstIdAt } from '../src/ledger/hold-ids.ts';
import { windowAt } from '../src/ledger/periods.ts';
import { TERM, TIME_ZONE } from './jigap-target.ts';
import { MODEL } from './upstream-script.ts';

export const STUDENTS = 1000;
export const RECORDS = 1_000_000;
const DAYS = 100;
const MS_PER_DAY = 86_400_000;
/** Seoul has known no daylight saving since 1988, so its days can be cut in SQL. */
const EAST_MS = 9 * 3_600_000;
/** What a call costs here, nano-USD; and by how much calls differ. */
const COST = 30_000;

/**
 * Fills a database that jigap has made, and no process has open, with a term's calls: written directly, because a
 * million calls would take minutes, and so that `jigap check` finds nothing. @returns the students' API tokens
 * @param classIds the classes that there are
 */
export function fillDatabase(path: string, classIds: readonly number[], now: number): string[] {
  const sqlite = new Database(path);
  try {
    // Nothing is lost if this is: the file is thrown away with the run.
    sqlite.pragma('synchronous = OFF');
    const since = now - DAYS * MS_PER_DAY;
    const secrets = sqlite.transaction(() => {
      const made = insertStudents(sqlite, classIds, since);
      insertRecords(sqlite, since, now);
      insertDays(sqlite);
      insertBalances(sqlite, since, now);
      return made;
    })();
    sqlite.pragma('wal_checkpoint(TRUNCATE)');
    return secrets;
  } finally {
    sqlite.close();
  }
}

/** Everyone has been there, under the same rules, since before the first call. */
function insertStudents(sqlite: Database.Database, classIds: readonly number[], since: number): string[] {
  const oldest = since - MS_PER_DAY;
  sqlite
    .prepare('UPDATE classes SET created_at = @oldest, rules_since = @oldest, records_since = @oldest')
    .run({ oldest });
  sqlite.prepare(`UPDATE settings SET value = ? WHERE name = 'wallet_rules_since'`).run(String(oldest));
  const student = sqlite.prepare(
    `INSERT INTO students (id, class_id, name, created_at, rules_since, records_since)
     VALUES (@id, @classId, @name, @oldest, @oldest, @oldest)`,
  );
  const token = sqlite.prepare(
    `INSERT INTO api_tokens (id, student_id, hash, prefix, created_at) VALUES (@id, @id, @hash, @prefix, @oldest)`,
  );
  return Array.from({ length: STUDENTS }, (_, index) => {
    const id = index + 1;
    const secret = newSecret('jgp_');
    student.run({ id, classId: classIds[index % classIds.length], name: `Student ${id}`, oldest });
    token.run({ id, hash: hashSecret(secret), prefix: displayPrefix(secret), oldest });
    return secret;
  });
}

/** Evenly spread over time, students by turns: some ten calls a day each. */
function insertRecords(sqlite: Database.Database, since: number, now: number): void {
  const msApart = Math.floor((now - since) / RECORDS);
  sqlite
    .prepare(
      `INSERT INTO usage_records (id, student_id, class_id, token_id, day, endpoint, model, served_model, price_version,
         input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, held, cost, outcome, duration_ms, first_byte_ms)
       WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < @records - 1),
         calls AS (SELECT n, @since + n * @msApart AS at, n * 7919 % @students + 1 AS student FROM numbers)
       SELECT at * @idsPerMs, student, class_id, student, date((at + @east) / 1000, 'unixepoch'), 'chat', @model, @model,
         @model, 120 + n % 50, 0, 0, 60 + n % 40, @cost * 4, @cost + n % 1000, 'ok', 800 + n % 600, 200 + n % 100
       FROM calls JOIN students ON students.id = student ORDER BY n`,
    )
    .run({
      ...{ records: RECORDS, students: STUDENTS, since, msApart, model: MODEL, cost: COST, east: EAST_MS },
      idsPerMs: firstIdAt(1),
    });
}

function insertDays(sqlite: Database.Database): void {
  sqlite.exec(
    `INSERT INTO usage_days (day, student_id, class_id, token_id, served_model, requests, input_tokens,
       cached_input_tokens, output_tokens, cost)
     SELECT day, student_id, class_id, token_id, served_model, count(*), sum(input_tokens), 0, sum(output_tokens), sum(cost)
     FROM usage_records GROUP BY 1, 2, 3, 4, 5`,
  );
}

const INSERT_BALANCES = 'INSERT INTO balances (scope, scope_id, period, window_start, window_end, spent, held)';
const LOCAL_DAY = `CAST(strftime('%s', day) AS INTEGER) / 86400`;

/** A row for every window of every rule in which there was a call. */
function insertBalances(sqlite: Database.Database, since: number, now: number): void {
  // Showing the classes has opened some.
  sqlite.exec('DELETE FROM balances');
  // The first day of the epoch was a Thursday; weeks begin on Monday.
  const periods = { day: { start: LOCAL_DAY, days: 1 }, week: { start: `(${LOCAL_DAY} + 3) / 7 * 7 - 3`, days: 7 } };
  for (const [period, { start, days }] of Object.entries(periods)) {
    sqlite
      .prepare(
        `${INSERT_BALANCES} SELECT 'student', student_id, @period, first * 86400000 - @east,
           (first + @days) * 86400000 - @east, sum(cost), 0
         FROM (SELECT student_id, cost, ${start} AS first FROM usage_days) GROUP BY student_id, first`,
      )
      .run({ period, days, east: EAST_MS });
  }
  insertWindow(
    sqlite,
    `SELECT 'class', class_id, 'term', @start, @end, sum(cost), 0 FROM usage_days GROUP BY class_id`,
    {
      ...windowAt('term', { timeZone: TIME_ZONE, ...TERM }, now),
    },
  );
  const ofMonth = `SELECT 'wallet', 0, 'month', @start, @end, sum(cost), 0 FROM usage_records
    WHERE id >= @start * ${firstIdAt(1)} AND id < @end * ${firstIdAt(1)}`;
  const calendar = { timeZone: TIME_ZONE, termStartsOn: null, termEndsOn: null };
  for (let at = since; at < now; ) {
    const window = windowAt('month', calendar, at);
    insertWindow(sqlite, ofMonth, window);
    at = window.end;
  }
}

function insertWindow(sqlite: Database.Database, select: string, window: { start: number; end: number }): void {
  sqlite.prepare(`${INSERT_BALANCES} ${select}`).run(window);
}
