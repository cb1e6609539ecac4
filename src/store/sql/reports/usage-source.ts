import { addUtcDays, DAY_MS, startOfUtcDay } from '../../../ledger/utc-days.ts';
import type { UsageQuery } from '../../usage-report.ts';
import { oneRow, type SqlWork } from '../sql-work.ts';

/**
 * What a sum is read from: rows with the columns that its groups and filters need. Some may take off what others have too
 * much: groups without requests are to be left out (HAS_REQUESTS).
 */
export interface UsageSource {
  /** A WITH clause, or nothing. */
  readonly with: string;
  readonly from: string;
  readonly values: readonly string[];
}

export const HAS_REQUESTS = 'HAVING sum(requests) > 0';

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

/** Whole months as they are, and the days before and after them; or without those of their days that are not asked for. */
function* monthsAndDays(query: SourceQuery): SqlWork<UsageSource> {
  const { first, last } = yield* oneRow<{ first: string | null; last: string | null }>(
    'SELECT (SELECT min(day) FROM usage_days) AS first, (SELECT max(day) FROM usage_days) AS last',
  );
  const whole = wholeMonths(query, first ?? query.from, last ?? query.to);
  if (whole === null) {
    return { with: '', from: `(${daysOf('day >= ? AND day <= ?')}) AS calls`, values: [query.from, query.to] };
  }
  const [begin, end] = [`${whole.first}-01`, `${whole.last}-31`];
  const parts = [
    daysOf('day >= ? AND day < ?'),
    `SELECT ${OF_STUDENTS} FROM usage_months WHERE month >= ? AND month <= ?`,
    daysOf('day > ? AND day <= ?'),
    takenOff('day >= ? AND day < ?'),
    takenOff('day > ? AND day <= ?'),
  ];
  return {
    with: '',
    from: `(${parts.join(' UNION ALL ')}) AS calls`,
    values: [query.from, begin, whole.first, whole.last, end, query.to, begin, query.from, query.to, end],
  };
}

function daysOf(condition: string): string {
  return `SELECT ${OF_STUDENTS} FROM usage_days WHERE ${condition}`;
}

function takenOff(condition: string): string {
  const sums = SUMMED.split(', ').map((column) => `-${column}`);
  return `SELECT student_id, class_id, token_id, served_model, ${sums.join(', ')} FROM usage_days WHERE ${condition}`;
}

/** A month has about as many rows as so many of its days: a student calls the same models again. */
const MONTH_IN_DAYS = 3;

/**
 * The months to read as a whole: those of which most days are asked for. null: none.
 * @param first and last: days of the first and the last call. Where there are no calls, nothing has to be taken off.
 */
function wholeMonths({ from, to }: SourceQuery, first: string, last: string): { first: string; last: string } | null {
  const [begin, end] = [from < first ? first : from, to > last ? last : to];
  if (begin > end) return null;
  const [firstMonth, lastMonth] = [monthOf(begin), monthOf(end)];
  const before = daysBetween(laterOf(`${firstMonth}-01`, first), begin);
  const after = daysBetween(end, earlierOf(lastDayOf(lastMonth), last));
  if (firstMonth === lastMonth) {
    return before + after + MONTH_IN_DAYS <= daysBetween(begin, end) + 1
      ? { first: firstMonth, last: lastMonth }
      : null;
  }
  const whole = {
    first: before + MONTH_IN_DAYS <= daysBetween(begin, lastDayOf(firstMonth)) + 1 ? firstMonth : nextMonth(firstMonth),
    last: after + MONTH_IN_DAYS <= daysBetween(`${lastMonth}-01`, end) + 1 ? lastMonth : monthBefore(lastMonth),
  };
  return whole.first <= whole.last ? whole : null;
}

function daysBetween(from: string, to: string): number {
  return (startOfUtcDay(to) - startOfUtcDay(from)) / DAY_MS;
}

function laterOf(a: string, b: string): string {
  return a > b ? a : b;
}

function earlierOf(a: string, b: string): string {
  return a < b ? a : b;
}

/** @param day YYYY-MM-DD */
function monthOf(day: string): string {
  return day.slice(0, 7);
}

function nextMonth(month: string): string {
  return monthOf(addUtcDays(`${month}-28`, 4));
}

function monthBefore(month: string): string {
  return monthOf(addUtcDays(`${month}-01`, -1));
}

function lastDayOf(month: string): string {
  return addUtcDays(`${nextMonth(month)}-01`, -1);
}
