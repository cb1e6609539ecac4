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

/** Whether people would read the same name: keyboards may send Korean in pieces, and some letters are not seen. */
export function isSameName(one: string, other: string): boolean {
  return asRead(one) === asRead(other);
}

function asRead(name: string): string {
  const seen = name.normalize('NFKC').replace(/\p{Default_Ignorable_Code_Point}/gu, '');
  return seen.toLowerCase().replace(/\s+/g, ' ').trim();
}
