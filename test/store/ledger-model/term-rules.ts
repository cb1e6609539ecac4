import type { BudgetLimit } from '../../../src/ledger/budgets.ts';
import type { LimitSets } from '../../../src/store/access-fields.ts';
import { setFor } from './applicable-limits.ts';
import type { ClassInWorld, World } from './world.ts';

/** What a term budget needs, in the model's own words: a last day, for as long as the budget is there. */

export function hasTerm(limits: readonly Pick<BudgetLimit, 'period'>[] | undefined): boolean {
  return limits?.some(({ period }) => period === 'term') ?? false;
}

export function lastDayOf(world: World, classId: number | null): string | null {
  return classId === null ? null : (world.classes.get(classId)?.endsOn ?? null);
}

/** Whether a term budget that an edit leaves counts on the last day of the class. */
export function needsEnd(world: World, { id }: ClassInWorld, edit: LimitSets): boolean {
  const members = [...world.students.values()].filter(({ classId, removed }) => classId === id && !removed);
  return (
    (edit.budgets === undefined && hasTerm(setFor(world, 'class', id))) ||
    (edit.studentBudgets === undefined && hasTerm(setFor(world, 'class-student', id))) ||
    members.some((student) => hasTerm(setFor(world, 'student', student.id)))
  );
}
