import { budgetBalance } from './budget-balance.ts';
import { amountIn, BUDGET_UNITS } from './budget-units.ts';
import { isPlainMoney, leftInRule, type RuleBalance } from './budgets.ts';
import { amountsFor } from './estimate.ts';
import type { HoldOrder, InsufficientBudget } from './holds.ts';
import { roomOf } from './payers.ts';
import type { TopUpMoney, TopUpRoom } from './top-ups.ts';

/**
 * The budget that refuses: for good (`spent`) rather than for a moment (`held`), money before other units. One of money for
 * every call does not where a top-up of its scope pays.
 * @param cap the largest that would fit
 */
export function refusalOf(
  { estimate, lowestCap }: Pick<HoldOrder, 'estimate' | 'lowestCap'>,
  balances: readonly RuleBalance[],
  topUps: readonly TopUpMoney[],
  cap: number,
): InsufficientBudget {
  const amounts = amountsFor(estimate, lowestCap);
  const rooms = { wallet: null, class: roomOf('class', topUps), student: roomOf('student', topUps) };
  const refusing = (left: (balance: RuleBalance) => number, ofTopUps: keyof TopUpRoom) =>
    balances.filter((balance) => {
      const { rule } = balance;
      const needed = amountIn(rule.unit, amounts);
      const room = isPlainMoney(rule) ? rooms[rule.scope] : null;
      return needed > 0 && left(balance) < needed && (room === null || room[ofTopUps] < needed);
    });
  const spentOut = refusing(unspentInRule, 'unspent');
  const budget = firstUnitOf(spentOut.length > 0 ? spentOut : refusing(leftInRule, 'left'));
  return {
    why: spentOut.length > 0 ? 'spent' : 'held',
    budget: budgetBalance(budget, topUps),
    ownBudget: budgetBalance(isOwn(budget) ? budget : tightestOf(balances.filter(isOwn)), topUps),
    affordableCap: Math.max(0, cap),
    needed: amountIn(budget.rule.unit, amounts),
  };
}

/** At least one: the wallet always has a rule, and so has the student, which the server sets where the owner did not. */
export function tightestOf(balances: readonly RuleBalance[]): RuleBalance {
  return balances.reduce((least, one) => (leftInRule(one) < leftInRule(least) ? one : least));
}

/** Money of the student for every call. */
export function isOwn({ rule }: RuleBalance): boolean {
  return rule.scope === 'student' && isPlainMoney(rule);
}

function unspentInRule({ rule, carried, money }: RuleBalance): number {
  return rule.limit + carried - money.spent;
}

/** Amounts of different units cannot be compared. */
function firstUnitOf(balances: readonly RuleBalance[]): RuleBalance {
  const ofUnits = BUDGET_UNITS.map((unit) => balances.filter(({ rule }) => rule.unit === unit));
  return tightestOf(ofUnits.find((ofUnit) => ofUnit.length > 0) ?? []);
}
