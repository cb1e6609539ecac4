import type { SchoolClass } from '../access/classes.ts';
import type { LimitSets } from '../store/access-fields.ts';
import { AdminError } from './admin-error.ts';
import { checkTermLimits } from './term-rules.ts';

type Dates = Pick<SchoolClass, 'startsOn' | 'endsOn'>;

/**
 * Cross-field checks of a class; a store makes them inside the transaction, because a change names only some fields.
 * @param after the class as it would be @param changed the fields that the change names
 */
export function checkClass(after: Dates, changed: Partial<Dates>, limits: LimitSets): void {
  const { startsOn, endsOn } = after;
  if (startsOn !== null && endsOn !== null && startsOn > endsOn) {
    const field = changed.startsOn === undefined ? 'endsOn' : 'startsOn';
    throw new AdminError({ code: 'days_out_of_order', startsOn, endsOn }, [field]);
  }
  checkTermLimits(limits.budgets ?? [], endsOn, ['budgets']);
  checkTermLimits(limits.studentBudgets ?? [], endsOn, ['studentBudgets']);
}

/** A class is removed only when it has no students. */
export function checkIsEmpty(id: number, students: number): void {
  if (students > 0) throw new AdminError({ code: 'class_has_students', id, students });
}
