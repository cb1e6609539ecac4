import type { SchoolClass } from '../access/classes.ts';
import { whyJoiningIsClosed } from '../access/join-codes.ts';
import {
  type ClassPlace,
  hasIdentity,
  isSameName,
  type JoinRequest,
  PlaceIndex,
  personKey,
} from '../access/join-requests.ts';
import { comparableName, type Student } from '../access/students.ts';
import { DAY_MS } from '../ledger/utc-days.ts';
import type { JoinAttempt, JoinError } from '../store/joining.ts';

/** How long a request waits for the owner, and an approved one for its browser. */
export const JOIN_REQUEST_LIFETIME_MS = 7 * DAY_MS;

/** What happens to somebody who comes with the code of a class. */
export type JoinDecision =
  | { readonly as: 'refused'; readonly error: Exclude<JoinError, 'unknown_code' | 'requests_full'> }
  /** A new student, who takes a place. */
  | { readonly as: 'new' }
  /** The student of the roster whom name and identity name gets an API token. */
  | { readonly as: 'claimed'; readonly student: Student }
  /** The owner decides. @property guessedIds the students whose name or identity was named in vain */
  | { readonly as: 'waiting'; readonly guessedIds: readonly number[] };

/**
 * A store asks inside the transaction that acts on it. A wrong identity, a wrong name and a place that is taken all wait:
 * the answer does not say which of them it was.
 * @param places the students of the class; of one that is closed to joining, they need not be read
 */
export function decideJoin(
  schoolClass: SchoolClass,
  places: readonly ClassPlace[],
  { name, identity, mayClaim }: Pick<JoinAttempt, 'name' | 'identity' | 'mayClaim'>,
  now: number,
): JoinDecision {
  const closed = whyJoiningIsClosed(schoolClass, now);
  if (closed !== null) return { as: 'refused', error: closed };
  const hasRoster = places.some(({ student }) => hasIdentity(student));
  if (hasRoster && identity === null) return { as: 'refused', error: 'identity_missing' };
  if (schoolClass.joinMode === 'approve') return { as: 'waiting', guessedIds: [] };
  if (!hasRoster || identity === null) {
    return isNameTaken(name, places) ? { as: 'refused', error: 'name_taken' } : { as: 'new' };
  }
  const index = new PlaceIndex(places);
  const sameIdentity = index.withIdentity(identity);
  const [place, ...others] = sameIdentity.filter(({ student }) => isSameName(student.name, name));
  if (place !== undefined && others.length === 0 && !place.isTaken && mayClaim(place.student.id)) {
    return { as: 'claimed', student: place.student };
  }
  const guessed = new Set([...index.withName(name), ...sameIdentity].map(({ student }) => student.id));
  return { as: 'waiting', guessedIds: [...guessed] };
}

function isNameTaken(name: string, places: readonly ClassPlace[]): boolean {
  const read = comparableName(name);
  return places.some(({ student }) => comparableName(student.name) === read);
}

/**
 * The same for two requests that mean the same person: also for one with the number and one with the e-mail address of a
 * place, so that nobody asks for another's place beside them and both look like the only one.
 */
export function requestKey({ name, identity }: Pick<JoinRequest, 'name' | 'identity'>, places: PlaceIndex): string {
  const sameIdentity = identity === null ? [] : places.withIdentity(identity);
  const [place, ...others] = sameIdentity.filter(({ student }) => isSameName(student.name, name));
  if (place === undefined || others.length > 0) return personKey(name, identity);
  const { student } = place;
  return personKey(student.name, student.studentNumber ?? student.email);
}

/**
 * Whether a browser that asks again takes back what it asked before. What several browsers asked stays for the person whom
 * they named: otherwise one of them could correct its number, come back as another browser, and look like the only one.
 * @param key of what it asks now
 */
export function mayReplaceOwn(own: JoinRequest, key: string, places: PlaceIndex): boolean {
  return own.browsers === 1 || requestKey(own, places) === key;
}

/** Below this, a small class could not even take back a few mistakes. */
const MIN_WAITING = 10;
const MAX_WAITING = 2000;

/**
 * Whether one more request may wait, so that nobody floods the owner: twice as many as can come in for a class, once as
 * many from one address, because a class often shares one.
 */
export function mayWait(
  { joinPlaces }: SchoolClass,
  places: readonly ClassPlace[],
  waiting: { readonly ofClass: number; readonly ofAddress: number },
): boolean {
  const capacity = Math.max(MIN_WAITING, joinPlaces + places.filter(({ isTaken }) => !isTaken).length);
  return waiting.ofClass < Math.min(MAX_WAITING, 2 * capacity) && waiting.ofAddress < Math.min(MAX_WAITING, capacity);
}
