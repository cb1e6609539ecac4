import { availableIn, type BudgetBalance, type Scope } from './budgets.ts';
import { nanoToUsd } from './money.ts';
import { type Period, resetsAt } from './periods.ts';

/** A budget as owners and students see it: USD numbers, ISO 8601 instants. */
export interface BudgetJson {
  /** null for a limit that comes from a setting of the server. */
  id: number | null;
  scope: Scope;
  scope_id: number | null;
  period: Period;
  /** What the owner set. */
  limit_usd: number;
  carry_over: boolean;
  /** What was left of the last window: it comes on top of the limit. */
  carried_usd: number;
  spent_usd: number;
  held_usd: number;
  available_usd: number;
  period_start: string;
  /** null: never, or not before the class ends. */
  resets_at: string | null;
  source: BudgetBalance['source'];
}

/** Calls end with the class: what would reset after its last day does not reset, as the pages and the refusals say. */
export function budgetJson(balance: BudgetBalance): BudgetJson {
  const { budgetId, scope, scopeId, period, limit, carried, carry, spent, held, window, source } = balance;
  const reset = resetsAt(window, balance.calendar);
  return {
    id: budgetId,
    scope,
    scope_id: scope === 'wallet' ? null : scopeId,
    period,
    limit_usd: nanoToUsd(limit - carried),
    carry_over: carry !== null,
    carried_usd: nanoToUsd(carried),
    spent_usd: nanoToUsd(spent),
    held_usd: nanoToUsd(held),
    available_usd: nanoToUsd(availableIn(balance)),
    period_start: new Date(window.start).toISOString(),
    resets_at: reset === null ? null : new Date(reset).toISOString(),
    source,
  };
}
