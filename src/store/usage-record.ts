import type { Quantities } from '../ledger/budget-units.ts';
import type { Outcome } from '../ledger/holds.ts';
import type { NanoUsd } from '../ledger/money.ts';

export interface UsageRecord {
  readonly id: number;
  readonly studentId: number;
  readonly classId: number | null;
  readonly tokenId: number;
  readonly endpoint: string;
  readonly model: string;
  readonly servedModel: string;
  readonly priceVersion: string;
  readonly provider: string;
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly cacheWriteTokens: number;
  readonly outputTokens: number;
  readonly held: NanoUsd;
  readonly cost: NanoUsd;
  /** What budgets in other units were charged. */
  readonly quantities: Quantities;
  /** What a call that was answered with a classmate's answer would have cost. */
  readonly saved: NanoUsd;
  /** What was given back of the cost. */
  readonly refunded: NanoUsd;
  readonly outcome: Outcome;
  readonly startedAt: number;
  readonly durationMs: number;
  readonly firstByteMs: number | null;
}

/** The number of calls of each outcome; an outcome without calls is missing. */
export type OutcomeCounts = Readonly<Partial<Record<Outcome, number>>>;
