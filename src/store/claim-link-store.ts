import type { ClaimLink, ClaimMail } from '../access/claim-links.ts';
import type { SchoolClass } from '../access/classes.ts';
import type { Student } from '../access/students.ts';
import type { TokenFields } from './access-fields.ts';
import type { Change } from './change.ts';

/** Whom links are made for. `without_token`: those who have no API token that works now. */
export type ClaimSelection =
  | { readonly classId: number; readonly students: 'all' | 'without_token' | readonly number[] }
  | { readonly studentId: number };

export interface NewClaimLink {
  /** SHA-256 hex of the code. */
  readonly hash: string;
  readonly expiresAt: number;
}

export interface NewClaimLinks {
  readonly selection: ClaimSelection;
  /** May be called again; it has no effects. @param schoolClass of the student */
  readonly newLink: (schoolClass: SchoolClass | null) => NewClaimLink;
  /** The newest link of the selected students or their class that the caller knows of; 0: none. Absent: any. */
  readonly newestId?: number | undefined;
}

export interface FoundClaimLink {
  readonly link: ClaimLink;
  readonly student: Student;
  readonly schoolClass: SchoolClass | null;
}

export interface CreatedClaimLink extends FoundClaimLink {
  readonly hash: string;
}

/** `unknown`: no link has this code, or it was used, revoked, has expired, or its student was removed. */
export type ClaimError = 'unknown' | 'class_over';
export type ClaimResult = { readonly claimed: FoundClaimLink } | { readonly refused: ClaimError };

export interface ClaimMailNote {
  /** Of the link. */
  readonly id: number;
  readonly mail: ClaimMail;
}

/** keptBefore: queued and last kept earlier than that (ms UTC). */
export type ClaimMailSelection = 'all' | { readonly keptBefore: number } | { readonly linkIds: readonly number[] };

/** Links by which students get their API tokens. A code is found by its SHA-256 (hex); the code itself is not stored. */
export interface ClaimLinkStore {
  /**
   * A link for each selected student, and none of their earlier ones works any longer; or nothing at all.
   * @throws AdminError: class_not_found, student_not_found, claim_links_outdated when newestId is not the newest
   */
  create(request: NewClaimLinks, change: Change): Promise<CreatedClaimLink[]>;
  /** Revokes the open links of a class or a student. @returns how many @throws AdminError */
  revoke(of: { readonly classId: number } | { readonly studentId: number }, change: Change): Promise<number>;
  /** null: no link has this code, or its student was removed. */
  find(hash: string): Promise<FoundClaimLink | null>;
  /** Issues the API token and uses the link up, or does nothing at all. */
  claim(hash: string, token: Omit<TokenFields, 'studentId'>, change: Change): Promise<ClaimResult>;
  /** The newest link of each student who ever had one. */
  newestOf(studentIds: readonly number[]): Promise<ReadonlyMap<number, ClaimLink>>;
  /** The id of the newest link of a class's students; 0: there is none. */
  newestIdOfClass(classId: number): Promise<number>;
  /**
   * Notes whose e-mails wait to be sent now, unless they wait or were sent already.
   * @returns the ids of those that were noted: nobody is sent the same link twice
   */
  queueMails(mails: readonly ClaimMailNote[], change: Change): Promise<number[]>;
  /** Notes how far e-mails have come. */
  noteMails(mails: readonly ClaimMailNote[]): Promise<void>;
  /** Those of them that wait are still being sent, by a process that lives. */
  keepMails(linkIds: readonly number[], now: number): Promise<void>;
  /** Those of them that wait become `interrupted`. @returns how many */
  interruptMails(mails: ClaimMailSelection, now: number): Promise<number>;
}
