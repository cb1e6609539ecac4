import type { Store } from '../../../store/store.ts';
import { loadClasses } from '../classes/load.ts';

/** The names that lists show: of all students, also removed ones, and of the classes. */
export interface People {
  readonly students: ReadonlyMap<number, { readonly name: string; readonly removed: boolean }>;
  readonly classes: ReadonlyMap<number, string>;
}

export async function loadPeople(store: Store): Promise<People> {
  const [students, classes] = await Promise.all([store.access.everyStudent(), loadClasses({ store })]);
  return {
    students: new Map(students.map(({ id, ...student }) => [id, student])),
    classes: new Map(classes.map(({ id, name }) => [id, name])),
  };
}
