import { DailyAudit, type DayTotals, TOTAL_COLUMNS } from '../../../ledger/daily-audit.ts';
import { firstIdAt, heldAt } from '../../../ledger/hold-ids.ts';
import { addUtcDays } from '../../../ledger/utc-days.ts';
import { earliestOf, endOf, firstDayAt } from '../reports/local-days.ts';
import { allRows, oneRow, type SqlValue, type SqlWork, takeNewSnapshot } from '../sql-work.ts';
import { IS_NOT_NOTHING } from './stored-days.ts';

const KEY = 'student_id, class_id, token_id, served_model';
/** What was given back for the records that follow. */
const WITH_REFUNDS = `LEFT JOIN (
    SELECT record_id, sum(amount) AS refunded FROM refunds WHERE record_id >= ? AND record_id < ? GROUP BY record_id
  ) AS given ON given.record_id = usage_records.id WHERE usage_records.id >= ? AND usage_records.id < ? AND day = ?`;
const STORED = `SELECT day, ${KEY}, ${TOTAL_COLUMNS.join(', ')} FROM usage_days WHERE day = ?`;
const MADE = `SELECT day, ${KEY}, count(*) AS requests,
    CAST(sum(input_tokens) AS BIGINT) AS input_tokens, CAST(sum(cached_input_tokens) AS BIGINT) AS cached_input_tokens,
    CAST(sum(output_tokens) AS BIGINT) AS output_tokens, CAST(sum(cost - coalesce(refunded, 0)) AS BIGINT) AS cost
  FROM usage_records ${WITH_REFUNDS} GROUP BY day, ${KEY}`;
/** A row where what is stored, less the records, is not nothing. */
const DIFFERING = `SELECT 1 FROM (
    SELECT ${KEY}, ${TOTAL_COLUMNS.join(', ')} FROM usage_days WHERE day = ?
    UNION ALL SELECT ${KEY}, -1, -input_tokens, -cached_input_tokens, -output_tokens, -(cost - coalesce(refunded, 0))
    FROM usage_records ${WITH_REFUNDS}
  ) AS both_sums GROUP BY ${KEY} HAVING ${IS_NOT_NOTHING} LIMIT 1`;

/** Compares the stored sums per day with the records, day by day, each in a snapshot of its own. */
export function* auditDayGroups(firstDay: string): SqlWork<string[]> {
  const problems: string[] = [];
  for (let day = yield* nextDay(firstDay); day !== null; day = yield* nextDay(addUtcDays(day, 1))) {
    yield* takeNewSnapshot();
    problems.push(...(yield* auditDay(day)));
  }
  return problems;
}

/** The first day from another one on that has sums, or may have records. */
function* nextDay(from: string): SqlWork<string | null> {
  const { stored, record } = yield* oneRow<{ stored: string | null; record: number | null }>(
    `SELECT (SELECT min(day) FROM usage_days WHERE day >= ?) AS stored,
       (SELECT min(id) FROM usage_records WHERE id >= ?) AS record`,
    ...[from, from === '' ? 0 : firstIdAt(earliestOf(from))],
  );
  const recorded = record === null ? null : firstDayAt(heldAt(record));
  const days = [stored, recorded !== null && recorded < from ? from : recorded].filter((day) => day !== null);
  return days.sort()[0] ?? null;
}

function* auditDay(day: string): SqlWork<string[]> {
  const ids = [firstIdAt(earliestOf(day)), firstIdAt(endOf(day))];
  const made: readonly SqlValue[] = [...ids, ...ids, day];
  const differing = yield* allRows(DIFFERING, day, ...made);
  if (differing.length === 0) return [];
  const audit = new DailyAudit(0);
  for (const totals of yield* allRows<DayTotals>(MADE, ...made)) audit.countAll(totals);
  const stored = yield* allRows<DayTotals>(STORED, day);
  return [...stored.map((row) => audit.compare(row)).filter((problem) => problem !== null), ...audit.missing()];
}
