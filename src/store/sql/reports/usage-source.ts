import { addUtcDays } from '../../../ledger/utc-days.ts';
import type { UsageQuery } from '../../usage-report.ts';
import { oneRow, type SqlWork } from '../sql-work.ts';

/** What a sum is read from: rows with the columns that its groups and filters need. */
export interface UsageSource {
  /** A WITH clause, or nothing. */
  readonly with: string;
  readonly from: string;
  readonly values: readonly string[];
}

type SourceQuery = Pick<UsageQuery, 'from' | 'to'> & Partial<Pick<UsageQuery, 'groupBy' | 'studentId'>>;

const SUMMED = 'requests, input_tokens, cached_input_tokens, output_tokens, cost';
const OF_STUDENTS = `student_id, class_id, token_id, served_model, ${SUMMED}`;

/** The fewest rows that answer the query, however many calls there were. */
export function* usageSource(query: SourceQuery): SqlWork<UsageSource> {
  if (query.studentId !== undefined) return daysOneByOne(query);
  if (query.groupBy === 'student' || query.groupBy === 'token') return yield* monthsAndDays(query);
  const between = '(SELECT * FROM usage_class_days WHERE day >= ? AND day <= ?) AS calls';
  return { with: '', from: between, values: [query.from, query.to] };
}

/** From each day that has any calls to the next, so that a student is found in each by the primary key. */
function daysOneByOne({ from, to }: SourceQuery): UsageSource {
  return {
    with: `WITH RECURSIVE days (on_day) AS (
      SELECT min(day) FROM usage_days WHERE day >= ?
      UNION ALL SELECT (SELECT min(day) FROM usage_days WHERE day > on_day) FROM days WHERE on_day < ?)`,
    // A CROSS JOIN, which SQLite does not reorder.
    from: '(SELECT usage_days.* FROM days CROSS JOIN usage_days WHERE day = on_day AND on_day <= ?) AS calls',
    values: [from, to, to],
  };
}

/** Whole months as they are, and the days before and after them. */
function* monthsAndDays(query: SourceQuery): SqlWork<UsageSource> {
  const { first, last } = yield* oneRow<{ first: string | null; last: string | null }>(
    'SELECT (SELECT min(day) FROM usage_days) AS first, (SELECT max(day) FROM usage_days) AS last',
  );
  // Where there are no calls outside, a month is read as a whole.
  const from = first !== null && query.from < first ? first : query.from;
  const to = last !== null && query.to > last ? last : query.to;
  const firstWhole =
    from === first || from.endsWith('-01') ? monthOf(from) : monthOf(addUtcDays(`${monthOf(from)}-28`, 4));
  const lastWhole = to === last ? monthOf(to) : monthOf(addUtcDays(`${monthOf(addUtcDays(to, 1))}-01`, -1));
  if (firstWhole > lastWhole) {
    const days = `(SELECT ${OF_STUDENTS} FROM usage_days WHERE day >= ? AND day <= ?) AS calls`;
    return { with: '', from: days, values: [from, to] };
  }
  return {
    with: '',
    from: `(SELECT ${OF_STUDENTS} FROM usage_days WHERE day >= ? AND day < ?
      UNION ALL SELECT ${OF_STUDENTS} FROM usage_months WHERE month >= ? AND month <= ?
      UNION ALL SELECT ${OF_STUDENTS} FROM usage_days WHERE day > ? AND day <= ?) AS calls`,
    values: [from, `${firstWhole}-01`, firstWhole, lastWhole, `${lastWhole}-31`, to],
  };
}

/** @param day YYYY-MM-DD */
function monthOf(day: string): string {
  return day.slice(0, 7);
}
