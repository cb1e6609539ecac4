import type { SchoolClass } from '../access/classes.ts';
import type { ClassPlace, JoinCounts, JoinRequest } from '../access/join-requests.ts';
import type { Student } from '../access/students.ts';
import type { TokenFields } from './access-fields.ts';
import type { Change } from './change.ts';
import type { Page, PageRequest } from './paging.ts';

/** Somebody who has the code of a class. */
export interface JoinAttempt {
  readonly code: string;
  readonly name: string;
  /** A student number or e-mail address, as it was typed. */
  readonly identity: string | null;
  readonly browser: JoinBrowser;
  readonly token: NewToken;
  /** false: too many guesses came before, so that even the right name and identity wait. No effects. */
  readonly mayClaim: (studentId: number) => boolean;
}

export interface JoinBrowser {
  /** SHA-256 (hex) of the cookie that the browser gets if it has to wait. */
  readonly secretHash: string;
  /** Of the cookie that it came with; null: none. */
  readonly knownHash: string | null;
  /** Keyed hash of its address. */
  readonly addressKey: string;
}

export type NewToken = Omit<TokenFields, 'studentId'>;

/** `name_taken`: a student of the class has this name. `requests_full`: as many wait as may. */
export type JoinError =
  | 'unknown_code'
  | 'class_over'
  | 'no_place'
  | 'name_taken'
  | 'identity_missing'
  | 'requests_full';
export type JoinResult =
  | { readonly joined: Student }
  | { readonly waiting: JoinRequest; readonly guessedIds: readonly number[] }
  | { readonly refused: JoinError; readonly guessedIds: readonly number[] };

/** As a new student, who takes a place; or as one of the class, whose API tokens may be revoked. */
export type JoinApproval =
  | { readonly as: 'new' }
  | { readonly as: 'student'; readonly studentId: number; readonly revokesTokens: boolean };

export interface FoundJoinRequest {
  readonly request: JoinRequest;
  readonly schoolClass: SchoolClass;
}

/** Students who come by the code of a class. Requests that have expired are never found. */
export interface JoinStore {
  /** Creates a student, gives a token to one, or lets the browser wait; or does nothing at all. */
  join(attempt: JoinAttempt, change: Change): Promise<JoinResult>;
  /** By SHA-256 of the cookie of the browser that waits. */
  findRequest(secretHash: string, now: number): Promise<FoundJoinRequest | null>;
  /** Once: stores the token of an approved request, and deletes the request. null: none is approved for this browser. */
  collect(secretHash: string, token: NewToken, change: Change): Promise<Student | null>;

  /** Those that wait, or were approved and not collected yet. The oldest first. */
  listRequests(page: PageRequest & { readonly classId?: number; readonly now: number }): Promise<Page<JoinRequest>>;
  /** @throws AdminError join_request_not_found, no_place, class_over, place_promised, student_not_found */
  approve(
    target: { readonly classId: number; readonly id: number },
    approval: JoinApproval,
    change: Change,
  ): Promise<JoinRequest>;
  /** Also one that was approved, before its token is fetched. @throws AdminError join_request_not_found */
  decline(target: { readonly classId: number; readonly id: number }, change: Change): Promise<void>;
  /** Revokes the API tokens of a student, whose place can then be claimed again. @throws AdminError student_not_found */
  resetPlace(studentId: number, change: Change): Promise<Student>;

  placesOf(classId: number, now: number): Promise<readonly ClassPlace[]>;
  countJoining(classId: number, now: number): Promise<JoinCounts>;
  /** How many requests wait, by class; classes without any are missing. */
  countWaiting(now: number): Promise<ReadonlyMap<number, number>>;
}
