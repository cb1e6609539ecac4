export type CheckDepth = 'quick' | 'full';

export interface CheckReport {
  /** How many rows were looked at. */
  readonly balances: number;
  readonly records: number;
  readonly holds: number;
  /** Each says what is wrong where, in the same words as long as it lasts; no names, no secrets. Empty: all is well. */
  readonly problems: readonly string[];
}
