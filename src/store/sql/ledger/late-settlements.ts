import { heldAt } from '../../../ledger/hold-ids.ts';
import type { Resolution, Timing } from '../../../ledger/holds.ts';
import { NotFoundError } from '../../errors.ts';
import type { Incidents } from '../journal/incidents.ts';
import { firstRow, type SqlWork } from '../sql-work.ts';
import type { Holds } from './holds.ts';

interface ExpiredRow {
  readonly duration_ms: number;
}

/**
 * Settles calls of this process, also those that another replica took for calls of a dead one: it was paused or cut off,
 * and its holds were expired in full. What they were charged above their cost is given back, once.
 */
export class LateSettlements {
  readonly #holds: Holds;
  readonly #incidents: Incidents;

  constructor(holds: Holds, incidents: Incidents) {
    this.#holds = holds;
    this.#incidents = incidents;
  }

  /** @throws NotFoundError when the call was settled before */
  *resolve(holdId: number, resolution: Resolution, timing: Timing): SqlWork<void> {
    try {
      yield* this.#holds.resolve(holdId, resolution, timing);
    } catch (error) {
      if (!(error instanceof NotFoundError) || !(yield* this.#settleExpired(holdId, resolution, timing))) throw error;
    }
  }

  *#settleExpired(id: number, resolution: Resolution, { durationMs }: Timing): SqlWork<boolean> {
    const expired = yield* firstRow<ExpiredRow>(
      "SELECT duration_ms FROM usage_records WHERE id = ? AND outcome = 'crash'",
      id,
    );
    if (expired === undefined) return false;
    // Not before it was expired.
    const now = heldAt(id) + Math.max(expired.duration_ms, Math.round(durationMs));
    return yield* this.#incidents.settleLate(id, resolution, now);
  }
}
