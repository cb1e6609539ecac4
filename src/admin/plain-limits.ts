import type { SchoolClass } from '../access/classes.ts';
import { type Budget, type BudgetLimit, isPlainMoney, limitOf, WALLET_ID } from '../ledger/budgets.ts';
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
  const [ofClass, ofStudents] = await Promise.all([
    otherLimits({ scope: 'class', scopeId: classId }, deps),
    otherLimits({ scope: 'class-student', scopeId: classId }, deps),
  ]);
  const limits = {
    budgets: [...plain.budgets, ...ofClass],
    studentBudgets: [...plain.studentBudgets, ...ofStudents],
  };
  return deps.store.access.updateClass(classId, {}, limits, changeBy(actor, deps.now()));
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
  const others = await otherLimits({ scope: 'wallet', scopeId: WALLET_ID }, deps);
  return deps.store.ledger.replaceWalletBudgets([...checked, ...others], changeBy(actor, deps.now()));
}

async function otherLimits(
  of: Pick<Budget, 'scope' | 'scopeId'>,
  { store }: Pick<AdminDeps, 'store'>,
): Promise<BudgetLimit[]> {
  const budgets = await store.ledger.listBudgets(of);
  return budgets.filter((budget) => !isPlainMoney(budget)).map(limitOf);
}
