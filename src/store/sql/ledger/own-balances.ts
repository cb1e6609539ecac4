import type { RuleBalance } from '../../../ledger/budgets.ts';
import { isOwn } from '../../../ledger/placement-refusal.ts';
import type { Account } from './accounts.ts';
import type { Balance } from './charged.ts';

/** As it is at an instant: a copy, and where it comes from. */
interface SeenBalance extends RuleBalance {
  readonly account: Account;
}

/**
 * Of the student, money for every call, after the hold that was just placed.
 * @param isGuess others may have added to them, which is known once the guess is confirmed
 * @returns asks for them, once the hold is committed: as if the guess had known
 */
export function ownBalances(balances: readonly Balance[], isGuess: boolean): () => readonly RuleBalance[] {
  const own = balances.filter(isOwn);
  if (!isGuess) return () => own;
  const seen = own.map(({ rule, window, carried, money }) => ({
    ...{ rule, window, carried, account: money },
    money: { spent: money.spent, held: money.held },
  }));
  return () => seen.map(asConfirmed);
}

function asConfirmed({ rule, window, carried, account, money }: SeenBalance): RuleBalance {
  const spent = money.spent + account.movedSpent;
  const held = money.held + account.movedHeld;
  return { rule, window, carried, money: { spent, held } };
}
