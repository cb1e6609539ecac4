import { heldAt } from '../../../ledger/hold-ids.ts';
import type { Resolution, Timing } from '../../../ledger/holds.ts';
import { incidentDetail } from '../../../ledger/incident-details.ts';
import { priceVersionAt } from '../../../ledger/prices.ts';
import type { HoldRow } from '../rows/call-rows.ts';
import type { CallWrites } from './call-writes.ts';
import type { UsageDays } from './usage-days.ts';

/** The records of calls, their sums per day, and the incidents they raise: written together, or not at all. */
export class UsageRecords {
  readonly #writes: CallWrites;
  readonly #days: UsageDays;

  constructor(writes: CallWrites, days: UsageDays) {
    this.#writes = writes;
    this.#days = days;
  }

  /** Inside the transaction that resolves the hold. */
  insert(hold: HoldRow, resolution: Resolution, timing: Timing): void {
    const { usage, cost, tier, quantities, outcome, incident, saved } = resolution;
    this.#writes.insertRecord({
      id: hold.id,
      student_id: hold.student_id,
      class_id: hold.class_id,
      token_id: hold.token_id,
      day: hold.day,
      endpoint: hold.endpoint,
      model: hold.model,
      served_model: hold.served_model,
      price_version: tier === undefined ? hold.price_version : priceVersionAt(tier, hold.price_version),
      input_tokens: usage.inputTokens,
      cached_input_tokens: usage.cachedInputTokens,
      cache_write_tokens: usage.cacheWriteTokens,
      output_tokens: usage.outputTokens,
      held: hold.amount,
      cost,
      outcome,
      duration_ms: Math.round(timing.durationMs),
      first_byte_ms: timing.firstByteMs === null ? null : Math.round(timing.firstByteMs),
      student_top_up_id: hold.student_top_up_id,
      class_top_up_id: hold.class_top_up_id,
      provider: hold.provider,
      model_id: hold.model_id,
      tokens: quantities.tokens,
      calls: quantities.calls,
      images: quantities.images,
      saved: saved ?? 0,
    });
    const { inputTokens, cachedInputTokens, outputTokens } = usage;
    this.#days.add(hold, { requests: 1, inputTokens, cachedInputTokens, outputTokens, cost });
    if (incident === null) return;
    this.#writes.insertIncident({
      kind: incident,
      record_id: hold.id,
      detail: incidentDetail(incident, outcome),
      created_at: heldAt(hold.id),
    });
  }
}
