import type { NamedStudent } from '../../../store/access-store.ts';
import type { Store } from '../../../store/store.ts';
import { loadClasses } from '../classes/load.ts';

/** The names that lists show: of all students, also removed ones, and of the classes. */
export interface People {
  readonly students: ReadonlyMap<number, Omit<NamedStudent, 'id'>>;
  readonly classes: ReadonlyMap<number, string>;
  /** Those whose names no menu suggests. */
  readonly archivedClasses: ReadonlySet<number>;
}

export async function loadPeople(store: Store): Promise<People> {
  const [students, classes] = await Promise.all([store.access.everyStudent(), loadClasses({ store }, 'all')]);
  return {
    students: new Map(students.map(({ id, ...student }) => [id, student])),
    classes: new Map(classes.map(({ id, name }) => [id, name])),
    archivedClasses: new Set(classes.filter(({ archivedAt }) => archivedAt !== null).map(({ id }) => id)),
  };
}
