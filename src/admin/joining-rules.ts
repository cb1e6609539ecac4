import type { SchoolClass } from '../access/classes.ts';
import { whyJoiningIsClosed } from '../access/join-codes.ts';
import { comparableName } from '../access/students.ts';
import type { JoinError } from '../store/joining.ts';

/**
 * Why somebody with the code of a class cannot join it; null: they can. A store asks inside the transaction that takes
 * the place. @param namesIn the students of a class @param now ms UTC
 */
export function findJoinError(
  schoolClass: SchoolClass,
  namesIn: (classId: number) => readonly string[],
  { name, now }: { readonly name: string; readonly now: number },
): Exclude<JoinError, 'unknown_code'> | null {
  return whyJoiningIsClosed(schoolClass, now) ?? (isNameTaken(name, namesIn(schoolClass.id)) ? 'name_taken' : null);
}

function isNameTaken(name: string, names: readonly string[]): boolean {
  const read = comparableName(name);
  return names.some((other) => comparableName(other) === read);
}
