import { AdminError, type FieldPath } from './admin-error.ts';

export const MAX_OWNER_TITLE_CHARACTERS = 20;
/** Blanks around a title are dropped; a longer text is no title, and normalizing it would take time. */
const MAX_UNTRIMMED_CHARACTERS = 200;
/** It stands inside sentences, in logs and in terminals: no line ends, quotes, addresses or invisible marks. */
const TITLE = /^(?=.*\p{L})[\p{L}\p{M}\p{N} .'’·-]+$/u;
/** Letters that Unicode calls letters, and that nobody sees. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/u;
/** No script stacks so many in a composed text. */
const TOO_MANY_MARKS = /\p{M}{3}/u;

/** @returns it composed (NFC); null for none: the default of the class's language @throws AdminError owner_title_invalid */
export function parseOwnerTitle(text: string | null, path: FieldPath): string | null {
  if (text === null || /^ *$/.test(text)) return null;
  const title = text.slice(0, MAX_UNTRIMMED_CHARACTERS).normalize('NFC').trim().replace(/ +/g, ' ');
  const isTitle =
    text.length <= MAX_UNTRIMMED_CHARACTERS &&
    [...title].length <= MAX_OWNER_TITLE_CHARACTERS &&
    TITLE.test(title) &&
    !INVISIBLE.test(title) &&
    !TOO_MANY_MARKS.test(title);
  if (!isTitle) throw new AdminError({ code: 'owner_title_invalid', max: MAX_OWNER_TITLE_CHARACTERS }, path);
  return title;
}
