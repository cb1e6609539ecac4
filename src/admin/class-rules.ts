import type { SchoolClass } from '../access/classes.ts';
import { comparableName } from '../access/students.ts';
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

type NamedClass = Pick<SchoolClass, 'id' | 'name'>;

/**
 * Two classes of one name cannot be told apart in a list, nor named in the command line. A store asks inside the
 * transaction. Twins of an older database stay: each keeps its name while everything else of it changes.
 * @param before the name so far; null: a new class
 */
export function checkClassName(name: string, before: string | null, others: readonly NamedClass[]): void {
  const wanted = comparableName(name);
  if (before !== null && comparableName(before) === wanted) return;
  const twin = others.find((other) => comparableName(other.name) === wanted);
  if (twin !== undefined) throw new AdminError({ code: 'class_name_taken', id: twin.id, name: twin.name }, ['name']);
}
