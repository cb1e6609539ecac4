import type { MoneyAnswer, MoneyRequest, MoneyRequestState } from '../../../access/money-requests.ts';
import { AdminError } from '../../../admin/admin-error.ts';
import type { Page, PageRequest } from '../../paging.ts';
import { Filter } from '../../sql/filter.ts';
import { cutPage } from '../../sql/rows/cut-page.ts';
import type { Sqlite } from '../engine/database.ts';

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
  readonly #sqlite: Sqlite;

  constructor(sqlite: Sqlite) {
    this.#sqlite = sqlite;
  }

  deleteExpired(now: number): void {
    this.#sqlite.prepare('DELETE FROM money_requests WHERE expires_at <= ?').run(now);
  }

  insert(request: Omit<MoneyRequest, 'id' | 'state' | 'answer'>): MoneyRequest {
    const { studentId, amount, reason, createdAt, expiresAt } = request;
    const inserted = this.#sqlite
      .prepare(
        `INSERT INTO money_requests (student_id, amount, reason, state, created_at, expires_at)
         VALUES (?, ?, ?, 'open', ?, ?)`,
      )
      .run(studentId, amount, reason, createdAt, expiresAt);
    return { ...request, id: Number(inserted.lastInsertRowid), state: 'open', answer: null };
  }

  /** @throws AdminError */
  getOpen(id: number, now: number): MoneyRequest {
    const row = this.#sqlite
      .prepare("SELECT * FROM money_requests WHERE id = ? AND state = 'open' AND expires_at > ?")
      .get(id, now);
    if (row === undefined) throw new AdminError({ code: 'money_request_not_found', id });
    return moneyRequestFrom(row as MoneyRequestRow);
  }

  answer(request: MoneyRequest, answer: MoneyAnswer, expiresAt: number): MoneyRequest {
    const state = answer.topUp === null ? 'declined' : 'granted';
    const { at, word, topUp } = answer;
    this.#sqlite
      .prepare(
        `UPDATE money_requests SET state = ?, expires_at = ?, answered_at = ?, word = ?, granted = ?, ends_at = ?, top_up_id = ?
         WHERE id = ?`,
      )
      .run(state, expiresAt, at, word, topUp?.amount ?? null, topUp?.endsAt ?? null, topUp?.id ?? null, request.id);
    return { ...request, state, expiresAt, answer };
  }

  listOf(studentId: number, now: number): MoneyRequest[] {
    const rows = this.#sqlite
      .prepare('SELECT * FROM money_requests WHERE student_id = ? AND expires_at > ? ORDER BY id DESC')
      .all(studentId, now);
    return (rows as MoneyRequestRow[]).map(moneyRequestFrom);
  }

  listOpen({ after, limit, classId, now }: PageRequest & { classId?: number; now: number }): Page<MoneyRequest> {
    const filter = new Filter()
      .and("state = 'open' AND expires_at > ?", now)
      .and('money_requests.id > ?', after ?? 0)
      .and('class_id = ?', classId);
    const rows = this.#sqlite
      .prepare(
        `SELECT money_requests.* FROM money_requests JOIN students ON students.id = student_id
         ${filter.where} ORDER BY money_requests.id LIMIT ?`,
      )
      .all(...filter.values, limit + 1) as MoneyRequestRow[];
    return cutPage(rows, limit, moneyRequestFrom);
  }

  countOpen(now: number): number {
    const { open } = this.#sqlite
      .prepare("SELECT count(*) AS open FROM money_requests WHERE state = 'open' AND expires_at > ?")
      .get(now) as { open: number };
    return open;
  }
}
