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

/**
 * The students of a class by name, and by number and e-mail address. To compare each name anew takes half a second for
 * fifty requests in a class of 1,200.
 */
export class PlaceIndex {
  readonly #places: readonly ClassPlace[];
  /** Made when the first name is looked up: most students are found by their number. */
  #byName: ReadonlyMap<string, readonly ClassPlace[]> | null = null;
  readonly #byIdentity: ReadonlyMap<string, readonly ClassPlace[]>;

  constructor(places: readonly ClassPlace[]) {
    this.#places = places;
    const identities = places.flatMap((place) => identityKeysOf(place.student).map((key) => ({ key, place })));
    const grouped = Map.groupBy(identities, ({ key }) => key);
    this.#byIdentity = new Map([...grouped].map(([key, found]) => [key, found.map(({ place }) => place)]));
  }

  withName(name: string): readonly ClassPlace[] {
    this.#byName ??= Map.groupBy(this.#places, ({ student }) => nameKey(student.name));
    return this.#byName.get(nameKey(name)) ?? [];
  }

  /** @param identity a student number or an e-mail address */
  withIdentity(identity: string): readonly ClassPlace[] {
    return this.#byIdentity.get(identityKey(identity)) ?? [];
  }
}

/** The numbers and e-mail addresses of the students of a class. */
export class TakenIdentities {
  readonly #keys: Set<string>;

  constructor(students: readonly Student[]) {
    this.#keys = new Set(students.flatMap(identityKeysOf));
  }

  add(student: Student): void {
    for (const key of identityKeysOf(student)) this.#keys.add(key);
  }

  has(identity: string): boolean {
    return this.#keys.has(identityKey(identity));
  }
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

function identityKeysOf({ studentNumber, email }: Student): string[] {
  return [studentNumber, email].flatMap((own) => (own === null ? [] : [identityKey(own)]));
}

function identityKey(identity: string): string {
  const plain = identity.normalize('NFKC').replace(/\s/g, '');
  return plain.includes('@') ? plain.toLowerCase() : comparableNumber(plain);
}
