import type { Statement } from 'better-sqlite3';
import { heldAt, type Resolution, type Timing } from '../../ledger/holds.ts';
import { incidentDetail } from '../../ledger/incident-details.ts';
import type { Sqlite } from './database.ts';
import type { HoldRow } from './rows.ts';

/** The records of calls, their sums per day, and the incidents they raise: written together, or not at all. */
export class UsageRecords {
  readonly #insert: Statement;
  readonly #sum: Statement;
  readonly #incident: Statement;

  constructor(sqlite: Sqlite) {
    this.#insert = sqlite.prepare(
      'INSERT INTO usage_records VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    );
    this.#sum = sqlite.prepare(
      `INSERT INTO usage_days VALUES (?, ?, ?, ?, ?, 1, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET requests = requests + 1, input_tokens = input_tokens + excluded.input_tokens,
         cached_input_tokens = cached_input_tokens + excluded.cached_input_tokens,
         output_tokens = output_tokens + excluded.output_tokens, cost = cost + excluded.cost`,
    );
    this.#incident = sqlite.prepare('INSERT INTO incidents (kind, record_id, detail, created_at) VALUES (?, ?, ?, ?)');
  }

  /** Inside the transaction that resolves the hold. */
  insert(hold: HoldRow, { usage, cost, outcome, incident }: Resolution, timing: Timing): void {
    const who = [hold.student_id, hold.class_id, hold.token_id] as const;
    this.#insert.run(
      hold.id,
      ...who,
      hold.day,
      hold.endpoint,
      hold.model,
      hold.served_model,
      hold.price_version,
      usage.inputTokens,
      usage.cachedInputTokens,
      usage.cacheWriteTokens,
      usage.outputTokens,
      hold.amount,
      cost,
      outcome,
      Math.round(timing.durationMs),
      timing.firstByteMs === null ? null : Math.round(timing.firstByteMs),
    );
    this.#sum.run(
      hold.day,
      ...who,
      hold.served_model,
      usage.inputTokens,
      usage.cachedInputTokens,
      usage.outputTokens,
      cost,
    );
    if (incident !== null) {
      this.#incident.run(incident, hold.id, incidentDetail(incident, outcome), heldAt(hold.id));
    }
  }
}
