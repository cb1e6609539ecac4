import type { NanoUsd } from '../ledger/money.ts';
import type { UsageSums } from './usage-report.ts';

/** What one model was used for on one UTC day: the ledger's side of a provider's bill. Refunds are taken off. */
export interface ServedUsage extends UsageSums {
  /** The UTC day of the hold, YYYY-MM-DD. */
  readonly day: string;
  readonly model: string;
  /** Calls among these whose tokens are unknown: they were charged a bound. */
  readonly unmeasured: number;
  /** Of the cost: what was charged to calls that were cancelled at a hang-up, which is a bound. */
  readonly cancelledCost: NanoUsd;
}

export interface ServedUsageQuery {
  /** Of the holds, ms UTC, half-open. */
  readonly from: number;
  readonly to: number;
  /** Who was sent the calls. */
  readonly provider: string;
}
