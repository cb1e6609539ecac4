import type { NanoUsd } from './money.ts';
import { type Calendar, PERIODS, type Period, type Window } from './periods.ts';

export const SCOPES = ['wallet', 'class', 'student'] as const;
export type Scope = (typeof SCOPES)[number];

/** `class-student`: a class's default limits for each of its students. */
const BUDGET_SCOPES = [...SCOPES, 'class-student'] as const;
type BudgetScope = (typeof BUDGET_SCOPES)[number];

/** The wallet is one: its budgets carry this scope id. */
export const WALLET_ID = 0;

export interface BudgetLimit {
  readonly period: Period;
  readonly limit: NanoUsd;
}

/** A limit that the owner set. */
export interface Budget extends BudgetLimit {
  readonly id: number;
  readonly scope: BudgetScope;
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

/** No engine's schema lists scopes and periods: this does. @throws RangeError */
export function checkBudget({ scope, period }: Pick<Budget, 'scope' | 'period'>): void {
  if (!BUDGET_SCOPES.includes(scope)) throw new RangeError(`"${scope}" is not a scope of budgets`);
  if (!PERIODS.includes(period)) throw new RangeError(`"${period}" is not a period of budgets`);
}
