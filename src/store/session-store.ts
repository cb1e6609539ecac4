import type { Change } from './change.ts';

/** Somebody who is signed in to the pages. */
export interface Session {
  readonly kind: 'owner' | 'student';
  /** SHA-256 hex of the API token that the student signed in with; null for the owner. */
  readonly tokenHash: string | null;
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** Sessions go by the SHA-256 of what the cookie carries, hex: the file alone lets nobody in. */
export interface SessionStore {
  /** Also sweeps away those that have expired. */
  begin(idHash: string, session: Session): Promise<void>;
  /** null when it is unknown, has ended, or has expired. */
  find(idHash: string, now: number): Promise<Session | null>;
  /** Not there (any more) is as good. */
  end(idHash: string): Promise<void>;
  /** Signs the owner out everywhere; students stay. Returns how many sessions there were, expired ones included. */
  endAllOfOwner(change: Change): Promise<number>;
  /** Signs cookies; made when it is first asked for, and kept. */
  cookieSecret(): Promise<string>;
}
