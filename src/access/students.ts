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
