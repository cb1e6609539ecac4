import { countedInWords } from '../../language/budget-words.ts';
import type { Language } from '../../language/languages.ts';
import { defineTexts } from '../../language/texts.ts';
import type { BudgetJson } from '../../ledger/budget-json.ts';
import { type Column, formatTable } from '../output.ts';
import { COMMON } from '../texts.ts';
import { amountText, isPlain } from './budget-amounts.ts';

const TABLE = defineTexts({
  en: {
    budget: 'BUDGET',
    period: 'PERIOD',
    counts: 'COUNTS',
    everyCall: 'money',
    amounts: { limit: 'LIMIT', carried: 'CARRIED', spent: 'SPENT', held: 'HELD', available: 'AVAILABLE' },
    amountsUsd: {
      limit: 'LIMIT USD',
      carried: 'CARRIED USD',
      spent: 'SPENT USD',
      held: 'HELD USD',
      available: 'AVAILABLE USD',
    },
    setBy: 'SET BY',
    resets: 'RESETS',
    never: 'never',
    sources: { own: 'owner', class: 'class', default: 'server' } satisfies Record<BudgetJson['source'], string>,
  },
  ko: {
    budget: '예산',
    period: '기간',
    counts: '세는 것',
    everyCall: '돈',
    amounts: { limit: '한도', carried: '이월', spent: '사용', held: '묶임', available: '남음' },
    amountsUsd: {
      limit: '한도(달러)',
      carried: '이월(달러)',
      spent: '쓴 돈(달러)',
      held: '묶인 돈(달러)',
      available: '남은 돈(달러)',
    },
    setBy: '정한 곳',
    resets: '다시 채워지는 때',
    never: '없음',
    sources: { own: '운영자', class: '반', default: '서버' },
  },
});

/** Of money alone, amounts are in USD; where units differ, each amount says its own. */
export function budgetTable(budgets: readonly BudgetJson[], language: Language): string {
  const [t, { id, scopes, periods }] = [TABLE[language], COMMON[language]];
  const isMoney = budgets.every(isPlain);
  const counts: Column<BudgetJson> = {
    title: t.counts,
    cell: (budget) => countedInWords(budget, language) ?? t.everyCall,
  };
  const columns: readonly Column<BudgetJson>[] = [
    { title: id, kind: 'count', cell: (budget) => budget.id },
    {
      title: t.budget,
      cell: ({ scope, scope_id }) => [scopes[scope], scope_id].filter((part) => part !== null).join(' '),
    },
    { title: t.period, cell: ({ period }) => periods[period] },
    ...(isMoney ? [] : [counts]),
    ...amountColumns(budgets, isMoney, language),
    { title: t.setBy, cell: ({ source }) => t.sources[source] },
    { title: t.resets, kind: 'instant', cell: (budget) => budget.resets_at ?? t.never },
  ];
  return formatTable(columns, budgets);
}

type AmountName = keyof (typeof TABLE)['en']['amounts'];

function amountColumns(budgets: readonly BudgetJson[], isMoney: boolean, language: Language): Column<BudgetJson>[] {
  const t = TABLE[language];
  const carries = budgets.some(({ carry_over }) => carry_over);
  const names: readonly AmountName[] = [
    'limit',
    ...(carries ? (['carried'] as const) : []),
    'spent',
    'held',
    'available',
  ];
  const amountOf = (budget: BudgetJson, name: AmountName) =>
    name === 'carried' && !budget.carry_over ? null : budget[name];
  return names.map((name) => {
    if (isMoney) return { title: t.amountsUsd[name], kind: 'usd', cell: (budget) => amountOf(budget, name) };
    const cell = (budget: BudgetJson) => {
      const amount = amountOf(budget, name);
      if (amount === null) return null;
      return budget.unit === 'money'
        ? `${amountText(amount, 'money', language)} USD`
        : amountText(amount, budget.unit, language);
    };
    return { title: t.amounts[name], cell };
  });
}
