import type { UsageQuery } from '../../usage-report.ts';
import type { Sqlite } from '../engine/database.ts';

/** Whether something has so many rows that calls in flight should not wait while they are read: a thread does it then. */

/** So many rows are looked through in about a millisecond. */
const MAX_SEARCHED_ROWS = 5000;
/** So many records are checked in a few milliseconds. */
const MAX_CHECKED_RECORDS = 500;
/** So many sums per day are added up in about a millisecond. */
const MAX_SUMMED_ROWS = 2000;

export function hasFewRecords(sqlite: Sqlite): boolean {
  return !hasMoreRows(sqlite, MAX_CHECKED_RECORDS);
}

export function hasManyRecords(sqlite: Sqlite): boolean {
  return hasMoreRows(sqlite, MAX_SEARCHED_ROWS);
}

export function hasManyDays(
  sqlite: Sqlite,
  { from, to, groupBy, studentId }: Pick<UsageQuery, 'from' | 'to' | 'groupBy' | 'studentId'>,
): boolean {
  // A student has a few rows a day.
  if (studentId !== undefined) return false;
  const table = groupBy === 'student' || groupBy === 'token' ? 'usage_days' : 'usage_class_days';
  const more = sqlite.prepare(`SELECT 1 FROM ${table} WHERE day >= ? AND day <= ? LIMIT 1 OFFSET ?`);
  return more.get(from, to, MAX_SUMMED_ROWS) !== undefined;
}

function hasMoreRows(sqlite: Sqlite, max: number): boolean {
  return sqlite.prepare('SELECT 1 FROM usage_records LIMIT 1 OFFSET ?').get(max) !== undefined;
}
