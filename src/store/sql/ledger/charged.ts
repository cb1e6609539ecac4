import { isPlainMoney, type RuleBalance } from '../../../ledger/budgets.ts';
import type { CarryOver } from '../../../ledger/carry-over.ts';
import { MAX_MOVED_MS } from '../../../ledger/hold-ids.ts';
import type { PaidBy } from '../../../ledger/placement.ts';
import { payingAt, type TopUp, type TopUpMoney } from '../../../ledger/top-ups.ts';
import type { Account } from './accounts.ts';

export interface Balance extends RuleBalance, Charged {
  readonly money: Account;
  carried: number;
}

export interface TopUpAccount extends TopUpMoney, Charged {
  readonly money: Account;
}

/** What a hold is charged to. */
export interface Charged {
  readonly money: Account;
  /** What is carried into its window, for the first hold to fix; null: it is fixed, or nothing is carried over. */
  openCarry: CarryOver | null;
}

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
