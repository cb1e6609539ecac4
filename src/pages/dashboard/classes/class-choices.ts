import type { SchoolClass } from '../../../access/classes.ts';
import type { Choice } from '../../components/field.ts';
import { findId } from '../../web/parse-id.ts';

export function classChoices(classes: readonly SchoolClass[], ...before: readonly Choice[]): readonly Choice[] {
  return [...before, ...classes.map(({ id, name }) => ({ value: String(id), text: name }))];
}

/** The value of "no class" is empty. @returns NaN for what is no id, which no class has */
export function parseClassChoice(text: string): number | null {
  if (text === '') return null;
  return findId(text) ?? Number.NaN;
}
