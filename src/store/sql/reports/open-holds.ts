import { heldAt } from '../../../ledger/hold-ids.ts';
import type { OpenHold, OpenHolds } from '../../open-holds.ts';
import type { HoldRow } from '../rows/call-rows.ts';
import { allRows, oneRow, type SqlWork } from '../sql-work.ts';

/** There are never more open holds than calls may run at once. */
export function* readOpenHolds(limit: number): SqlWork<OpenHolds> {
  const sums = yield* oneRow<{ count: number; amount: number }>(
    'SELECT count(*) AS count, CAST(coalesce(sum(amount), 0) AS BIGINT) AS amount FROM holds',
  );
  const rows = yield* allRows<HoldRow>('SELECT * FROM holds ORDER BY id LIMIT ?', limit);
  return { holds: rows.map(openHoldFrom), ...sums };
}

export function openHoldFrom(row: HoldRow): OpenHold {
  return {
    id: row.id,
    studentId: row.student_id,
    classId: row.class_id === 0 ? null : row.class_id,
    endpoint: row.endpoint,
    model: row.model,
    servedModel: row.served_model,
    amount: row.amount,
    since: heldAt(row.id),
  };
}
