import type { Statement } from 'better-sqlite3';
import type { ApiToken } from '../../../access/api-tokens.ts';
import { AdminError } from '../../../admin/admin-error.ts';
import { checkHasNoToken } from '../../../admin/token-rules.ts';
import type { TokenFields } from '../../access-fields.ts';
import type { Change } from '../../change.ts';
import type { Page, PageRequest } from '../../paging.ts';
import { Filter } from '../../sql/filter.ts';
import { cutPage } from '../../sql/rows/cut-page.ts';
import { type TokenRow, tokenFrom } from '../../sql/rows/token-row.ts';
import type { Audit } from '../engine/audit.ts';
import type { Sqlite } from '../engine/database.ts';
import type { Students } from './students.ts';

/** API tokens, stored as hashes; every method runs inside a transaction. */
export class Tokens {
  readonly #sqlite: Sqlite;
  readonly #students: Students;
  readonly #audit: Audit;
  readonly #forget: () => void;
  readonly #byHash: Statement;

  constructor(sqlite: Sqlite, parts: { students: Students; audit: Audit; forget: () => void }) {
    this.#sqlite = sqlite;
    this.#students = parts.students;
    this.#audit = parts.audit;
    this.#forget = parts.forget;
    this.#byHash = sqlite.prepare('SELECT * FROM api_tokens WHERE hash = ?');
  }

  create(fields: TokenFields, change: Change): ApiToken {
    this.#students.getCurrent(fields.studentId);
    const issued = this.#insert(fields, change.now);
    this.#audit.write(change, 'token.issue', `token ${issued.id}`, null, issued);
    return issued;
  }

  createFirst(fields: TokenFields, change: Change): ApiToken {
    const rows = this.#sqlite.prepare('SELECT * FROM api_tokens WHERE student_id = ?').all(fields.studentId);
    checkHasNoToken(fields.studentId, (rows as TokenRow[]).map(tokenFrom), change.now);
    return this.create(fields, change);
  }

  revoke(id: number, change: Change): void {
    const before = this.#get(id);
    this.#stop(id, change.now);
    this.#audit.write(change, 'token.revoke', `token ${id}`, before, this.#get(id));
  }

  /** Those that work, or will until a grace ends. */
  revokeAllOf(studentId: number, change: Change): void {
    const rows = this.#sqlite
      .prepare('SELECT id FROM api_tokens WHERE student_id = ? AND (revoked_at IS NULL OR revoked_at > ?) ORDER BY id')
      .all(studentId, change.now) as { id: number }[];
    for (const { id } of rows) this.revoke(id, change);
  }

  rotate(id: number, next: Omit<TokenFields, 'studentId'>, oldStopsAt: number, change: Change): ApiToken {
    const before = this.#get(id);
    // Also one whose grace still runs: else each rotation of it would leave one more successor that works.
    if (before.revokedAt !== null) throw new AdminError({ code: 'token_replaced', id });
    this.#students.getCurrent(before.studentId);
    this.#stop(id, oldStopsAt);
    const { studentId } = before;
    // A rotation replaces the secret; label and expiry stay unless they are given.
    const label = next.label ?? before.label;
    const expiresAt = next.expiresAt ?? before.expiresAt;
    const issued = this.#insert({ ...next, studentId, label, expiresAt }, change.now);
    this.#audit.write(change, 'token.rotate', `token ${id}`, before, issued);
    return issued;
  }

  find(hash: string): ApiToken | null {
    const row = this.#byHash.get(hash);
    return row === undefined ? null : tokenFrom(row as TokenRow);
  }

  list(studentId: number, { after, limit }: PageRequest): Page<ApiToken> {
    const filter = new Filter().and('student_id = ?', studentId).and('id > ?', after ?? 0);
    const rows = this.#sqlite
      .prepare(`SELECT * FROM api_tokens ${filter.where} ORDER BY id LIMIT ?`)
      .all(...filter.values, limit + 1) as TokenRow[];
    return cutPage(rows, limit, tokenFrom);
  }

  #insert({ studentId, hash, prefix, label, expiresAt }: TokenFields, now: number): ApiToken {
    const inserted = this.#sqlite
      .prepare(
        'INSERT INTO api_tokens (student_id, hash, prefix, label, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)',
      )
      .run(studentId, hash, prefix, label, now, expiresAt);
    this.#forget();
    return this.#get(Number(inserted.lastInsertRowid));
  }

  /** An earlier stop stands: a rotation's grace cannot bring a revoked token back. */
  #stop(id: number, at: number): void {
    this.#sqlite
      .prepare('UPDATE api_tokens SET revoked_at = min(coalesce(revoked_at, @at), @at) WHERE id = @id')
      .run({ at, id });
    this.#forget();
  }

  #get(id: number): ApiToken {
    const row = this.#sqlite.prepare('SELECT * FROM api_tokens WHERE id = ?').get(id);
    if (row === undefined) throw new AdminError({ code: 'token_not_found', id });
    return tokenFrom(row as TokenRow);
  }
}
