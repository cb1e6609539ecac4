import { type BudgetBalance, type BudgetKind, isPlainMoney, payableIn, unspentIn } from './budgets.ts';

/** What a student is told of money that others spend too (the class's, the wallet): a word, never an amount. */
export type SharedMoney = 'enough' | 'low' | 'held' | 'spent';

const LOW_PERCENT = 80;

type Amounts = Pick<BudgetBalance, 'limit' | 'spent' | 'held' | 'topUps'>;

/** `low`: 80 % or more is spent or held. `held`: calls in flight hold all that is left. A top-up counts as left. */
export function sharedMoney(balance: Amounts): SharedMoney {
  if (unspentIn(balance) <= 0) return 'spent';
  const payable = payableIn(balance);
  if (payable <= 0) return 'held';
  return (balance.limit - payable) * 100 >= balance.limit * LOW_PERCENT ? 'low' : 'enough';
}

/** The word for several budgets of money that all apply, to every call: the worst of theirs. */
export function worstSharedMoney(balances: readonly (Amounts & BudgetKind)[]): SharedMoney {
  const words = balances.filter(isPlainMoney).map(sharedMoney);
  return (['spent', 'held', 'low'] as const).find((word) => words.includes(word)) ?? 'enough';
}
