import type { MoneyAnswer, MoneyRequest, MoneyRequestState } from '../../../access/money-requests.ts';
import { AdminError } from '../../../admin/admin-error.ts';
import type { Page, PageRequest } from '../../paging.ts';
import { Filter } from '../filter.ts';
import { cutPage } from '../rows/cut-page.ts';
import { allRows, firstRow, insertedId, oneRow, type SqlWork, write } from '../sql-work.ts';

interface MoneyRequestRow {
  id: number;
  student_id: number;
  amount: number;
  reason: string;
  state: MoneyRequestState;
  created_at: number;
  expires_at: number;
  answered_at: number | null;
  word: string | null;
  granted: number | null;
  ends_at: number | null;
  top_up_id: number | null;
}

function moneyRequestFrom(row: MoneyRequestRow): MoneyRequest {
  return {
    id: row.id,
    studentId: row.student_id,
    amount: row.amount,
    reason: row.reason,
    state: row.state,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    answer: answerFrom(row),
  };
}

function answerFrom({ answered_at, word, granted, ends_at, top_up_id }: MoneyRequestRow): MoneyAnswer | null {
  if (answered_at === null) return null;
  const isGranted = top_up_id !== null && granted !== null && ends_at !== null;
  return { at: answered_at, word, topUp: isGranted ? { id: top_up_id, amount: granted, endsAt: ends_at } : null };
}

/** Rows of money_requests; every method runs inside a transaction. */
export class MoneyRequests {
  *deleteExpired(now: number): SqlWork<void> {
    yield* write('DELETE FROM money_requests WHERE expires_at <= ?', now);
  }

  *insert(request: Omit<MoneyRequest, 'id' | 'state' | 'answer'>): SqlWork<MoneyRequest> {
    const { studentId, amount, reason, createdAt, expiresAt } = request;
    const id = yield* insertedId(
      `INSERT INTO money_requests (student_id, amount, reason, state, created_at, expires_at)
         VALUES (?, ?, ?, 'open', ?, ?)`,
      ...[studentId, amount, reason, createdAt, expiresAt],
    );
    return { ...request, id, state: 'open', answer: null };
  }

  /** @throws AdminError */
  *getOpen(id: number, now: number): SqlWork<MoneyRequest> {
    const row = yield* firstRow<MoneyRequestRow>(
      "SELECT * FROM money_requests WHERE id = ? AND state = 'open' AND expires_at > ?",
      id,
      now,
    );
    if (row === undefined) throw new AdminError({ code: 'money_request_not_found', id });
    return moneyRequestFrom(row);
  }

  *answer(request: MoneyRequest, answer: MoneyAnswer, expiresAt: number): SqlWork<MoneyRequest> {
    const state = answer.topUp === null ? 'declined' : 'granted';
    const { at, word, topUp } = answer;
    yield* write(
      `UPDATE money_requests SET state = ?, expires_at = ?, answered_at = ?, word = ?, granted = ?, ends_at = ?, top_up_id = ?
         WHERE id = ?`,
      ...[state, expiresAt, at, word, topUp?.amount ?? null, topUp?.endsAt ?? null, topUp?.id ?? null, request.id],
    );
    return { ...request, state, expiresAt, answer };
  }

  *listOf(studentId: number, now: number): SqlWork<MoneyRequest[]> {
    const rows = yield* allRows<MoneyRequestRow>(
      'SELECT * FROM money_requests WHERE student_id = ? AND expires_at > ? ORDER BY id DESC',
      studentId,
      now,
    );
    return rows.map(moneyRequestFrom);
  }

  *listOpen({
    after,
    limit,
    classId,
    now,
  }: PageRequest & { classId?: number; now: number }): SqlWork<Page<MoneyRequest>> {
    const filter = new Filter()
      .and("state = 'open' AND expires_at > ?", now)
      .and('money_requests.id > ?', after ?? 0)
      .and('class_id = ?', classId);
    const rows = yield* allRows<MoneyRequestRow>(
      `SELECT money_requests.* FROM money_requests JOIN students ON students.id = student_id
         ${filter.where} ORDER BY money_requests.id LIMIT ?`,
      ...filter.values,
      limit + 1,
    );
    return cutPage(rows, limit, moneyRequestFrom);
  }

  *countOpen(now: number): SqlWork<number> {
    const { open } = yield* oneRow<{ open: number }>(
      "SELECT count(*) AS open FROM money_requests WHERE state = 'open' AND expires_at > ?",
      now,
    );
    return open;
  }
}
