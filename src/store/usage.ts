import type { Outcome } from '../ledger/holds.ts';
import type { NanoUsd } from '../ledger/money.ts';

export const USAGE_GROUPS = ['day', 'student', 'class', 'model', 'token'] as const;
export type UsageGroup = (typeof USAGE_GROUPS)[number];

export interface UsageSums {
  readonly requests: number;
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly outputTokens: number;
  readonly cost: NanoUsd;
}

/** key: a day, a model name, or an id as text; label: the name a person knows it by, where there is one. */
export interface UsageRow extends UsageSums {
  readonly key: string;
  readonly label: string | null;
  /** What it is made of, the most expensive first; only when it was asked to be split by model. */
  readonly models?: readonly ModelUsage[];
}

export interface ModelUsage extends UsageSums {
  /** The one that answered. */
  readonly model: string;
}

/** The total is that of the rows. */
export interface UsageReport {
  readonly rows: UsageRow[];
  readonly total: UsageSums;
}

export interface UsageQuery {
  /** First and last local day, YYYY-MM-DD, both included; days are those of each student's class. */
  readonly from: string;
  readonly to: string;
  readonly groupBy: UsageGroup;
  /** Also what each group is made of. */
  readonly split?: 'model' | undefined;
  readonly studentId?: number;
  readonly classId?: number;
}

/** What one model was used for on one UTC day: the ledger's side of a provider's bill. Refunds are taken off. */
export interface ServedUsage extends UsageSums {
  /** The UTC day of the hold, YYYY-MM-DD. */
  readonly day: string;
  readonly model: string;
  /** Calls among these whose tokens nobody knows: they were charged a bound. */
  readonly unmeasured: number;
  /** Of the cost: what was charged to calls that were cancelled at a hang-up, which is a bound. */
  readonly cancelledCost: NanoUsd;
}

export interface UsageRecord {
  readonly id: number;
  readonly studentId: number;
  readonly classId: number | null;
  readonly tokenId: number;
  readonly endpoint: string;
  readonly model: string;
  readonly servedModel: string;
  readonly priceVersion: string;
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly cacheWriteTokens: number;
  readonly outputTokens: number;
  readonly held: NanoUsd;
  readonly cost: NanoUsd;
  /** What was given back of the cost. */
  readonly refunded: NanoUsd;
  readonly outcome: Outcome;
  readonly startedAt: number;
  readonly durationMs: number;
  readonly firstByteMs: number | null;
}

/** How many calls ended how; what did not happen is not there. */
export type OutcomeCounts = Readonly<Partial<Record<Outcome, number>>>;

/** A call that runs. */
export interface OpenHold {
  /** Also that of the usage record that it will become. */
  readonly id: number;
  readonly studentId: number;
  readonly classId: number | null;
  readonly endpoint: string;
  readonly model: string;
  readonly servedModel: string;
  readonly amount: NanoUsd;
  /** ms UTC. */
  readonly since: number;
}

export interface OpenHolds {
  /** Oldest first. */
  readonly holds: readonly OpenHold[];
  /** Of all that are open, those beyond the limit too. */
  readonly count: number;
  readonly amount: NanoUsd;
}
