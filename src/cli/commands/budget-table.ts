import type { Language } from '../../language/languages.ts';
import { defineTexts } from '../../language/texts.ts';
import type { BudgetJson } from '../../ledger/budget-json.ts';
import { type Column, formatTable } from '../output.ts';
import { COMMON } from '../texts.ts';

const TABLE = defineTexts({
  en: {
    budget: 'BUDGET',
    period: 'PERIOD',
    limit: 'LIMIT USD',
    carried: 'CARRIED USD',
    spent: 'SPENT USD',
    held: 'HELD USD',
    available: 'AVAILABLE USD',
    setBy: 'SET BY',
    resets: 'RESETS',
    never: 'never',
    sources: { own: 'owner', class: 'class', default: 'server' } satisfies Record<BudgetJson['source'], string>,
  },
  ko: {
    budget: '예산',
    period: '기간',
    limit: '한도(달러)',
    carried: '이월(달러)',
    spent: '쓴 돈(달러)',
    held: '묶인 돈(달러)',
    available: '남은 돈(달러)',
    setBy: '정한 곳',
    resets: '다시 채워지는 때',
    never: '없음',
    sources: { own: '운영자', class: '반', default: '서버' },
  },
});

export function budgetTable(budgets: readonly BudgetJson[], language: Language): string {
  const [t, { id, scopes, periods }] = [TABLE[language], COMMON[language]];
  const carried: Column<BudgetJson> = {
    title: t.carried,
    kind: 'usd',
    cell: ({ carry_over, carried_usd }) => (carry_over ? carried_usd : null),
  };
  const columns: readonly Column<BudgetJson>[] = [
    { title: id, kind: 'count', cell: (budget) => budget.id },
    {
      title: t.budget,
      cell: ({ scope, scope_id }) => [scopes[scope], scope_id].filter((part) => part !== null).join(' '),
    },
    { title: t.period, cell: ({ period }) => periods[period] },
    { title: t.limit, kind: 'usd', cell: (budget) => budget.limit_usd },
    ...(budgets.some(({ carry_over }) => carry_over) ? [carried] : []),
    { title: t.spent, kind: 'usd', cell: (budget) => budget.spent_usd },
    { title: t.held, kind: 'usd', cell: (budget) => budget.held_usd },
    { title: t.available, kind: 'usd', cell: (budget) => budget.available_usd },
    { title: t.setBy, cell: ({ source }) => t.sources[source] },
    { title: t.resets, kind: 'instant', cell: (budget) => budget.resets_at ?? t.never },
  ];
  return formatTable(columns, budgets);
}
