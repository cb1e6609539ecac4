export interface Student {
  readonly id: number;
  readonly classId: number | null;
  readonly name: string;
  readonly email: string | null;
  /** The owner's own words; never for the student. */
  readonly note: string | null;
  readonly suspendedAt: number | null;
  readonly createdAt: number;
}

/**
 * A name as people read it, to be compared: some keyboards send Korean syllables in pieces, and some letters are not
 * seen. Not for showing.
 */
export function asRead(name: string): string {
  const seen = withoutUnseen(withoutUnseen(name).normalize('NFKC'));
  return seen.toLowerCase().replace(/\s+/g, ' ').trim();
}

/** Before and after composing: what is not seen may stand between the pieces, and come out of them. */
function withoutUnseen(text: string): string {
  return text.replace(/[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Co}\u2800]/gu, '');
}
