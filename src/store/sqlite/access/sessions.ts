import { randomBytes } from 'node:crypto';
import type { Change } from '../../change.ts';
import { checkSession, type Session, type SessionStore, type SignInLink } from '../../session-store.ts';
import type { Audit } from '../engine/audit.ts';
import type { CommitGroup } from '../engine/commit-group.ts';
import type { Sqlite } from '../engine/database.ts';
import type { Settings } from '../engine/settings.ts';

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
export function endSessionsOfOwner(sqlite: Sqlite, settings: Settings): number {
  settings.remove(SIGN_IN_LINK);
  return sqlite.prepare("DELETE FROM sessions WHERE kind = 'owner'").run().changes;
}

export class SqliteSessions implements SessionStore {
  readonly #sqlite: Sqlite;
  readonly #group: CommitGroup;
  readonly #audit: Audit;
  readonly #settings: Settings;
  readonly #ownerIsHere: () => void;

  constructor(
    sqlite: Sqlite,
    group: CommitGroup,
    parts: { audit: Audit; settings: Settings; ownerIsHere: () => void },
  ) {
    this.#sqlite = sqlite;
    this.#group = group;
    this.#audit = parts.audit;
    this.#settings = parts.settings;
    this.#ownerIsHere = parts.ownerIsHere;
  }

  begin(idHash: string, session: Session): Promise<void> {
    if (session.kind === 'owner') this.#ownerIsHere();
    return this.#group.write(() => this.#insert(idHash, session));
  }

  /** Runs inside a transaction. */
  #insert(idHash: string, { kind, tokenHash, createdAt, expiresAt }: Session): void {
    checkSession({ kind, tokenHash });
    this.#sqlite.prepare('DELETE FROM sessions WHERE expires_at <= ?').run(createdAt);
    this.#sqlite
      .prepare('INSERT INTO sessions (id_hash, kind, token_hash, created_at, expires_at) VALUES (?, ?, ?, ?, ?)')
      .run(idHash, kind, tokenHash, createdAt, expiresAt);
    if (tokenHash !== null) this.#endOldest(tokenHash);
    if (kind === 'owner') this.#settings.set(OWNER_SIGNED_IN, 'yes');
  }

  setSignInLink(link: SignInLink, change: Change): Promise<void> {
    return this.#group.write(() => {
      this.#settings.set(SIGN_IN_LINK, JSON.stringify(link));
      this.#audit.write(change, 'sign-in-link.create', 'owner', null, null);
    });
  }

  signInLink(): Promise<SignInLink | null> {
    return this.#group.read(() => this.#storedLink());
  }

  #storedLink(): SignInLink | null {
    const stored = this.#settings.get(SIGN_IN_LINK);
    return stored === null ? null : (JSON.parse(stored) as SignInLink);
  }

  beginByLink(
    isUsable: (link: SignInLink | null) => boolean,
    idHash: string,
    session: Session,
    change: Change,
  ): Promise<boolean> {
    return this.#group.write(() => {
      if (!isUsable(this.#storedLink())) return false;
      this.#settings.remove(SIGN_IN_LINK);
      this.#insert(idHash, session);
      this.#audit.write(change, 'sign-in-link.use', 'owner', null, null);
      this.#ownerIsHere();
      return true;
    });
  }

  ownerHasSignedIn(): Promise<boolean> {
    return this.#group.read(() => this.#settings.get(OWNER_SIGNED_IN) !== null);
  }

  /** Bounds the sessions of one API token: the oldest end. */
  #endOldest(tokenHash: string): void {
    this.#sqlite
      .prepare(
        `DELETE FROM sessions WHERE id_hash IN (SELECT id_hash FROM sessions WHERE token_hash = ?
         ORDER BY created_at DESC LIMIT -1 OFFSET ?)`,
      )
      .run(tokenHash, MAX_PER_TOKEN);
  }

  find(idHash: string, now: number): Promise<Session | null> {
    return this.#group.read(() => {
      const row = this.#sqlite
        .prepare('SELECT * FROM sessions WHERE id_hash = ? AND expires_at > ?')
        .get(idHash, now) as SessionRow | undefined;
      if (row === undefined) return null;
      if (row.kind === 'owner') this.#ownerIsHere();
      return { kind: row.kind, tokenHash: row.token_hash, createdAt: row.created_at, expiresAt: row.expires_at };
    });
  }

  end(idHash: string): Promise<void> {
    return this.#group.write(() => {
      this.#sqlite.prepare('DELETE FROM sessions WHERE id_hash = ?').run(idHash);
    });
  }

  endAllOfOwner(change: Change): Promise<number> {
    return this.#group.write(() => {
      const sessions = endSessionsOfOwner(this.#sqlite, this.#settings);
      this.#audit.write(change, 'session.end_all', 'owner', { sessions }, { sessions: 0 });
      return sessions;
    });
  }

  cookieSecret(): Promise<string> {
    return this.#group.write(() => {
      const known = this.#settings.get(COOKIE_SECRET);
      if (known !== null) return known;
      const made = randomBytes(32).toString('hex');
      this.#settings.set(COOKIE_SECRET, made);
      return made;
    });
  }
}
