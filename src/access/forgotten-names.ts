import type { Language } from '../language/languages.ts';

/** As in join codes: none of them is taken for another. */
const LETTERS = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
const MIN_LENGTH = 4;
/** A prime that shares no factor with the powers of 30: each id has a code of its own. */
const FACTOR = 7919;

const WORDS: Readonly<Record<Language, string>> = { en: 'Student', ko: '학생' };

/**
 * What a student is called once the name is forgotten: "Student 7F3K". The same for the same id whenever it is made, and
 * another one for every other id.
 */
export function forgottenName(studentId: number, language: Language): string {
  return `${WORDS[language]} ${codeOf(studentId)}`;
}

function codeOf(studentId: number): string {
  let length = MIN_LENGTH;
  while (studentId >= LETTERS.length ** length) length++;
  let rest = (BigInt(studentId) * BigInt(FACTOR)) % BigInt(LETTERS.length ** length);
  let code = '';
  for (let index = 0; index < length; index++) {
    code = `${LETTERS[Number(rest % BigInt(LETTERS.length))]}${code}`;
    rest /= BigInt(LETTERS.length);
  }
  return code;
}
