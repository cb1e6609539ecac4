import type { SchoolClass } from '../access/classes.ts';
import { type BudgetLimit, isPlainMoney } from '../ledger/budgets.ts';
import type { DecideLimits } from '../store/access-fields.ts';
import { type Actor, changeBy } from './actor.ts';
import type { AdminDeps } from './admin-deps.ts';
import { AdminError } from './admin-error.ts';
import { checkLimits } from './budget-checks.ts';

/**
 * Sets of limits that only name money for every call, as the forms with a field for each period do: limits of other kinds
 * stay as they are, also those of a model that left the catalogue meanwhile.
 */
export interface PlainLimitSets {
  readonly budgets: readonly BudgetLimit[];
  readonly studentBudgets: readonly BudgetLimit[];
}

/** @throws AdminError with the place in the given sets */
export async function changePlainLimits(
  classId: number,
  { budgets, studentBudgets }: PlainLimitSets,
  actor: Actor,
  deps: AdminDeps,
): Promise<SchoolClass> {
  const plain = {
    budgets: checkLimits(budgets, ['budgets'], deps),
    studentBudgets: checkLimits(studentBudgets, ['studentBudgets'], deps),
  };
  const decide: DecideLimits = (current) => ({
    budgets: [...plain.budgets, ...otherThanPlain(current.budgets)],
    studentBudgets: [...plain.studentBudgets, ...otherThanPlain(current.studentBudgets)],
  });
  return deps.store.access.decideClassLimits(classId, decide, changeBy(actor, deps.now()));
}

/** Of the wallet; a limit that stays as it is gets no entry of the audit. */
export async function changePlainWalletLimits(
  limits: readonly BudgetLimit[],
  actor: Actor,
  deps: AdminDeps,
): Promise<void> {
  const checked = checkLimits(limits, ['limits'], deps);
  const term = checked.findIndex(({ period }) => period === 'term');
  if (term >= 0) throw new AdminError({ code: 'wallet_term' }, ['limits', term, 'period']);
  const decide = (current: readonly BudgetLimit[]) => [...checked, ...otherThanPlain(current)];
  return deps.store.ledger.decideWalletLimits(decide, changeBy(actor, deps.now()));
}

function otherThanPlain(limits: readonly BudgetLimit[]): BudgetLimit[] {
  return limits.filter((limit) => !isPlainMoney(limit));
}
