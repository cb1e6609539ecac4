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
  /** The parts of it, the most expensive first; only in a report that is split by model. */
  readonly models?: readonly ModelUsage[];
}

export interface ModelUsage extends UsageSums {
  /** The one that answered. */
  readonly model: string;
}

/** Calls that got the answer of an identical call of their class, and what they would have cost. */
export interface SharedUsage {
  readonly requests: number;
  readonly saved: NanoUsd;
}

/** The total is that of the rows. */
export interface UsageReport {
  readonly rows: UsageRow[];
  readonly total: UsageSums;
  /** Of the total. */
  readonly shared: SharedUsage;
}

export interface UsageQuery {
  /** First and last local day, YYYY-MM-DD, both included; days are those of each student's class. */
  readonly from: string;
  readonly to: string;
  readonly groupBy: UsageGroup;
  /** Also the sums of each group by model. */
  readonly split?: 'model' | undefined;
  readonly studentId?: number;
  readonly classId?: number;
}
