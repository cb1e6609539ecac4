import { FOREVER } from '../../../ledger/periods.ts';
import { DAY_MS, utcDay } from '../../../ledger/utc-days.ts';
import type { JobKind, QueryOf } from '../../sql/readers.ts';
import { lastDayAt } from '../../sql/reports/local-days.ts';
import { countOutcomes } from '../../sql/reports/outcome-counts.ts';
import { isSearch } from '../../sql/reports/record-list.ts';
import { firstRow, type SqlWork } from '../../sql/sql-work.ts';
import type { UsageQuery } from '../../usage-report.ts';

/** So many rows are looked through in about a millisecond. */
const MAX_SEARCHED_ROWS = 5000;
/** So many records are checked in a few milliseconds. */
const MAX_CHECKED_RECORDS = 500;
/** So many sums per day are added up in about a millisecond. */
const MAX_SUMMED_ROWS = 2000;
/** No month of any zone began earlier than this. */
const DAYS_OF_A_MONTH_MS = 32 * DAY_MS;

/** Whether a read has so many rows that calls in flight should not wait for it: a thread does it then. */
export const READS_MANY_ROWS: { readonly [Kind in JobKind]: (query: QueryOf<Kind>) => SqlWork<boolean> } = {
  check: () => hasMoreRecords(MAX_CHECKED_RECORDS),
  'served-usage': always,
  *outcomes(query) {
    return (yield* countOutcomes(query, MAX_SEARCHED_ROWS)) === null;
  },
  usage: hasManyDays,
  *records(query) {
    return isSearch(query) && (yield* hasManyRecords());
  },
  classes: ({ now }) => hasManyDays({ from: utcDay(now - DAYS_OF_A_MONTH_MS), to: '9999-12-31', groupBy: 'class' }),
  students: ({ from, to }) => hasManyDays({ from, to, groupBy: 'student' }),
  spent({ unit, selector, from, to }) {
    if (unit !== 'money' || selector !== '') return hasMoreRecords(MAX_CHECKED_RECORDS);
    const lastDay = to === FOREVER ? '9999-12-31' : lastDayAt(to);
    return hasManyDays({ from: utcDay(from), to: lastDay, groupBy: 'student' });
  },
  // To count the rows of a large table takes a while.
  'database-shape': always,
};

export function hasManyRecords(): SqlWork<boolean> {
  return hasMoreRecords(MAX_SEARCHED_ROWS);
}

// biome-ignore lint/correctness/useYield: one of several works
function* always(): SqlWork<boolean> {
  return true;
}

function* hasManyDays({
  from,
  to,
  groupBy,
  studentId,
}: Pick<UsageQuery, 'from' | 'to' | 'groupBy' | 'studentId'>): SqlWork<boolean> {
  // A student has a few rows a day.
  if (studentId !== undefined) return false;
  const table = groupBy === 'student' || groupBy === 'token' ? 'usage_days' : 'usage_class_days';
  const more = `SELECT 1 FROM ${table} WHERE day >= ? AND day <= ? LIMIT 1 OFFSET ?`;
  return (yield* firstRow(more, from, to, MAX_SUMMED_ROWS)) !== undefined;
}

function* hasMoreRecords(max: number): SqlWork<boolean> {
  return (yield* firstRow('SELECT 1 FROM usage_records LIMIT 1 OFFSET ?', max)) !== undefined;
}
