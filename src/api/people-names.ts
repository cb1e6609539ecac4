import type { Store } from '../store/store.ts';

/** Of students, also removed ones, and of the classes that exist, archived or not; null for the others. */
export interface PeopleNames {
  readonly ofStudent: (id: number) => string | null;
  readonly ofClass: (id: number | null) => string | null;
}

const CLASSES_AT_ONCE = 200;

export async function loadPeopleNames({ access }: Pick<Store, 'access'>): Promise<PeopleNames> {
  const students = new Map((await access.everyStudent()).map(({ id, name }) => [id, name]));
  const classes = new Map<number, string>();
  let after: number | null = null;
  do {
    const page: Awaited<ReturnType<typeof access.listClasses>> = await access.listClasses({
      after,
      limit: CLASSES_AT_ONCE,
      state: 'all',
    });
    for (const { id, name } of page.rows) classes.set(id, name);
    after = page.next;
  } while (after !== null);
  return {
    ofStudent: (id) => students.get(id) ?? null,
    ofClass: (id) => (id === null ? null : (classes.get(id) ?? null)),
  };
}
