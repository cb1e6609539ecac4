import { type DailyAudit, type DayTotals, TOTAL_COLUMNS } from '../../../ledger/daily-audit.ts';
import { allRows, oneRow, type SqlWork } from '../sql-work.ts';

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

const COLUMNS = TOTAL_COLUMNS.join(', ');
const SUMS = TOTAL_COLUMNS.map((column) => `sum(${column})`).join(', ');

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

/** @param firstDay all of its month is compared: sums are cheap to read */
export function* auditStoredTotals(firstDay: string): SqlWork<string[]> {
  const problems: string[] = [];
  for (const { table, time, unit, key } of TOTALS) {
    const from = unit === 'day' ? firstDay : firstDay.slice(0, 7);
    const stored = `SELECT ${unit}, ${key}, ${COLUMNS} FROM ${table} WHERE ${unit} >= ?`;
    const made = `SELECT ${time} AS ${unit}, ${key}, ${SUMS} FROM usage_days WHERE ${time} >= ? GROUP BY ${time}, ${key}`;
    const rows = yield* allRows<Record<string, string>>(
      `SELECT DISTINCT ${unit} FROM (
         SELECT * FROM (${stored} EXCEPT ${made}) AS extra UNION ALL SELECT * FROM (${made} EXCEPT ${stored}) AS missing
       ) AS differing ORDER BY ${unit}`,
      ...[from, from, from, from],
    );
    problems.push(...rows.map((row) => `usage of ${row[unit]}: ${table} is not the sum of its days`));
  }
  return problems;
}
