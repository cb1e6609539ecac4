import type { ApiToken } from '../../../access/api-tokens.ts';
import { AdminError } from '../../../admin/admin-error.ts';
import { checkHasNoToken } from '../../../admin/token-rules.ts';
import type { TokenFields } from '../../access-fields.ts';
import type { Change } from '../../change.ts';
import type { Page, PageRequest } from '../../paging.ts';
import { Filter } from '../filter.ts';
import type { Audit } from '../journal/audit.ts';
import { cutPage } from '../rows/cut-page.ts';
import { type TokenRow, tokenFrom } from '../rows/token-row.ts';
import { allRows, firstRow, insertedId, type SqlWork, write } from '../sql-work.ts';
import type { Students } from './students.ts';

/** API tokens, stored as hashes; every method runs inside a transaction. */
export class Tokens {
  readonly #students: Students;
  readonly #audit: Audit;
  readonly #forget: () => void;

  constructor(parts: { students: Students; audit: Audit; forget: () => void }) {
    this.#students = parts.students;
    this.#audit = parts.audit;
    this.#forget = parts.forget;
  }

  *create(fields: TokenFields, change: Change): SqlWork<ApiToken> {
    yield* this.#students.getCurrent(fields.studentId);
    const issued = yield* this.#insert(fields, change.now);
    yield* this.#audit.write(change, 'token.issue', `token ${issued.id}`, null, issued);
    return issued;
  }

  *createFirst(fields: TokenFields, change: Change): SqlWork<ApiToken> {
    const rows = yield* allRows<TokenRow>('SELECT * FROM api_tokens WHERE student_id = ?', fields.studentId);
    checkHasNoToken(fields.studentId, rows.map(tokenFrom), change.now);
    return yield* this.create(fields, change);
  }

  *revoke(id: number, change: Change): SqlWork<void> {
    const before = yield* this.#get(id);
    yield* this.#stop(id, change.now);
    yield* this.#audit.write(change, 'token.revoke', `token ${id}`, before, yield* this.#get(id));
  }

  /** Those that work, or will until a grace ends. */
  *revokeAllOf(studentId: number, change: Change): SqlWork<void> {
    const rows = yield* allRows<{ id: number }>(
      'SELECT id FROM api_tokens WHERE student_id = ? AND (revoked_at IS NULL OR revoked_at > ?) ORDER BY id',
      studentId,
      change.now,
    );
    for (const { id } of rows) yield* this.revoke(id, change);
  }

  *rotate(id: number, next: Omit<TokenFields, 'studentId'>, oldStopsAt: number, change: Change): SqlWork<ApiToken> {
    const before = yield* this.#get(id);
    // Also one whose grace still runs: else each rotation of it would leave one more successor that works.
    if (before.revokedAt !== null) throw new AdminError({ code: 'token_replaced', id });
    yield* this.#students.getCurrent(before.studentId);
    yield* this.#stop(id, oldStopsAt);
    const { studentId } = before;
    // A rotation replaces the secret; label and expiry stay unless they are given.
    const label = next.label ?? before.label;
    const expiresAt = next.expiresAt ?? before.expiresAt;
    const issued = yield* this.#insert({ ...next, studentId, label, expiresAt }, change.now);
    yield* this.#audit.write(change, 'token.rotate', `token ${id}`, before, issued);
    return issued;
  }

  *find(hash: string): SqlWork<ApiToken | null> {
    const row = yield* firstRow<TokenRow>('SELECT * FROM api_tokens WHERE hash = ?', hash);
    return row === undefined ? null : tokenFrom(row);
  }

  *list(studentId: number, { after, limit }: PageRequest): SqlWork<Page<ApiToken>> {
    const filter = new Filter().and('student_id = ?', studentId).and('id > ?', after ?? 0);
    const rows = yield* allRows<TokenRow>(
      `SELECT * FROM api_tokens ${filter.where} ORDER BY id LIMIT ?`,
      ...filter.values,
      limit + 1,
    );
    return cutPage(rows, limit, tokenFrom);
  }

  *#insert({ studentId, hash, prefix, label, expiresAt }: TokenFields, now: number): SqlWork<ApiToken> {
    const id = yield* insertedId(
      'INSERT INTO api_tokens (student_id, hash, prefix, label, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)',
      ...[studentId, hash, prefix, label, now, expiresAt],
    );
    this.#forget();
    return yield* this.#get(id);
  }

  /** An earlier stop stands: a rotation's grace cannot bring a revoked token back. */
  *#stop(id: number, at: number): SqlWork<void> {
    yield* write(
      'UPDATE api_tokens SET revoked_at = CASE WHEN revoked_at < @at THEN revoked_at ELSE @at END WHERE id = @id',
      { at, id },
    );
    this.#forget();
  }

  *#get(id: number): SqlWork<ApiToken> {
    const row = yield* firstRow<TokenRow>('SELECT * FROM api_tokens WHERE id = ?', id);
    if (row === undefined) throw new AdminError({ code: 'token_not_found', id });
    return tokenFrom(row);
  }
}
