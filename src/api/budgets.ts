import { OWNER } from '../admin/actor.ts';
import type { AdminDeps } from '../admin/admin-deps.ts';
import { setBudget } from '../admin/budgets.ts';
import type { Budget } from '../ledger/budgets.ts';
import { type BudgetBody, parseBudget } from './budget-routes.ts';
import { translatedLater } from './translated.ts';

export function setLimit(body: BudgetBody, deps: AdminDeps): Promise<Budget> {
  return translatedLater(() => setBudget(parseBudget(body), OWNER, deps));
}
