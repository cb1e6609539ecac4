import { budgetBalance } from './budget-balance.ts';
import type { RuleBalance } from './budgets.ts';
import type { OwnMoney } from './holds.ts';
import { tightestOf } from './placement-refusal.ts';
import { leftInTopUp, type TopUpMoney } from './top-ups.ts';

/**
 * Once a hold is placed, and counted in what it was charged to.
 * @param own the student's budgets of money for every call
 * @param topUps of the student and the class, in effect @param paying the student's that pays; null: the budgets do
 */
export function ownMoneyAfter(
  own: readonly RuleBalance[],
  topUps: readonly TopUpMoney[],
  paying: TopUpMoney | null,
): OwnMoney {
  return {
    ownBudget: budgetBalance(tightestOf(own), topUps),
    ownTopUp: paying === null ? null : { id: paying.topUp.id, left: leftInTopUp(paying) },
  };
}
