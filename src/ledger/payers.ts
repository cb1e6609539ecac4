import { leftInRule, type RuleBalance, type Scope } from './budgets.ts';
import type { NanoUsd } from './money.ts';
import { leftInTopUp, type TopUpMoney, type TopUpRoom, type TopUpScope } from './top-ups.ts';

/**
 * Who pays a call: in each scope either all budgets together, or one top-up in their place. The scopes are independent,
 * and the wallet has no top-ups. All balances here are those of money for every call.
 */

/** The most that a call may hold, whoever pays it. Nano-USD; negative after a limit was lowered. */
export function mostPayable(balances: readonly RuleBalance[], topUps: readonly TopUpMoney[]): NanoUsd {
  if (topUps.length === 0) return leastLeft(balances, null);
  const ofScopes = (['class', 'student'] as const).map((scope) => {
    const ofTopUps = topUps.filter(({ topUp }) => topUp.scope === scope).map(leftInTopUp);
    return Math.max(leastLeft(balances, scope), ...ofTopUps);
  });
  return Math.min(leastLeft(balances, 'wallet'), ...ofScopes);
}

/** The top-up that pays for a scope; null: its budgets do. @param amount at most what is payable */
export function payingTopUp<Account extends TopUpMoney>(
  scope: TopUpScope,
  amount: NanoUsd,
  balances: readonly RuleBalance[],
  topUps: readonly Account[],
): Account | null {
  if (topUps.length === 0 || amount === 0 || amount <= leastLeft(balances, scope)) return null;
  const paying = topUps.find((one) => one.topUp.scope === scope && amount <= leftInTopUp(one));
  if (paying === undefined) throw new Error('an amount that was found payable was not');
  return paying;
}

/** null: there is none. */
export function roomOf(scope: Scope, topUps: readonly TopUpMoney[]): TopUpRoom | null {
  const ofScope = topUps.filter(({ topUp }) => topUp.scope === scope);
  if (ofScope.length === 0) return null;
  return {
    left: Math.max(...ofScope.map(leftInTopUp)),
    unspent: Math.max(...ofScope.map(({ topUp, money }) => topUp.amount - money.spent)),
  };
}

/** Nano-USD; negative after a limit was lowered. @param scope null: all */
function leastLeft(balances: readonly RuleBalance[], scope: Scope | null): NanoUsd {
  let least = Number.POSITIVE_INFINITY;
  for (const balance of balances) {
    if (scope === null || balance.rule.scope === scope) least = Math.min(least, leftInRule(balance));
  }
  return least;
}
