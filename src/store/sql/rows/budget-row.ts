import type { Budget } from '../../../ledger/budgets.ts';
import type { Period } from '../../../ledger/periods.ts';

export interface BudgetRow {
  id: number;
  scope: Budget['scope'];
  scope_id: number;
  period: Period;
  limit_nano: number;
}

export function budgetFrom(row: BudgetRow): Budget {
  return { id: row.id, scope: row.scope, scopeId: row.scope_id, period: row.period, limit: row.limit_nano };
}
