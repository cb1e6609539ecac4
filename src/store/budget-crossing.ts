import type { Scope } from '../ledger/budgets.ts';
import type { NanoUsd } from '../ledger/money.ts';
import type { Period } from '../ledger/periods.ts';

/** A threshold that a budget has passed in one of its windows. Instants are ms UTC. */
export interface BudgetCrossing {
  readonly scope: Scope;
  readonly scopeId: number;
  readonly period: Period;
  readonly windowStart: number;
  readonly windowEnd: number;
  /** Percent. */
  readonly threshold: number;
  /** Of the student, when it was noted; null: none, or it is no student's. */
  readonly classId: number | null;
  /** The limit, and what was spent, when it was noted. */
  readonly limit: NanoUsd;
  readonly spent: NanoUsd;
  readonly crossedAt: number;
}
