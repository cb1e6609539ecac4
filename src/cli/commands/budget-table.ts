import type { BudgetJson } from '../../ledger/budget-json.ts';
import { type Column, formatTable } from '../output.ts';

const BUDGET_COLUMNS: readonly Column<BudgetJson>[] = [
  { title: 'ID', kind: 'count', cell: ({ id }) => id },
  { title: 'BUDGET', cell: ({ scope, scope_id }) => (scope_id === null ? scope : `${scope} ${scope_id}`) },
  { title: 'PERIOD', cell: ({ period }) => period },
  { title: 'LIMIT USD', kind: 'usd', cell: (budget) => budget.limit_usd },
  { title: 'SPENT USD', kind: 'usd', cell: (budget) => budget.spent_usd },
  { title: 'HELD USD', kind: 'usd', cell: (budget) => budget.held_usd },
  { title: 'AVAILABLE USD', kind: 'usd', cell: (budget) => budget.available_usd },
  { title: 'SET BY', cell: ({ source }) => ({ own: 'owner', class: 'class', default: 'server' })[source] },
  { title: 'RESETS', kind: 'instant', cell: (budget) => budget.resets_at ?? 'never' },
];

export function budgetTable(budgets: readonly BudgetJson[]): string {
  return formatTable(BUDGET_COLUMNS, budgets);
}
