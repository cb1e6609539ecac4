import type { FoundCall } from '../../found-call.ts';
import { type HoldRow, type RecordRow, recordFrom } from '../rows/call-rows.ts';
import { allRows, type SqlWork } from '../sql-work.ts';
import { openHoldFrom } from './open-holds.ts';
import { RECORD_COLUMNS } from './record-list.ts';

type FoundRow = RecordRow & { refunded: number };

/** Two look-ups by primary key. A call of another student is not found. */
export function* findCall(id: number, studentId: number): SqlWork<FoundCall | null> {
  const [hold] = yield* allRows<HoldRow>('SELECT * FROM holds WHERE id = ? AND student_id = ?', id, studentId);
  if (hold !== undefined) return { hold: openHoldFrom(hold) };
  const [record] = yield* allRows<FoundRow>(
    `SELECT ${RECORD_COLUMNS} FROM usage_records WHERE id = ? AND student_id = ?`,
    id,
    studentId,
  );
  return record === undefined ? null : { record: recordFrom(record) };
}
