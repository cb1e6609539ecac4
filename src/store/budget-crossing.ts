import type { BudgetKind, Scope } from '../ledger/budgets.ts';

/** A threshold that a budget has passed in one of its windows. Instants are ms UTC. */
export interface BudgetCrossing extends BudgetKind {
  readonly scope: Scope;
  readonly scopeId: number;
  readonly windowStart: number;
  readonly windowEnd: number;
  /** Percent. */
  readonly threshold: number;
  /** Of the student, when it was noted; null: none, or it is no student's. */
  readonly classId: number | null;
  /** The limit, and what was spent, when it was noted; in its unit. */
  readonly limit: number;
  readonly spent: number;
  readonly crossedAt: number;
}
