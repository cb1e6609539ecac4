import type { BudgetLimit } from '../ledger/budgets.ts';
import type { Store } from '../store/store.ts';
import { conflict, invalidValue } from './owner-error.ts';

/**
 * A `term` limit needs a last day. Without one its period would never end, which is what `total` says openly.
 * @param endsOn the last day of the class that cuts the periods; null when it has none, or when there is no class
 */
export function refuseEndlessTerm(limits: readonly BudgetLimit[], param: string, endsOn: string | null): void {
  const index = limits.findIndex((limit) => limit.period === 'term');
  if (index >= 0 && endsOn === null) throw endlessTerm(`${param}[${index}].period`);
}

export function endlessTerm(param: string): Error {
  return invalidValue(
    param,
    'A term budget needs a class with an ends_on date. Give the class one, or use the period total.',
  );
}

/** A class may not lose its last day while a `term` limit that is kept counts on it. */
export async function refuseLosingEnd(
  store: Store,
  classId: number,
  replaced: { readonly budgets: boolean; readonly studentBudgets: boolean },
): Promise<void> {
  const [own, defaults, students] = await Promise.all([
    replaced.budgets ? [] : store.ledger.listBudgets({ scope: 'class', scopeId: classId }),
    replaced.studentBudgets ? [] : store.ledger.listBudgets({ scope: 'class-student', scopeId: classId }),
    store.ledger.listBudgets({ scope: 'student' }),
  ]);
  if ([...own, ...defaults].some(isTerm)) throw losesEnd('the class has a term budget');
  for (const budget of students.filter(isTerm)) {
    const student = await store.access.getStudent(budget.scopeId);
    if (student?.classId === classId) throw losesEnd(`student ${student.id} has a term budget`);
  }
}

/** A student with a `term` limit of their own may not move to where no term ends. */
export async function refuseMovingTerm(store: Store, studentId: number): Promise<void> {
  const own = await store.ledger.listBudgets({ scope: 'student', scopeId: studentId });
  if (!own.some(isTerm)) return;
  throw conflict(
    'The student has a term budget, and there is no ends_on date there. Remove that budget first.',
    'class_id',
  );
}

function isTerm(limit: BudgetLimit): boolean {
  return limit.period === 'term';
}

function losesEnd(why: string): Error {
  return conflict(`ends_on cannot be null while ${why}. Remove that budget first, or keep a date.`, 'ends_on');
}
