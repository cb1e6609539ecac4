import { type Budget, type BudgetLimit, WALLET_ID } from '../ledger/budgets.ts';
import { type Actor, changeBy } from './actor.ts';
import type { AdminDeps } from './admin-deps.ts';
import { AdminError } from './admin-error.ts';
import { checkLimit } from './budget-checks.ts';

/** Whose money a budget limits. */
export type BudgetHolder =
  | { readonly scope: 'wallet' }
  /** class-student: each student of a class without one of their own. */
  | { readonly scope: 'class' | 'class-student' | 'student'; readonly scopeId: number };

/** What was spent in the period stays spent. @throws AdminError */
export async function setBudget(input: BudgetHolder & BudgetLimit, actor: Actor, deps: AdminDeps): Promise<Budget> {
  const { scope, period } = input;
  const limit = checkLimit(input, [], deps);
  if (scope === 'wallet' && period === 'term') throw new AdminError({ code: 'wallet_term' }, ['period']);
  const scopeId = input.scope === 'wallet' ? WALLET_ID : input.scopeId;
  return deps.store.ledger.setBudget({ scope, scopeId, ...limit }, changeBy(actor, deps.now()));
}

/** @throws AdminError when there is no such budget */
export function deleteBudget(id: number, actor: Actor, deps: AdminDeps): Promise<void> {
  return deps.store.ledger.deleteBudget(id, changeBy(actor, deps.now()));
}
