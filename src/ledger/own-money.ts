import { budgetBalance } from './budget-balance.ts';
import type { RuleBalance } from './budgets.ts';
import type { OwnMoney } from './holds.ts';
import { isOwn, tightestOf } from './placement-refusal.ts';
import { leftInTopUp, type TopUpMoney } from './top-ups.ts';

/**
 * Once a hold is placed, and counted in what it was charged to.
 * @param balances all that count the call, the student's own among them
 * @param topUps of the student and the class, in effect @param paying the student's that pays; null: the budgets do
 */
export function ownMoneyAfter(
  balances: readonly RuleBalance[],
  topUps: readonly TopUpMoney[],
  paying: TopUpMoney | null,
): OwnMoney {
  return {
    ownBudget: budgetBalance(tightestOf(balances.filter(isOwn)), topUps),
    ownTopUp: paying === null ? null : { id: paying.topUp.id, left: leftInTopUp(paying) },
  };
}
