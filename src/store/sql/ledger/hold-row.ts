import { heldAt } from '../../../ledger/hold-ids.ts';
import type { Grant, HoldOrder } from '../../../ledger/holds.ts';
import { localDay } from '../../../ledger/periods.ts';
import type { PaidBy } from '../../../ledger/placement.ts';
import type { HoldRow } from '../rows/call-rows.ts';
import type { StudentRules } from './effective-rules.ts';

interface Placed {
  readonly order: HoldOrder;
  readonly grant: Grant;
  /** Which it is charged to. */
  readonly balanceIds: readonly number[];
  readonly paidBy: PaidBy;
}

/** What is stored of a hold; its record has the same. */
export function holdRow(
  id: number,
  { student, calendar }: StudentRules,
  { order, grant: { amount, quantities }, balanceIds, paidBy }: Placed,
): HoldRow {
  return {
    id,
    student_id: student.id,
    class_id: student.classId ?? 0,
    token_id: order.tokenId,
    day: localDay(calendar.timeZone, heldAt(id)),
    endpoint: order.endpoint,
    model: order.model,
    served_model: order.servedModel,
    price_version: order.priceVersion,
    amount,
    balance_ids: `[${balanceIds.join()}]`,
    student_top_up_id: paidBy.student?.topUp.id ?? 0,
    class_top_up_id: paidBy.class?.topUp.id ?? 0,
    provider: order.provider,
    model_id: order.modelId,
    ...quantities,
  };
}
