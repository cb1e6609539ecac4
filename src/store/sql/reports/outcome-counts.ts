import { firstIdAt } from '../../../ledger/hold-ids.ts';
import type { Outcome } from '../../../ledger/holds.ts';
import type { OutcomesQuery } from '../../record-store.ts';
import type { OutcomeCounts } from '../../usage-record.ts';
import { allRows, type SqlWork } from '../sql-work.ts';

interface OutcomeRow {
  readonly outcome: Outcome;
  readonly count: number;
  /** Those of other zones, too. */
  readonly records: number;
}

/** null when more than `max` records are from the time of the query, in whatever zone. */
export function* countOutcomes(query: OutcomesQuery, max?: number): SqlWork<OutcomeCounts | null> {
  const { condition, values } = zoneCondition(query.classTimeZone);
  // With a LIMIT, PostgreSQL hands over each row before it counts it.
  const limit = max === undefined ? { text: '', values: [] } : { text: 'LIMIT ?', values: [max + 1] };
  const rows = yield* allRows<OutcomeRow>(
    `SELECT outcome, CAST(sum(CASE WHEN ${condition} THEN 1 ELSE 0 END) AS BIGINT) AS count, count(*) AS records
     FROM (SELECT outcome, class_id FROM usage_records WHERE id >= ? AND id < ? ${limit.text}) AS calls GROUP BY outcome`,
    ...values,
    firstIdAt(query.from),
    firstIdAt(query.to),
    ...limit.values,
  );
  if (max !== undefined && rows.reduce((sum, { records }) => sum + records, 0) > max) return null;
  const found = rows.filter(({ count }) => count > 0);
  return Object.fromEntries(found.map(({ outcome, count }) => [outcome, count]));
}

function zoneCondition(classTimeZone: string | null | undefined): { condition: string; values: readonly string[] } {
  if (classTimeZone === undefined) return { condition: '1 = 1', values: [] };
  if (classTimeZone === null) return { condition: 'coalesce(class_id, 0) = 0', values: [] };
  return { condition: 'class_id IN (SELECT id FROM classes WHERE time_zone = ?)', values: [classTimeZone] };
}
