import Type, { type Static } from 'typebox';
import type { BudgetWarning } from '../admin/budget-warnings.ts';
import { inBoth, selectorJson } from '../ledger/budget-json.ts';
import { LimitAnswer } from './budget-schemas.ts';
import { CLOSED, orNull, PeriodField } from './schemas.ts';

const { unit, selector, limit, limit_usd } = LimitAnswer.properties;
const TOGETHER =
  'What the students may spend together in such a period, at least; shorter budgets count as often as they surely recur (a month has 28 days and touches 4 weeks).';

export const BudgetWarningField = Type.Object(
  {
    code: Type.Literal('students_exceed_budget'),
    scope: Type.Enum(['class', 'wallet']),
    period: PeriodField,
    unit,
    selector,
    limit,
    limit_usd,
    together: Type.Number({ description: `${TOGETHER} In the unit, of budgets with the same selector.` }),
    students_usd: orNull(Type.Number({ description: 'The same in USD; null: the budget is not of money.' })),
    students: Type.Integer({ description: 'Those who may call: not suspended, and their class is not over.' }),
  },
  CLOSED,
);

export function budgetWarningJson(warning: BudgetWarning): Static<typeof BudgetWarningField> {
  const { together, together_usd } = inBoth('together', warning.together, warning.unit);
  return {
    code: 'students_exceed_budget',
    scope: warning.scope,
    period: warning.period,
    unit: warning.unit,
    selector: selectorJson(warning.selector),
    ...inBoth('limit', warning.limit, warning.unit),
    together,
    students_usd: together_usd,
    students: warning.students,
  };
}
