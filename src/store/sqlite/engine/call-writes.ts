import type { Statement } from 'better-sqlite3';
import { ChangedElsewhereError } from '../../errors.ts';
import type { BalanceChange, CallIncident, CallWrites, DayChange } from '../../sql/ledger/call-writes.ts';
import type { HoldRow, RecordRow } from '../../sql/rows/call-rows.ts';
import type { Sqlite } from './database.ts';

/** Writes each row at once. The statements are kept: several of them run for every call. */
export class SqliteCallWrites implements CallWrites {
  readonly #insertHold: Statement;
  readonly #removeHold: Statement;
  readonly #insertRecord: Statement;
  readonly #insertIncident: Statement;
  readonly #saveBalance: Statement;
  readonly #addToDay: Statement;
  readonly #noteTokenUse: Statement;

  constructor(sqlite: Sqlite) {
    this.#insertHold = sqlite.prepare(
      'INSERT INTO holds VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    );
    this.#removeHold = sqlite.prepare('DELETE FROM holds WHERE id = ?');
    this.#insertRecord = sqlite.prepare(
      'INSERT INTO usage_records VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    );
    this.#insertIncident = sqlite.prepare(
      'INSERT INTO incidents (kind, record_id, detail, created_at) VALUES (?, ?, ?, ?)',
    );
    this.#saveBalance = sqlite.prepare(
      'UPDATE balances SET spent = ?, held = ? WHERE id = ? AND spent = ? AND held = ?',
    );
    this.#noteTokenUse = sqlite.prepare('UPDATE api_tokens SET last_used_at = ? WHERE id = ?');
    this.#addToDay = sqlite.prepare(
      `INSERT INTO usage_days VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET requests = requests + excluded.requests,
         input_tokens = input_tokens + excluded.input_tokens,
         cached_input_tokens = cached_input_tokens + excluded.cached_input_tokens,
         output_tokens = output_tokens + excluded.output_tokens, cost = cost + excluded.cost`,
    );
  }

  noteTokenUse(tokenId: number, at: number): void {
    this.#noteTokenUse.run(at, tokenId);
  }

  insertHold(row: HoldRow): void {
    this.#insertHold.run(
      row.id,
      row.student_id,
      row.class_id,
      row.token_id,
      row.day,
      row.endpoint,
      row.model,
      row.served_model,
      row.price_version,
      row.amount,
      row.balance_ids,
      row.student_top_up_id,
      row.class_top_up_id,
      row.provider,
      row.model_id,
      row.tokens,
      row.calls,
      row.images,
    );
  }

  removeHold(id: number): boolean {
    return this.#removeHold.run(id).changes === 1;
  }

  insertRecord(row: RecordRow): void {
    this.#insertRecord.run(
      row.id,
      row.student_id,
      row.class_id,
      row.token_id,
      row.day,
      row.endpoint,
      row.model,
      row.served_model,
      row.price_version,
      row.input_tokens,
      row.cached_input_tokens,
      row.cache_write_tokens,
      row.output_tokens,
      row.held,
      row.cost,
      row.outcome,
      row.duration_ms,
      row.first_byte_ms,
      row.student_top_up_id,
      row.class_top_up_id,
      row.provider,
      row.model_id,
      row.tokens,
      row.calls,
      row.images,
      row.saved,
    );
  }

  insertIncident({ kind, record_id, detail, created_at }: CallIncident): void {
    this.#insertIncident.run(kind, record_id, detail, created_at);
  }

  saveBalance({ id, spent, held, savedSpent, savedHeld }: BalanceChange): void {
    const { changes } = this.#saveBalance.run(spent, held, id, savedSpent, savedHeld);
    if (changes !== 1) throw new ChangedElsewhereError(`balance ${id} was changed by another program`);
  }

  addToDay(change: DayChange): void {
    this.#addToDay.run(
      change.day,
      change.student_id,
      change.class_id,
      change.token_id,
      change.served_model,
      change.requests,
      change.input_tokens,
      change.cached_input_tokens,
      change.output_tokens,
      change.cost,
    );
  }
}
