import { selectorText } from '../../../ledger/budget-selectors.ts';
import type { BudgetRule } from '../../../ledger/budgets.ts';
import type { OpeningSums } from '../../../ledger/rule-invalidation.ts';
import { countedCallsOf, sumCost, sumHeld, sumRefunded } from '../counted-calls.ts';
import { oneRow, type SqlWork, write } from '../sql-work.ts';

// What a balance begins with that is opened in the middle of its window.

/** A JSON array of ids. A bound number may be a float: its text would be "3.0". */
const WITH_ONE_MORE = `CASE WHEN balance_ids = '[]' THEN '[' ELSE substr(balance_ids, 1, length(balance_ids) - 1) || ',' END
  || CAST(CAST(? AS BIGINT) AS TEXT) || ']'`;

interface SumRow {
  readonly sum: number | null;
}

/** Calls wait for it. Refunds are few: looked up for each record, they took more than half of the time. */
export function* spentBetween(rule: BudgetRule, [from, to]: OpeningSums['records']): SqlWork<number> {
  const counted = countedCallsOf({ ...rule, selector: selectorText(rule.selector) });
  const values = [from, to, ...counted.values];
  const cost = yield* oneRow<SumRow>(
    `SELECT ${sumCost(rule.unit)} AS sum FROM usage_records WHERE id >= ? AND id < ? AND ${counted.sql}`,
    ...values,
  );
  const refunded = yield* oneRow<SumRow>(
    `SELECT ${sumRefunded(rule.unit)} AS sum FROM refunds CROSS JOIN usage_records
     WHERE usage_records.id = record_id AND record_id >= ? AND record_id < ? AND ${counted.sql}`,
    ...values,
  );
  return (cost.sum ?? 0) - (refunded.sum ?? 0);
}

/** Calls in flight count in a balance that was opened after them, and will be settled in it. @returns whether there are any */
export function* adoptHolds(rule: BudgetRule, balanceId: number, [from, to]: OpeningSums['holds']): SqlWork<boolean> {
  const counted = countedCallsOf({ ...rule, selector: selectorText(rule.selector) });
  const where = `id >= ? AND id < ? AND ${counted.sql}`;
  yield* write(
    `UPDATE balances SET held = coalesce((SELECT ${sumHeld(rule.unit)} FROM holds WHERE ${where}), 0) WHERE id = ?`,
    from,
    to,
    ...counted.values,
    balanceId,
  );
  const changes = yield* write(
    `UPDATE holds SET balance_ids = ${WITH_ONE_MORE} WHERE ${where}`,
    balanceId,
    from,
    to,
    ...counted.values,
  );
  return changes > 0;
}
