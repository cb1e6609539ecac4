import type { BudgetSelector } from './budget-selectors.ts';
import type { BudgetUnit } from './budget-units.ts';
import { availableIn, type BudgetBalance, type Scope } from './budgets.ts';
import { nanoToUsd } from './money.ts';
import { type Period, resetsAt } from './periods.ts';

/**
 * A budget as owners and students see it: amounts in its unit (of money: USD), ISO 8601 instants. Those in `_usd` are the
 * same for a budget of money, and null for one in another unit.
 */
export interface BudgetJson {
  /** null for a limit that comes from a setting of the server. */
  id: number | null;
  scope: Scope;
  scope_id: number | null;
  period: Period;
  unit: BudgetUnit;
  /** null: every call counts. */
  selector: SelectorJson;
  /** What the owner set. */
  limit: number;
  limit_usd: number | null;
  carry_over: boolean;
  /** What was left of the last window: it comes on top of the limit. */
  carried: number;
  carried_usd: number | null;
  spent: number;
  spent_usd: number | null;
  held: number;
  held_usd: number | null;
  available: number;
  available_usd: number | null;
  period_start: string;
  /** null: never, or not before the class ends. */
  resets_at: string | null;
  source: BudgetBalance['source'];
}

/** Calls end with the class: what would reset after its last day does not reset, as the pages and the refusals say. */
export function budgetJson(balance: BudgetBalance): BudgetJson {
  const { budgetId, scope, scopeId, period, unit, selector, window, source } = balance;
  const { limit, carried, carry, spent, held } = balance;
  const reset = resetsAt(window, balance.calendar);
  return {
    id: budgetId,
    scope,
    scope_id: scope === 'wallet' ? null : scopeId,
    period,
    unit,
    selector: selectorJson(selector),
    ...inBoth('limit', limit - carried, unit),
    carry_over: carry !== null,
    ...inBoth('carried', carried, unit),
    ...inBoth('spent', spent, unit),
    ...inBoth('held', held, unit),
    ...inBoth('available', availableIn(balance), unit),
    period_start: new Date(window.start).toISOString(),
    resets_at: reset === null ? null : new Date(reset).toISOString(),
    source,
  };
}

export type SelectorJson = { models: string[] } | { endpoint: string } | null;

export function selectorJson(selector: BudgetSelector | null): SelectorJson {
  if (selector === null) return null;
  return 'models' in selector ? { models: [...selector.models] } : { endpoint: selector.endpoint };
}

type InBoth<Name extends string> = { [Field in Name]: number } & { [Field in `${Name}_usd`]: number | null };

/** In the unit, and in USD where that is money. */
export function inBoth<Name extends string>(name: Name, amount: number, unit: BudgetUnit): InBoth<Name> {
  const usd = unit === 'money' ? nanoToUsd(amount) : null;
  return { [name]: usd ?? amount, [`${name}_usd`]: usd } as InBoth<Name>;
}
