import { randomBytes } from 'node:crypto';
import type { Change } from '../../change.ts';
import { checkSession, type Session, type SessionStore } from '../../session-store.ts';
import type { Audit } from '../engine/audit.ts';
import type { CommitGroup } from '../engine/commit-group.ts';
import type { Sqlite } from '../engine/database.ts';
import type { Settings } from '../engine/settings.ts';

const COOKIE_SECRET = 'cookie_secret';
/** More browsers than one person has. */
const MAX_PER_TOKEN = 20;

interface SessionRow {
  readonly kind: Session['kind'];
  readonly token_hash: string | null;
  readonly created_at: number;
  readonly expires_at: number;
}

/** Runs inside a transaction. @returns how many there were */
export function endSessionsOfOwner(sqlite: Sqlite): number {
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

  begin(idHash: string, { kind, tokenHash, createdAt, expiresAt }: Session): Promise<void> {
    if (kind === 'owner') this.#ownerIsHere();
    return this.#group.write(() => {
      checkSession({ kind, tokenHash });
      this.#sqlite.prepare('DELETE FROM sessions WHERE expires_at <= ?').run(createdAt);
      this.#sqlite
        .prepare('INSERT INTO sessions (id_hash, kind, token_hash, created_at, expires_at) VALUES (?, ?, ?, ?, ?)')
        .run(idHash, kind, tokenHash, createdAt, expiresAt);
      if (tokenHash !== null) this.#endOldest(tokenHash);
    });
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
      const sessions = endSessionsOfOwner(this.#sqlite);
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
