import type { Period } from '../../ledger/periods.ts';
import { type Column, table } from '../output.ts';

export interface BudgetAnswer {
  /** null: it comes from a setting of the server. */
  readonly id: number | null;
  readonly scope: 'wallet' | 'class' | 'student';
  readonly scope_id: number | null;
  readonly period: Period;
  readonly limit_usd: number;
  readonly spent_usd: number;
  readonly held_usd: number;
  readonly available_usd: number;
  readonly period_start: string;
  readonly resets_at: string | null;
  readonly source: 'own' | 'class' | 'default';
}

const BUDGET_COLUMNS: readonly Column<BudgetAnswer>[] = [
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

export function budgetTable(budgets: readonly BudgetAnswer[]): string {
  return table(BUDGET_COLUMNS, budgets);
}
