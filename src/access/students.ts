export interface Student {
  readonly id: number;
  readonly classId: number | null;
  readonly name: string;
  /** What the school calls it (학번); at most once in a class. */
  readonly studentNumber: string | null;
  readonly email: string | null;
  /** Written by the owner; never shown to the student. */
  readonly note: string | null;
  readonly suspendedAt: number | null;
  readonly createdAt: number;
}

/**
 * A name in the form in which two names are compared: some keyboards send Korean syllables in pieces, and some
 * characters are invisible. Not for display.
 */
export function comparableName(name: string): string {
  const visible = withoutInvisible(withoutInvisible(name).normalize('NFKC'));
  return visible.toLowerCase().replace(/\s+/g, ' ').trim();
}

/** In the form in which two numbers are compared. Letters as SQLite's lower() does: A to Z only. */
export function comparableNumber(studentNumber: string): string {
  return studentNumber.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** Called before and after composing: invisible characters may stand between the pieces, and may come out of them. */
function withoutInvisible(text: string): string {
  return text.replace(/[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Co}\u2800]/gu, '');
}
