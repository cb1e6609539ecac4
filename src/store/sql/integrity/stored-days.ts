import { type DailyAudit, type DayTotals, TOTAL_COLUMNS } from '../../../ledger/daily-audit.ts';
import { allRows, oneRow, type SqlWork, takeNewSnapshot } from '../sql-work.ts';

/** Compares the stored sums per day with what the audit counted; day by day, so that few rows are in memory. */
export function* auditStoredDays(audit: DailyAudit): SqlWork<string[]> {
  const problems: string[] = [];
  let { day } = yield* oneRow<FoundDay>('SELECT min(day) AS day FROM usage_days WHERE day >= ?', audit.firstDay);
  while (day !== null) {
    const rows = yield* allRows<DayTotals>('SELECT * FROM usage_days WHERE day = ?', day);
    problems.push(...rows.map((row) => audit.compare(row)).filter((problem) => problem !== null));
    ({ day } = yield* oneRow<FoundDay>('SELECT min(day) AS day FROM usage_days WHERE day > ?', day));
  }
  return [...problems, ...audit.missing()];
}

interface FoundDay {
  readonly day: string | null;
}

const LESS = TOTAL_COLUMNS.map((column) => `-${column}`);
/** Of groups that have what is stored and, with a minus, what it is to be. */
export const IS_NOT_NOTHING = TOTAL_COLUMNS.map((column) => `sum(${column}) <> 0`).join(' OR ');

/** The coarser sums, each with how it is made of the days. */
const TOTALS = [
  { table: 'usage_class_days', time: 'day', unit: 'day', key: 'class_id, served_model' },
  {
    table: 'usage_months',
    time: 'substr(day, 1, 7)',
    unit: 'month',
    key: 'student_id, class_id, token_id, served_model',
  },
] as const;

/** Month by month, each in a snapshot. @param firstDay all of its month is compared: sums are cheap to read */
export function* auditStoredTotals(firstDay: string): SqlWork<string[]> {
  const problems: string[][] = TOTALS.map(() => []);
  for (
    let month = yield* nextMonth('>=', firstDay.slice(0, 7));
    month !== null;
    month = yield* nextMonth('>', `${month}-99`)
  ) {
    const from = month === firstDay.slice(0, 7) ? firstDay : month;
    for (const [index, total] of TOTALS.entries()) {
      yield* takeNewSnapshot();
      problems[index]?.push(...(yield* auditTotal(total, total.unit === 'day' ? from : month, `${month}-99`)));
    }
  }
  return problems.flat();
}

/** The first month that has any sums. @param from a day or month */
function* nextMonth(comparison: '>' | '>=', from: string): SqlWork<string | null> {
  const { first } = yield* oneRow<{ first: string | null }>(
    `SELECT min(first) AS first FROM (SELECT min(day) AS first FROM usage_days WHERE day ${comparison} ?
       UNION ALL SELECT min(day) FROM usage_class_days WHERE day ${comparison} ?
       UNION ALL SELECT min(month) FROM usage_months WHERE month ${comparison} ?) AS firsts`,
    ...[from, from, from],
  );
  return first === null ? null : first.slice(0, 7);
}

/** What is stored less what the days say, which must be nothing. @param from and to days or months, whose text is compared */
function* auditTotal({ table, time, unit, key }: (typeof TOTALS)[number], from: string, to: string): SqlWork<string[]> {
  const rows = yield* allRows<Record<string, string>>(
    `SELECT DISTINCT ${unit} FROM (
       SELECT ${unit}, ${key} FROM (
         SELECT ${unit}, ${key}, ${TOTAL_COLUMNS.join(', ')} FROM ${table} WHERE ${unit} BETWEEN ? AND ?
         UNION ALL SELECT ${time}, ${key}, ${LESS.join(', ')} FROM usage_days WHERE day BETWEEN ? AND ?
       ) AS both_sums GROUP BY ${unit}, ${key} HAVING ${IS_NOT_NOTHING}
     ) AS differing ORDER BY ${unit}`,
    ...[from, to, from, to],
  );
  return rows.map((row) => `usage of ${row[unit]}: ${table} is not the sum of its days`);
}
