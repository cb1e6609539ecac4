import { comparableName, comparableNumber, type Student } from './students.ts';

/** Somebody who asks to join a class, until the owner has decided and the browser has fetched its API token. */
export interface JoinRequest {
  readonly id: number;
  readonly classId: number;
  readonly name: string;
  /** The student number or e-mail address, as it was typed; null: none was asked for. */
  readonly identity: string | null;
  readonly state: JoinRequestState;
  /** Whom it was approved as; null until then. */
  readonly studentId: number | null;
  /** How many browsers asked with this name and identity. More than one: a second device, or somebody else. */
  readonly browsers: number;
  readonly attempts: number;
  /** Of the last attempt. */
  readonly createdAt: number;
  readonly expiresAt: number;
}

export type JoinRequestState = 'waiting' | 'approved' | 'declined';

/** A student of a class, and whether somebody has an API token for that place, or is about to fetch one. */
export interface ClassPlace {
  readonly student: Student;
  readonly isTaken: boolean;
}

/** How many students a class has, and how they came. */
export interface JoinCounts {
  readonly students: number;
  /** Those with an API token. */
  readonly joined: number;
  /** Those with a student number or e-mail address: with any, the class has a roster. */
  readonly identified: number;
  /** Join requests that wait for the owner. */
  readonly waiting: number;
}

/** Blanks, case and the way of composing do not tell two people apart. */
export function isSameName(a: string, b: string): boolean {
  return nameKey(a) === nameKey(b);
}

/** Whether a text names the student: their number, or their e-mail address. */
export function isIdentityOf({ studentNumber, email }: Student, identity: string): boolean {
  const key = identityKey(identity);
  return [studentNumber, email].some((own) => own !== null && identityKey(own) === key);
}

export function hasIdentity({ studentNumber, email }: Student): boolean {
  return studentNumber !== null || email !== null;
}

/** The same for two requests that name the same person. */
export function personKey(name: string, identity: string | null): string {
  return `${nameKey(name)}\n${identity === null ? '' : identityKey(identity)}`;
}

function nameKey(name: string): string {
  return comparableName(name).replaceAll(' ', '');
}

function identityKey(identity: string): string {
  const plain = identity.normalize('NFKC').replace(/\s/g, '');
  return plain.includes('@') ? plain.toLowerCase() : comparableNumber(plain);
}
