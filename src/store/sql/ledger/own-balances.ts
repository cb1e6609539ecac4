import type { RuleBalance } from '../../../ledger/budgets.ts';
import { isOwn } from '../../../ledger/placement-refusal.ts';
import type { Account } from './accounts.ts';
import type { Balance } from './charged.ts';

/** As it is at an instant: a copy, and where it comes from. */
interface SeenBalance extends RuleBalance {
  readonly account: Account;
}

/** Of the student, money for every call. */
export function ownBalances(balances: readonly Balance[]): readonly SeenBalance[] {
  return balances.filter(isOwn).map(({ rule, window, carried, money }) => ({
    ...{ rule, window, carried },
    money: { spent: money.spent, held: money.held },
    account: money,
  }));
}

/** With what others had added before, once that is known: a call on a guess is told what is left as if it had known. */
export function asConfirmed({ account, money, ...balance }: SeenBalance): RuleBalance {
  return { ...balance, money: { spent: money.spent + account.movedSpent, held: money.held + account.movedHeld } };
}
