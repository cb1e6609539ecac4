import type { NanoUsd } from './money.ts';
import type { Calendar, Period, Window } from './periods.ts';

export const SCOPES = ['wallet', 'class', 'student'] as const;
export type Scope = (typeof SCOPES)[number];

/** The wallet is one: its budgets carry this scope id. */
export const WALLET_ID = 0;

export interface BudgetLimit {
  readonly period: Period;
  readonly limit: NanoUsd;
}

/** A limit the owner set. `student` limits of a class's members live under the scope `class-student`. */
export interface Budget extends BudgetLimit {
  readonly id: number;
  readonly scope: Scope | 'class-student';
  readonly scopeId: number;
}

/** One limit that a call must fit into, and where it comes from. */
export interface BudgetRule extends BudgetLimit {
  readonly scope: Scope;
  readonly scopeId: number;
  readonly calendar: Calendar;
  /** `own`: set for this scope; `class`: the class's default for its students; `default`: the server's setting. */
  readonly source: 'own' | 'class' | 'default';
  /** The owner's record behind the rule; null for the server's setting. */
  readonly budgetId: number | null;
}

/** A rule with the money in its current period, in nano-USD. available may be negative after a limit was lowered. */
export interface BudgetBalance extends BudgetRule {
  readonly window: Window;
  readonly spent: NanoUsd;
  readonly held: NanoUsd;
}

export function availableIn(balance: Pick<BudgetBalance, 'limit' | 'spent' | 'held'>): NanoUsd {
  return balance.limit - balance.spent - balance.held;
}
