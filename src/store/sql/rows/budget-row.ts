import { parseSelector } from '../../../ledger/budget-selectors.ts';
import type { BudgetUnit } from '../../../ledger/budget-units.ts';
import type { Budget } from '../../../ledger/budgets.ts';
import type { Period } from '../../../ledger/periods.ts';

export interface BudgetRow {
  id: number;
  scope: Budget['scope'];
  scope_id: number;
  period: Period;
  unit: BudgetUnit;
  /** selectorText(). */
  selector: string;
  limit_amount: number;
  carries_since: number | null;
  lowest_limit: number;
  limit_changed_at: number;
}

export function budgetFrom(row: BudgetRow): Budget {
  const { id, scope, scope_id, period, unit, limit_amount, carries_since, lowest_limit, limit_changed_at } = row;
  const carry =
    carries_since === null
      ? null
      : { since: carries_since, lowestLimit: lowest_limit, limitChangedAt: limit_changed_at };
  const selector = parseSelector(row.selector);
  return { id, scope, scopeId: scope_id, period, unit, selector, limit: limit_amount, carry };
}
