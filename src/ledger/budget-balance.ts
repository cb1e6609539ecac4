import { type BudgetBalance, isPlainMoney, type RuleBalance } from './budgets.ts';
import { roomOf } from './payers.ts';
import { NO_TOP_UPS, type TopUpMoney } from './top-ups.ts';

/** The budget with its amounts as of now: a copy. @param topUps those in effect; the ones of its scope count */
export function budgetBalance(
  { rule, window, money, carried }: RuleBalance,
  topUps: readonly TopUpMoney[] = NO_TOP_UPS,
): BudgetBalance {
  const { spent, held } = money;
  return {
    ...rule,
    limit: rule.limit + carried,
    carried,
    window,
    spent,
    held,
    topUps: topUps.length === 0 || !isPlainMoney(rule) ? null : roomOf(rule.scope, topUps),
  };
}

/** Whether the balance is that of the rule's window around an instant, ms UTC. */
export function covers({ rule, window }: Pick<RuleBalance, 'rule' | 'window'>, now: number): boolean {
  // A term is the same at every instant; its dates only change with the rule.
  return rule.period === 'term' || (window.start <= now && now < window.end);
}
