import { heldAt } from '../../../ledger/hold-ids.ts';
import type { OpenHold, OpenHolds } from '../../open-holds.ts';
import type { Sqlite } from '../engine/database.ts';
import type { HoldRow } from '../engine/rows.ts';

/** There are never more open holds than calls may run at once. */
export function openHolds(sqlite: Sqlite, limit: number): OpenHolds {
  const all = sqlite.prepare('SELECT count(*) AS count, coalesce(sum(amount), 0) AS amount FROM holds').get();
  const rows = sqlite.prepare('SELECT * FROM holds ORDER BY id LIMIT ?').all(limit) as HoldRow[];
  return { holds: rows.map(openHoldFrom), ...(all as { count: number; amount: number }) };
}

function openHoldFrom(row: HoldRow): OpenHold {
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
