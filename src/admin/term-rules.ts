import type { BudgetLimit } from '../ledger/budgets.ts';
import { AdminError, type FieldPath } from './admin-error.ts';

/** Rules of `term` budgets. They span rows, so a store checks them inside the transaction of the change. */

/**
 * A term budget needs a last day. Without one its period would never end, which is what `total` says openly.
 * @param endsOn the last day of the class whose calendar cuts the periods; null when there is none, or no class
 * @param path of the list of limits
 */
export function checkTermLimits(limits: readonly BudgetLimit[], endsOn: string | null, path: FieldPath): void {
  const index = limits.findIndex(isTerm);
  if (index >= 0 && endsOn === null) throw new AdminError({ code: 'term_without_end' }, [...path, index, 'period']);
}

/** The same for one budget that is set. */
export function checkTermBudget(budget: BudgetLimit, endsOn: string | null): void {
  if (isTerm(budget) && endsOn === null) throw new AdminError({ code: 'term_without_end' }, ['period']);
}

/** What counts on the last day of a class, once a change is made. */
export interface TermBudgets {
  /** The limits of the class and its defaults for students, without those that the change replaces. */
  readonly remaining: readonly BudgetLimit[];
  /** Students of the class who have a term budget of their own, by id. */
  readonly studentIds: readonly number[];
}

/** A class cannot lose its last day while a term budget counts on it. */
export function checkKeepsEnd({ remaining, studentIds }: TermBudgets): void {
  if (remaining.some(isTerm)) throw new AdminError({ code: 'loses_end', studentId: null }, ['endsOn']);
  const [studentId] = studentIds;
  if (studentId !== undefined) throw new AdminError({ code: 'loses_end', studentId }, ['endsOn']);
}

/**
 * The limits of a student who is added or changed: new ones need a last day, and one with a term budget cannot move to
 * where no term ends.
 * @param own the limits so far @param given the limits that replace them; undefined: they stay
 * @param endsOn the last day of the class that the student will be in
 */
export function checkStudentTerm({
  own,
  given,
  moves,
  endsOn,
}: {
  readonly own: readonly BudgetLimit[];
  readonly given: readonly BudgetLimit[] | undefined;
  readonly moves: boolean;
  readonly endsOn: string | null;
}): void {
  if (given !== undefined) checkTermLimits(given, endsOn, ['budgets']);
  else if (moves && endsOn === null && own.some(isTerm)) {
    throw new AdminError({ code: 'moves_term_budget' }, ['classId']);
  }
}

function isTerm({ period }: BudgetLimit): boolean {
  return period === 'term';
}
