import { AdminError, type FieldPath } from './admin-error.ts';
import { parseName } from './parse-name.ts';

export const MAX_STUDENT_NUMBER_CHARACTERS = 40;
/** What a spreadsheet makes of a long number: 2.0261E+07. Digits of it are lost. */
const EXPONENT = /^[\d.]+e\+?\d+$/i;

/** @returns it with plain digits (NFKC), null for none @throws AdminError student_number_invalid */
export function parseStudentNumber(text: string | null, path: FieldPath): string | null {
  if (text === null || text.trim() === '') return null;
  const number = parseName(text.normalize('NFKC'), path);
  const isValid = /^[\p{L}\p{N}\-._/ ]+$/u.test(number) && /\p{N}/u.test(number) && !EXPONENT.test(number);
  if (!isValid || [...number].length > MAX_STUDENT_NUMBER_CHARACTERS) {
    throw new AdminError({ code: 'student_number_invalid', max: MAX_STUDENT_NUMBER_CHARACTERS }, path);
  }
  return number;
}
