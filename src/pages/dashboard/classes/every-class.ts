import type { SchoolClass } from '../../../access/classes.ts';
import type { Store } from '../../../store/store.ts';
import type { Choice } from '../../components/field.ts';

const CLASSES_AT_ONCE = 200;

/** All of them, by name. */
export async function everyClass({ access }: Store): Promise<readonly SchoolClass[]> {
  const classes: SchoolClass[] = [];
  let after: number | null = null;
  do {
    const page: Awaited<ReturnType<typeof access.listClasses>> = await access.listClasses({
      after,
      limit: CLASSES_AT_ONCE,
    });
    classes.push(...page.rows);
    after = page.next;
  } while (after !== null);
  return classes.sort((a, b) => a.name.localeCompare(b.name, 'ko'));
}

export function classChoices(classes: readonly SchoolClass[], ...before: readonly Choice[]): readonly Choice[] {
  return [...before, ...classes.map(({ id, name }) => ({ value: String(id), text: name }))];
}

/** The value of "no class" is empty. @returns NaN for what is no id: no class has it */
export function typedClassId(text: string): number | null {
  if (text === '') return null;
  return /^[1-9]\d{0,14}$/.test(text) ? Number(text) : Number.NaN;
}
