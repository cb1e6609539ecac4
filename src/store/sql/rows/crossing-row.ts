import { parseSelector } from '../../../ledger/budget-selectors.ts';
import type { BudgetUnit } from '../../../ledger/budget-units.ts';
import type { Scope } from '../../../ledger/budgets.ts';
import type { Period } from '../../../ledger/periods.ts';
import type { BudgetCrossing } from '../../budget-crossing.ts';

export interface CrossingRow {
  scope: Scope;
  scope_id: number;
  period: Period;
  unit: BudgetUnit;
  selector: string;
  window_start: number;
  threshold: number;
  window_end: number;
  class_id: number;
  limit_amount: number;
  spent: number;
  crossed_at: number;
  uncrossed_at: number | null;
  notice_id: number | null;
}

export function crossingFrom(row: CrossingRow): BudgetCrossing {
  return {
    scope: row.scope,
    scopeId: row.scope_id,
    period: row.period,
    unit: row.unit,
    selector: parseSelector(row.selector),
    windowStart: row.window_start,
    windowEnd: row.window_end,
    threshold: row.threshold,
    classId: row.class_id === 0 ? null : row.class_id,
    limit: row.limit_amount,
    spent: row.spent,
    crossedAt: row.crossed_at,
  };
}
