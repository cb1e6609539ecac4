import type { Budget } from '../../../ledger/budgets.ts';
import type { Period } from '../../../ledger/periods.ts';

export interface BudgetRow {
  id: number;
  scope: Budget['scope'];
  scope_id: number;
  period: Period;
  limit_nano: number;
  carries_since: number | null;
  lowest_limit: number;
  limit_changed_at: number;
}

export function budgetFrom(row: BudgetRow): Budget {
  const { id, scope, scope_id, period, limit_nano, carries_since, lowest_limit, limit_changed_at } = row;
  const carry =
    carries_since === null
      ? null
      : { since: carries_since, lowestLimit: lowest_limit, limitChangedAt: limit_changed_at };
  return { id, scope, scopeId: scope_id, period, unit: 'money', selector: null, limit: limit_nano, carry };
}
