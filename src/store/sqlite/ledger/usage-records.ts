import type { Statement } from 'better-sqlite3';
import { heldAt } from '../../../ledger/hold-ids.ts';
import type { Resolution, Timing } from '../../../ledger/holds.ts';
import { incidentDetail } from '../../../ledger/incident-details.ts';
import { priceVersionAt } from '../../../ledger/prices.ts';
import type { HoldRow } from '../../sql/rows/call-rows.ts';
import type { Sqlite } from '../engine/database.ts';
import type { UsageDays } from './usage-days.ts';

/** The records of calls, their sums per day, and the incidents they raise: written together, or not at all. */
export class UsageRecords {
  readonly #insert: Statement;
  readonly #days: UsageDays;
  readonly #incident: Statement;

  constructor(sqlite: Sqlite, days: UsageDays) {
    this.#days = days;
    this.#insert = sqlite.prepare(
      'INSERT INTO usage_records VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    );
    this.#incident = sqlite.prepare('INSERT INTO incidents (kind, record_id, detail, created_at) VALUES (?, ?, ?, ?)');
  }

  /** Inside the transaction that resolves the hold. */
  insert(hold: HoldRow, resolution: Resolution, timing: Timing): void {
    const { usage, cost, tier, quantities, outcome, incident, saved } = resolution;
    this.#insert.run(
      hold.id,
      hold.student_id,
      hold.class_id,
      hold.token_id,
      hold.day,
      hold.endpoint,
      hold.model,
      hold.served_model,
      tier === undefined ? hold.price_version : priceVersionAt(tier, hold.price_version),
      usage.inputTokens,
      usage.cachedInputTokens,
      usage.cacheWriteTokens,
      usage.outputTokens,
      hold.amount,
      cost,
      outcome,
      Math.round(timing.durationMs),
      timing.firstByteMs === null ? null : Math.round(timing.firstByteMs),
      hold.student_top_up_id,
      hold.class_top_up_id,
      hold.provider,
      hold.model_id,
      quantities.tokens,
      quantities.calls,
      quantities.images,
      saved ?? 0,
    );
    const { inputTokens, cachedInputTokens, outputTokens } = usage;
    this.#days.add(hold, { requests: 1, inputTokens, cachedInputTokens, outputTokens, cost });
    if (incident !== null) {
      this.#incident.run(incident, hold.id, incidentDetail(incident, outcome), heldAt(hold.id));
    }
  }
}
