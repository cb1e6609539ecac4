import { type Budget, type BudgetLimit, WALLET_ID } from '../ledger/budgets.ts';
import { type Actor, changeBy } from './actor.ts';
import type { AdminDeps } from './admin-deps.ts';
import { AdminError } from './admin-error.ts';
import { checkLimit, checkLimits } from './field-checks.ts';

/** Whose money a budget limits. */
export type BudgetHolder =
  | { readonly scope: 'wallet' }
  | { readonly scope: 'class' | 'student'; readonly scopeId: number };

/** What was spent in the period stays spent. @throws AdminError */
export async function setBudget(input: BudgetHolder & BudgetLimit, actor: Actor, deps: AdminDeps): Promise<Budget> {
  const { scope, period } = input;
  const limit = checkLimit(input, []);
  if (scope === 'wallet' && period === 'term') throw new AdminError({ code: 'wallet_term' }, ['period']);
  const scopeId = input.scope === 'wallet' ? WALLET_ID : input.scopeId;
  return deps.store.ledger.setBudget({ scope, scopeId, ...limit }, changeBy(actor, deps.now()));
}

/** Makes the wallet's own limits exactly these; a limit that stays as it is gets no entry of the audit. */
export async function replaceWalletBudgets(
  limits: readonly BudgetLimit[],
  actor: Actor,
  deps: AdminDeps,
): Promise<void> {
  const checked = checkLimits(limits, ['limits']);
  const term = checked.findIndex(({ period }) => period === 'term');
  if (term >= 0) throw new AdminError({ code: 'wallet_term' }, ['limits', term, 'period']);
  return deps.store.ledger.replaceWalletBudgets(checked, changeBy(actor, deps.now()));
}

/** @throws AdminError when there is no such budget */
export function deleteBudget(id: number, actor: Actor, deps: AdminDeps): Promise<void> {
  return deps.store.ledger.deleteBudget(id, changeBy(actor, deps.now()));
}
