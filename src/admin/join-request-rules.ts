import type { SchoolClass } from '../access/classes.ts';
import { whyJoiningIsClosed } from '../access/join-codes.ts';
import type { ClassPlace, JoinRequest, PlaceIndex, TakenIdentities } from '../access/join-requests.ts';
import type { StudentFields } from '../store/access-fields.ts';
import { AdminError } from './admin-error.ts';

/** Why the owner is shown a student of the class beside a request. */
export type MatchedBy = 'name_and_identity' | 'identity' | 'name';

export interface JoinCandidate extends ClassPlace {
  readonly matchedBy: MatchedBy;
}

/** Whom a request can mean, the likeliest first; and what is safe to approve without another look. */
export interface JoinSuggestion {
  readonly candidates: readonly JoinCandidate[];
  /** null: somebody has to look. */
  readonly choice: { readonly as: 'new' } | { readonly as: 'student'; readonly studentId: number } | null;
}

/**
 * Safe are a place of the roster that name and identity name and nobody has, and a new student whom nothing mistakes for
 * another. A request that came from several browsers is never safe: one of them may be somebody else's.
 */
export function suggestStudent(
  { name, identity, browsers }: Pick<JoinRequest, 'name' | 'identity' | 'browsers'>,
  index: PlaceIndex,
): JoinSuggestion {
  const sameName = index.withName(name);
  const sameIdentity = identity === null ? [] : index.withIdentity(identity);
  const both = sameIdentity.filter((place) => sameName.includes(place));
  const candidates = [
    ...both.map((place) => ({ ...place, matchedBy: 'name_and_identity' as const })),
    ...sameIdentity
      .filter((place) => !both.includes(place))
      .map((place) => ({ ...place, matchedBy: 'identity' as const })),
    ...sameName.filter((place) => !both.includes(place)).map((place) => ({ ...place, matchedBy: 'name' as const })),
  ];
  return { candidates, choice: browsers > 1 ? null : findChoice(candidates) };
}

function findChoice(candidates: readonly JoinCandidate[]): JoinSuggestion['choice'] {
  const [first] = candidates;
  if (first === undefined) return { as: 'new' };
  const exact = candidates.filter(({ matchedBy }) => matchedBy === 'name_and_identity');
  const isSafe = exact.length === 1 && !first.isTaken;
  return isSafe ? { as: 'student', studentId: first.student.id } : null;
}

/** Places bound approvals, too. @throws AdminError class_over, no_place */
export function checkApprovalAsNew(schoolClass: SchoolClass, now: number): void {
  const closed = whyJoiningIsClosed(schoolClass, now);
  if (closed !== null) throw new AdminError({ code: closed });
}

/** A number or e-mail address that is another student's stays that student's. */
export function fieldsOfNewStudent(
  { classId, name, identity }: Pick<JoinRequest, 'classId' | 'name' | 'identity'>,
  taken: TakenIdentities,
): StudentFields {
  const isFree = identity !== null && !taken.has(identity);
  const own = isFree ? identity : null;
  const isEmail = own?.includes('@') === true;
  return { name, classId, email: isEmail ? own : null, studentNumber: isEmail ? null : own, suspended: false };
}
