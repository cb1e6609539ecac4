import { isPlainMoney } from '../../../ledger/budgets.ts';
import { MAX_MOVED_MS } from '../../../ledger/hold-ids.ts';
import type { PaidBy } from '../../../ledger/placement.ts';
import { payingAt, type TopUp } from '../../../ledger/top-ups.ts';
import type { Balance, TopUpAccount } from './balances.ts';

/** A top-up pays in place of the money of its scope for every call. */
export function chargedTo(
  balances: readonly Balance[],
  paidBy: PaidBy<TopUpAccount>,
): readonly (Balance | TopUpAccount)[] {
  if (paidBy.student === null && paidBy.class === null) return balances;
  const byBudgets = balances.filter(
    ({ rule }) => rule.scope === 'wallet' || paidBy[rule.scope] === null || !isPlainMoney(rule),
  );
  return [...byBudgets, ...[paidBy.student, paidBy.class].filter((account) => account !== null)];
}

/** The first that fits pays: which one that is must not be guessed. */
export function mayBePaidByTopUps(topUps: readonly TopUp[], at: number): boolean {
  return topUps.length > 0 && [at, at + MAX_MOVED_MS].some((ms) => payingAt(topUps, ms).length > 0);
}
