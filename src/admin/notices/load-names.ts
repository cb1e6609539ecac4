import type { Store } from '../../store/store.ts';

/** Names of people and classes that are there now; null: removed. */
export interface Names {
  readonly ofStudent: (id: number) => string | null;
  readonly ofClass: (id: number) => string | null;
}

export interface NamedIds {
  readonly students: readonly number[];
  readonly classes: readonly number[];
}

export async function loadNames({ students, classes }: NamedIds, { access }: Pick<Store, 'access'>): Promise<Names> {
  const [ofStudents, ofClasses] = await Promise.all([
    namesOf(students, (id) => access.getStudent(id)),
    namesOf(classes, (id) => access.getClass(id)),
  ]);
  return { ofStudent: (id) => ofStudents.get(id) ?? null, ofClass: (id) => ofClasses.get(id) ?? null };
}

async function namesOf(
  ids: readonly number[],
  get: (id: number) => Promise<{ readonly name: string } | null>,
): Promise<Map<number, string>> {
  const found = await Promise.all([...new Set(ids)].map(async (id) => [id, await get(id)] as const));
  return new Map(found.flatMap(([id, named]) => (named === null ? [] : [[id, named.name]])));
}
