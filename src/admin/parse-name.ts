import { AdminError, type FieldPath } from './admin-error.ts';

const MAX_NAME_CHARACTERS = 200;
const MAX_EMAIL_CHARACTERS = 254;
/** Including the blanks around a name. Trimming takes time by the square of their number. */
const MAX_UNTRIMMED_CHARACTERS = 2000;
/** A name with a control character can forge lines in logs and tables. */
const CONTROL = /[\p{Cc}\u2028\u2029]/u;
/** Marks that change the direction of the text around them, also that of a page or a terminal. */
const BIDI = /[\u202a-\u202e\u2066-\u2069]/;
/** Names copied from an address book come wrapped in such marks. */
const SURROUNDING = /^[\s\u202a-\u202e\u2066-\u2069]+|[\s\u202a-\u202e\u2066-\u2069]+$/g;
/** Anything that can be seen, and clicked on: fillers, zero widths and accents without a letter cannot. */
const VISIBLE = /[^\p{C}\p{Z}\p{M}\p{Default_Ignorable_Code_Point}\u2800]/u;
/** No script stacks so many combining marks; a name that does draws over the text around it. */
const TOO_MANY_MARKS = /\p{M}{5}/u;

/** A name on one line. @returns it without the blanks and marks around it */
export function parseName(text: string, path: FieldPath): string {
  const name = text.length > MAX_UNTRIMMED_CHARACTERS ? text : text.replace(SURROUNDING, '');
  const characters = countCharacters(name);
  if (characters < 1 || characters > MAX_NAME_CHARACTERS) {
    throw new AdminError({ code: 'name_length', max: MAX_NAME_CHARACTERS }, path);
  }
  if (CONTROL.test(name) || BIDI.test(name) || !name.isWellFormed()) {
    throw new AdminError({ code: 'name_control_characters' }, path);
  }
  if (!VISIBLE.test(name) || TOO_MANY_MARKS.test(name.normalize('NFC'))) {
    throw new AdminError({ code: 'name_invisible' }, path);
  }
  return name;
}

/** Composed or taken apart: one letter may stand for a whole phrase, and names are compared in both forms. */
function countCharacters(name: string): number {
  return Math.max([...name].length, [...name.slice(0, 2 * MAX_NAME_CHARACTERS).normalize('NFKC')].length);
}

/** Loosely: only a message that arrives proves an address. */
export function parseEmail(text: string | null, path: FieldPath): string | null {
  if (text === null) return null;
  const email = parseName(text, path);
  if (email.length > MAX_EMAIL_CHARACTERS || !/^[^\s@]+@[^\s@]+$/.test(email)) {
    throw new AdminError({ code: 'email_invalid' }, path);
  }
  return email;
}
