import type { NanoUsd } from '../ledger/money.ts';

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
