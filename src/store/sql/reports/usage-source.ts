import type { UsageQuery } from '../../usage-report.ts';
import { oneRow, type SqlWork } from '../sql-work.ts';
import { type StoredSums, type UsagePart, usageParts } from './usage-parts.ts';

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

const SUMMED = ['requests', 'input_tokens', 'cached_input_tokens', 'output_tokens', 'cost'];
const KEYS = 'student_id, class_id, token_id, served_model';

/** Of an engine that keeps sums of years to date: the days up to which they are right. */
export type ClosedDays = () => SqlWork<readonly string[]>;

// biome-ignore lint/correctness/useYield: one of several works
export const noClosedDays: ClosedDays = function* () {
  return [];
};

/** The fewest rows that answer the query, however many calls there were. */
export function* usageSource(query: SourceQuery, closedDays = noClosedDays): SqlWork<UsageSource> {
  if (query.studentId !== undefined) return daysOneByOne(query);
  if (query.groupBy === 'student' || query.groupBy === 'token') return yield* storedSums(query, closedDays);
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

/** Of the students: whole months or years to date where they have fewer rows than their days, less what is too much. */
function* storedSums({ from, to }: SourceQuery, closedDays: ClosedDays): SqlWork<UsageSource> {
  const { first, last } = yield* oneRow<{ first: string | null; last: string | null }>(
    'SELECT (SELECT min(day) FROM usage_days) AS first, (SELECT max(day) FROM usage_days) AS last',
  );
  const parts =
    first === null || last === null ? [] : usageParts({ from, to }, { from: first, to: last }, yield* closedDays());
  const selects = (parts.length === 0 ? [{ of: 'days', from, to, sign: 1 } as const] : parts).map(selectPart);
  return {
    with: '',
    from: `(${selects.map(({ text }) => text).join(' UNION ALL ')}) AS calls`,
    values: selects.flatMap(({ values }) => values),
  };
}

function selectPart({ of, from, to, sign }: UsagePart): { text: string; values: readonly string[] } {
  const { table, condition, values } = STORED[of](from, to);
  const sums = sign === 1 ? SUMMED : SUMMED.map((column) => `-${column} AS ${column}`);
  return { text: `SELECT ${KEYS}, ${sums.join(', ')} FROM ${table} WHERE ${condition}`, values };
}

interface StoredPart {
  readonly table: string;
  readonly condition: string;
  readonly values: readonly string[];
}

const STORED: Record<StoredSums, (from: string, to: string) => StoredPart> = {
  days: (from, to) => ({ table: 'usage_days', condition: 'day >= ? AND day <= ?', values: [from, to] }),
  months: (from, to) => ({
    table: 'usage_months',
    condition: 'month >= ? AND month <= ?',
    values: [from.slice(0, 7), to.slice(0, 7)],
  }),
  'to-date': (_, to) => ({ table: 'usage_to_date', condition: 'last_day = ?', values: [to] }),
};
