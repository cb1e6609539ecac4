import type { Change } from './change.ts';

const SESSION_KINDS = ['owner', 'student'] as const;

/** Somebody who is signed in to the pages. */
export interface Session {
  readonly kind: (typeof SESSION_KINDS)[number];
  /** SHA-256 hex of the API token that the student signed in with; null for the owner. */
  readonly tokenHash: string | null;
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** A link that signs the owner in once. */
export interface SignInLink {
  /** SHA-256 hex, of its secret and the owner token. */
  readonly hash: string;
  readonly createdAt: number;
}

/** No engine's schema lists the kinds: this does. @throws RangeError */
export function checkSession({ kind, tokenHash }: Pick<Session, 'kind' | 'tokenHash'>): void {
  if (!SESSION_KINDS.includes(kind)) throw new RangeError(`"${kind}" is not a kind of session`);
  if ((kind === 'student') !== (tokenHash !== null)) {
    throw new RangeError(`a session of kind "${kind}" must ${kind === 'student' ? 'have' : 'not have'} an API token`);
  }
}

/** A session is found by the SHA-256 (hex) of its cookie: a copy of the database is of no use to sign in. */
export interface SessionStore {
  /** Also deletes those that have expired. @throws RangeError for an unknown kind */
  begin(idHash: string, session: Session): Promise<void>;
  /** null when it is unknown, has ended, or has expired. */
  find(idHash: string, now: number): Promise<Session | null>;
  /** A missing session counts as ended. */
  end(idHash: string): Promise<void>;
  /** There is one at most: a new link replaces the one before. */
  setSignInLink(link: SignInLink, change: Change): Promise<void>;
  /** null: there is none, or it was used. */
  signInLink(): Promise<SignInLink | null>;
  /**
   * Uses up the link and begins the session of the owner in one transaction, or does neither.
   * @param isUsable decides on the link that there is then @returns whether the session began
   */
  beginByLink(
    isUsable: (link: SignInLink | null) => boolean,
    idHash: string,
    session: Session,
    change: Change,
  ): Promise<boolean>;
  /** Whether a session of the owner ever began. */
  ownerHasSignedIn(): Promise<boolean>;
  /** Signs the owner out everywhere, the link too; students stay. Returns how many sessions there were, expired ones included. */
  endAllOfOwner(change: Change): Promise<number>;
  /** Signs cookies; generated at the first request, and stored. */
  cookieSecret(): Promise<string>;
}
