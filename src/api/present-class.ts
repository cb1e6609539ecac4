import type { SchoolClass } from '../access/classes.ts';
import { type BudgetWarning, loadClassWarnings } from '../admin/budget-warnings.ts';
import { instructionsCost } from '../admin/instructions-cost.ts';
import type { ApiDeps } from './api-deps.ts';
import { type ClassJson, classJson } from './class-json.ts';

export async function presentClass(schoolClass: SchoolClass, deps: ApiDeps): Promise<ClassJson> {
  return presentWith(schoolClass, await loadClassWarnings(deps), deps);
}

/** For a list, whose warnings are read once. */
export async function presentWith(
  schoolClass: SchoolClass,
  warningsOf: (classId: number) => readonly BudgetWarning[],
  deps: ApiDeps,
): Promise<ClassJson> {
  const now = deps.now();
  const { ledger } = deps.store;
  const [balances, studentLimits] = await Promise.all([
    ledger.balancesOf('class', schoolClass.id, now),
    ledger.listBudgets({ scope: 'class-student', scopeId: schoolClass.id }),
  ]);
  const { publicUrl } = deps;
  const warnings = warningsOf(schoolClass.id);
  const cost = instructionsCost(schoolClass, deps.policy(), now);
  return classJson(schoolClass, balances, studentLimits, { publicUrl, warnings, cost, now });
}
