import type { SchoolClass } from '../access/classes.ts';
import { type BudgetWarning, loadClassWarnings } from '../admin/budget-warnings.ts';
import { instructionsCost } from '../admin/instructions-cost.ts';
import type { Budget } from '../ledger/budgets.ts';
import type { ApiDeps } from './api-deps.ts';
import { type ClassJson, classJson } from './class-json.ts';

export async function presentClass(schoolClass: SchoolClass, deps: ApiDeps): Promise<ClassJson> {
  const [warningsOf, limits] = await Promise.all([
    loadClassWarnings(deps),
    deps.store.ledger.listBudgets({ scope: 'class-student', scopeId: schoolClass.id }),
  ]);
  return presentWith(schoolClass, { warningsOf, limitsOf: () => limits }, deps);
}

/** What is read once for all classes of a list. */
export interface ClassFacts {
  readonly warningsOf: (classId: number) => readonly BudgetWarning[];
  /** Of each student of the class. */
  readonly limitsOf: (classId: number) => readonly Budget[];
}

export async function loadClassFacts(deps: ApiDeps): Promise<ClassFacts> {
  const [warningsOf, budgets] = await Promise.all([
    loadClassWarnings(deps),
    deps.store.ledger.listBudgets({ scope: 'class-student' }),
  ]);
  const limits = Map.groupBy(budgets, ({ scopeId }) => scopeId);
  return { warningsOf, limitsOf: (classId) => limits.get(classId) ?? [] };
}

export async function presentWith(
  schoolClass: SchoolClass,
  { warningsOf, limitsOf }: ClassFacts,
  deps: ApiDeps,
): Promise<ClassJson> {
  const now = deps.now();
  const { id } = schoolClass;
  const balances = await deps.store.ledger.balancesOf('class', id, now);
  const cost = instructionsCost(schoolClass, deps.policy(), now);
  const { publicUrl } = deps;
  return classJson(schoolClass, balances, limitsOf(id), { publicUrl, warnings: warningsOf(id), cost, now });
}
