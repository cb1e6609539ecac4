import type { CaseResult } from './case-result.ts';
import type { GoalResult } from './goals.ts';
import type { Machine } from './machine.ts';

export interface BenchResult {
  readonly startedAt: string;
  readonly tookSeconds: number;
  readonly options: { readonly rounds: number; readonly seconds: number; readonly quick: boolean };
  readonly machine: Machine;
  /** What other processes, and the host of a virtual machine, took of all cores meanwhile, per cent. */
  readonly othersPercent: number;
  /** What was left out, and why. */
  readonly missing: readonly string[];
  readonly cases: readonly CaseResult[];
  readonly goals: readonly GoalResult[];
}
