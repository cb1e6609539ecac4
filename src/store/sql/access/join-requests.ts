import type { JoinRequest, JoinRequestState } from '../../../access/join-requests.ts';
import { AdminError } from '../../../admin/admin-error.ts';
import type { JoinAttempt } from '../../joining.ts';
import type { Page, PageRequest } from '../../paging.ts';
import { Filter } from '../filter.ts';
import { cutPage } from '../rows/cut-page.ts';
import { allRows, firstRow, insertedId, oneRow, type SqlWork, write } from '../sql-work.ts';

interface JoinRequestRow {
  id: number;
  class_id: number;
  name: string;
  identity: string | null;
  state: JoinRequestState;
  student_id: number | null;
  browsers: number;
  attempts: number;
  created_at: number;
  expires_at: number;
}

function joinRequestFrom(row: JoinRequestRow): JoinRequest {
  return {
    id: row.id,
    classId: row.class_id,
    name: row.name,
    identity: row.identity,
    state: row.state,
    studentId: row.student_id,
    browsers: row.browsers,
    attempts: row.attempts,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  };
}

/** Rows of join_requests; every method runs inside a transaction. */
export class JoinRequests {
  *deleteExpired(now: number): SqlWork<void> {
    yield* write('DELETE FROM join_requests WHERE expires_at <= ?', now);
  }

  *findBySecret(secretHash: string, now: number): SqlWork<JoinRequest | null> {
    return yield* this.#first('secret_hash = ? AND expires_at > ?', secretHash, now);
  }

  /** @throws AdminError */
  *get({ classId, id }: { readonly classId: number; readonly id: number }, now: number): SqlWork<JoinRequest> {
    const isIt = "id = ? AND class_id = ? AND state <> 'declined' AND expires_at > ?";
    const found = yield* this.#first(isIt, id, classId, now);
    if (found === null) throw new AdminError({ code: 'join_request_not_found', id });
    return found;
  }

  /** The one that waits for the person of this key. */
  *findOfPerson(classId: number, key: string): SqlWork<JoinRequest | null> {
    return yield* this.#first("class_id = ? AND person_key = ? AND state = 'waiting'", classId, key);
  }

  /** The one that was approved as this student, and whose token is not fetched yet. */
  *findApprovedAs(studentId: number, now: number): SqlWork<JoinRequest | null> {
    return yield* this.#first("student_id = ? AND state = 'approved' AND expires_at > ?", studentId, now);
  }

  /** The owner's answer. @param studentId whom it is approved as; null: declined */
  *decide(id: number, studentId: number | null, expiresAt: number): SqlWork<void> {
    yield* write(
      'UPDATE join_requests SET state = ?, student_id = ?, expires_at = ? WHERE id = ?',
      studentId === null ? 'declined' : 'approved',
      studentId,
      expiresAt,
      id,
    );
  }

  *delete(id: number): SqlWork<void> {
    yield* write('DELETE FROM join_requests WHERE id = ?', id);
  }

  *insert(
    classId: number,
    { name, identity, browser, key }: Pick<JoinAttempt, 'name' | 'identity' | 'browser'> & { readonly key: string },
    counts: { readonly browsers: number; readonly attempts: number },
    lifetime: { readonly now: number; readonly expiresAt: number },
  ): SqlWork<JoinRequest> {
    const id = yield* insertedId(
      `INSERT INTO join_requests (class_id, name, identity, person_key, secret_hash, address_key, state, browsers, attempts, created_at, expires_at)
         VALUES (?, ?, ?, ?, ?, ?, 'waiting', ?, ?, ?, ?)`,
      ...[classId, name, identity, key, browser.secretHash, browser.addressKey],
      ...[counts.browsers, counts.attempts, lifetime.now, lifetime.expiresAt],
    );
    const found = yield* this.#first('id = ?', id);
    if (found === null) throw new Error('a join request was inserted and is not there');
    return found;
  }

  *countWaiting(classId: number, addressKey: string): SqlWork<{ ofClass: number; ofAddress: number }> {
    return yield* oneRow<{ ofClass: number; ofAddress: number }>(
      `SELECT count(*) AS "ofClass", coalesce(sum(CASE WHEN address_key = ? THEN 1 ELSE 0 END), 0) AS "ofAddress"
         FROM join_requests
         WHERE class_id = ? AND state = 'waiting'`,
      addressKey,
      classId,
    );
  }

  *countByClass(now: number): SqlWork<ReadonlyMap<number, number>> {
    const rows = yield* allRows<{ class_id: number; waiting: number }>(
      `SELECT class_id, count(*) AS waiting FROM join_requests
         WHERE state = 'waiting' AND expires_at > ? GROUP BY class_id`,
      now,
    );
    return new Map(rows.map((row) => [row.class_id, row.waiting]));
  }

  *list({ after, limit, classId, now }: PageRequest & { classId?: number; now: number }): SqlWork<Page<JoinRequest>> {
    const filter = new Filter()
      .and("state <> 'declined' AND expires_at > ?", now)
      .and('id > ?', after ?? 0)
      .and('class_id = ?', classId);
    const rows = yield* allRows<JoinRequestRow>(
      `SELECT * FROM join_requests ${filter.where} ORDER BY id LIMIT ?`,
      ...filter.values,
      limit + 1,
    );
    return cutPage(rows, limit, joinRequestFrom);
  }

  *#first(where: string, ...values: readonly (string | number)[]): SqlWork<JoinRequest | null> {
    const row = yield* firstRow<JoinRequestRow>(`SELECT * FROM join_requests WHERE ${where} LIMIT 1`, ...values);
    return row === undefined ? null : joinRequestFrom(row);
  }
}
