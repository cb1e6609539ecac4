import type { SchoolClass } from '../access/classes.ts';
import type { LimitSets } from '../store/access-fields.ts';
import { AdminError, type FieldPath } from './admin-error.ts';

/** Rules of archived classes. A store checks them inside the transaction of the change. */

/** @throws AdminError class_archived */
export function checkMayArchive(schoolClass: SchoolClass): void {
  checkNotArchived(schoolClass);
}

/** @throws AdminError class_not_archived */
export function checkMayReopen({ id, archivedAt }: SchoolClass): void {
  if (archivedAt === null) throw new AdminError({ code: 'class_not_archived', id });
}

/**
 * An archived class does not change, nobody comes into it, and its students get no API tokens: it would be used without
 * being in any list. @param path of the field that names the class @throws AdminError class_archived
 */
export function checkNotArchived({ id, name, archivedAt }: SchoolClass, path: FieldPath = []): void {
  if (archivedAt !== null) throw new AdminError({ code: 'class_archived', id, name }, path);
}

/** The copy gets a last day where budgets of the term come with it. @throws AdminError term_without_end */
export function checkCopyEnds({ endsOn }: { readonly endsOn: string | null }, limits: LimitSets): void {
  const hasTerm = [...(limits.budgets ?? []), ...(limits.studentBudgets ?? [])].some(({ period }) => period === 'term');
  if (hasTerm && endsOn === null) throw new AdminError({ code: 'term_without_end' }, ['endsOn']);
}
