import { randomBytes } from 'node:crypto';
import type { Change } from '../../change.ts';
import { checkSession, type Session, type SessionStore, type SignInLink } from '../../session-store.ts';
import type { Audit } from '../journal/audit.ts';
import type { Settings } from '../journal/settings.ts';
import { firstRow, type SqlWork, write } from '../sql-work.ts';
import type { Transactions } from '../transactions.ts';

const COOKIE_SECRET = 'cookie_secret';
const SIGN_IN_LINK = 'sign_in_link';
const OWNER_SIGNED_IN = 'owner_signed_in';
/** More browsers than one person has. */
const MAX_PER_TOKEN = 20;

interface SessionRow {
  readonly kind: Session['kind'];
  readonly token_hash: string | null;
  readonly created_at: number;
  readonly expires_at: number;
}

/** And the link that would begin another. Runs inside a transaction. @returns how many sessions there were */
export function* endSessionsOfOwner(settings: Settings): SqlWork<number> {
  yield* settings.remove(SIGN_IN_LINK);
  return yield* write("DELETE FROM sessions WHERE kind = 'owner'");
}

export class SqlSessions implements SessionStore {
  readonly #group: Transactions;
  readonly #audit: Audit;
  readonly #settings: Settings;
  readonly #ownerIsHere: () => void;

  constructor(group: Transactions, parts: { audit: Audit; settings: Settings; ownerIsHere: () => void }) {
    this.#group = group;
    this.#audit = parts.audit;
    this.#settings = parts.settings;
    this.#ownerIsHere = parts.ownerIsHere;
  }

  begin(idHash: string, session: Session): Promise<void> {
    if (session.kind === 'owner') this.#ownerIsHere();
    return this.#group.write(() => this.#insert(idHash, session));
  }

  setSignInLink(link: SignInLink, change: Change): Promise<void> {
    return this.#group.write(() => this.#setSignInLink(link, change));
  }

  signInLink(): Promise<SignInLink | null> {
    return this.#group.read(() => this.#storedLink());
  }

  beginByLink(
    isUsable: (link: SignInLink | null) => boolean,
    idHash: string,
    session: Session,
    change: Change,
  ): Promise<boolean> {
    return this.#group.write(() => this.#beginByLink(isUsable, idHash, session, change));
  }

  ownerHasSignedIn(): Promise<boolean> {
    return this.#group.read(() => this.#ownerHasSignedIn());
  }

  find(idHash: string, now: number): Promise<Session | null> {
    return this.#group.read(() => this.#find(idHash, now));
  }

  end(idHash: string): Promise<void> {
    return this.#group.write(() => this.#end(idHash));
  }

  endAllOfOwner(change: Change): Promise<number> {
    return this.#group.write(() => this.#endAllOfOwner(change));
  }

  cookieSecret(): Promise<string> {
    return this.#group.write(() => this.#cookieSecret());
  }

  *#insert(idHash: string, { kind, tokenHash, createdAt, expiresAt }: Session): SqlWork<void> {
    checkSession({ kind, tokenHash });
    yield* write('DELETE FROM sessions WHERE expires_at <= ?', createdAt);
    yield* write(
      'INSERT INTO sessions (id_hash, kind, token_hash, created_at, expires_at) VALUES (?, ?, ?, ?, ?)',
      ...[idHash, kind, tokenHash, createdAt, expiresAt],
    );
    if (tokenHash !== null) yield* this.#endOldest(tokenHash);
    if (kind === 'owner') yield* this.#settings.set(OWNER_SIGNED_IN, 'yes');
  }

  /** Bounds the sessions of one API token: the oldest end. */
  *#endOldest(tokenHash: string): SqlWork<void> {
    yield* write(
      `DELETE FROM sessions WHERE id_hash IN (SELECT id_hash FROM sessions WHERE token_hash = ?
         ORDER BY created_at DESC LIMIT 1000000 OFFSET ?)`,
      tokenHash,
      MAX_PER_TOKEN,
    );
  }

  *#setSignInLink(link: SignInLink, change: Change): SqlWork<void> {
    yield* this.#settings.set(SIGN_IN_LINK, JSON.stringify(link));
    yield* this.#audit.write(change, 'sign-in-link.create', 'owner', null, null);
  }

  *#storedLink(): SqlWork<SignInLink | null> {
    const stored = yield* this.#settings.get(SIGN_IN_LINK);
    return stored === null ? null : (JSON.parse(stored) as SignInLink);
  }

  *#beginByLink(
    isUsable: (link: SignInLink | null) => boolean,
    idHash: string,
    session: Session,
    change: Change,
  ): SqlWork<boolean> {
    if (!isUsable(yield* this.#storedLink())) return false;
    yield* this.#settings.remove(SIGN_IN_LINK);
    yield* this.#insert(idHash, session);
    yield* this.#audit.write(change, 'sign-in-link.use', 'owner', null, null);
    this.#ownerIsHere();
    return true;
  }

  *#ownerHasSignedIn(): SqlWork<boolean> {
    return (yield* this.#settings.get(OWNER_SIGNED_IN)) !== null;
  }

  *#find(idHash: string, now: number): SqlWork<Session | null> {
    const row = yield* firstRow<SessionRow>('SELECT * FROM sessions WHERE id_hash = ? AND expires_at > ?', idHash, now);
    if (row === undefined) return null;
    if (row.kind === 'owner') this.#ownerIsHere();
    return { kind: row.kind, tokenHash: row.token_hash, createdAt: row.created_at, expiresAt: row.expires_at };
  }

  *#end(idHash: string): SqlWork<void> {
    yield* write('DELETE FROM sessions WHERE id_hash = ?', idHash);
  }

  *#endAllOfOwner(change: Change): SqlWork<number> {
    const sessions = yield* endSessionsOfOwner(this.#settings);
    yield* this.#audit.write(change, 'session.end_all', 'owner', { sessions }, { sessions: 0 });
    return sessions;
  }

  *#cookieSecret(): SqlWork<string> {
    const known = yield* this.#settings.get(COOKIE_SECRET);
    if (known !== null) return known;
    const made = randomBytes(32).toString('hex');
    yield* this.#settings.set(COOKIE_SECRET, made);
    return made;
  }
}
