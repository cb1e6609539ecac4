import { addUtcDays } from '../../../ledger/utc-days.ts';
import type { UsageQuery } from '../../usage-report.ts';
import type { Sqlite } from '../engine/database.ts';

/** What a sum is read from: rows with the columns that its groups and filters need. */
export interface UsageSource {
  /** A WITH clause, or nothing. */
  readonly with: string;
  readonly from: string;
  readonly values: readonly string[];
}

type Asked = Pick<UsageQuery, 'from' | 'to'> & Partial<Pick<UsageQuery, 'groupBy' | 'studentId'>>;

const SUMMED = 'requests, input_tokens, cached_input_tokens, output_tokens, cost';
const OF_STUDENTS = `student_id, class_id, token_id, served_model, ${SUMMED}`;

/** The fewest rows that tell what is asked, however many calls there were. */
export function usageSource(sqlite: Sqlite, asked: Asked): UsageSource {
  if (asked.studentId !== undefined) return daysOneByOne(asked);
  if (asked.groupBy === 'student' || asked.groupBy === 'token') return monthsAndDays(sqlite, asked);
  const between = '(SELECT * FROM usage_class_days WHERE day >= ? AND day <= ?)';
  return { with: '', from: between, values: [asked.from, asked.to] };
}

/** Whether a source has so many rows that the calls in flight should not wait for their sum. */
export function hasManyRows(sqlite: Sqlite, asked: Asked, most: number): boolean {
  // A student has a few rows a day.
  if (asked.studentId !== undefined) return false;
  const table = asked.groupBy === 'student' || asked.groupBy === 'token' ? 'usage_days' : 'usage_class_days';
  const more = sqlite.prepare(`SELECT 1 FROM ${table} WHERE day >= ? AND day <= ? LIMIT 1 OFFSET ?`);
  return more.get(asked.from, asked.to, most) !== undefined;
}

/** From each day that has any calls to the next, so that a student is found in each by the primary key. */
function daysOneByOne({ from, to }: Asked): UsageSource {
  return {
    with: `WITH RECURSIVE days (on_day) AS (
      SELECT min(day) FROM usage_days WHERE day >= ?
      UNION ALL SELECT (SELECT min(day) FROM usage_days WHERE day > on_day) FROM days WHERE on_day < ?)`,
    from: 'days CROSS JOIN usage_days ON day = on_day AND on_day <= ?',
    values: [from, to, to],
  };
}

/** Whole months as they are, and the days before and after them. */
function monthsAndDays(sqlite: Sqlite, asked: Asked): UsageSource {
  const { first, last } = sqlite
    .prepare('SELECT (SELECT min(day) FROM usage_days) AS first, (SELECT max(day) FROM usage_days) AS last')
    .get() as { first: string | null; last: string | null };
  // Where there are no calls outside, a month is asked for as a whole.
  const from = first !== null && asked.from < first ? first : asked.from;
  const to = last !== null && asked.to > last ? last : asked.to;
  const firstWhole =
    from === first || from.endsWith('-01') ? monthOf(from) : monthOf(addUtcDays(`${monthOf(from)}-28`, 4));
  const lastWhole = to === last ? monthOf(to) : monthOf(addUtcDays(`${monthOf(addUtcDays(to, 1))}-01`, -1));
  if (firstWhole > lastWhole) {
    const days = `(SELECT ${OF_STUDENTS} FROM usage_days WHERE day >= ? AND day <= ?)`;
    return { with: '', from: days, values: [from, to] };
  }
  return {
    with: '',
    from: `(SELECT ${OF_STUDENTS} FROM usage_days WHERE day >= ? AND day < ?
      UNION ALL SELECT ${OF_STUDENTS} FROM usage_months WHERE month >= ? AND month <= ?
      UNION ALL SELECT ${OF_STUDENTS} FROM usage_days WHERE day > ? AND day <= ?)`,
    values: [from, `${firstWhole}-01`, firstWhole, lastWhole, `${lastWhole}-31`, to],
  };
}

/** @param day YYYY-MM-DD */
function monthOf(day: string): string {
  return day.slice(0, 7);
}
