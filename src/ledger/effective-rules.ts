import { type Budget, type BudgetRule, type Scope, WALLET_ID } from './budgets.ts';
import type { NanoUsd } from './money.ts';
import type { Calendar } from './periods.ts';

/** The limits that apply where the owner has set none. */
export interface DefaultLimits {
  readonly walletMonthly: NanoUsd;
  readonly studentWeekly: NanoUsd;
}

export interface RuleSources {
  readonly budgets: readonly Budget[];
  readonly defaults: DefaultLimits;
  readonly serverCalendar: Calendar;
}

/** The wallet's own budgets; the server's monthly limit applies unless the owner set a monthly one. */
export function walletRules({ budgets, defaults, serverCalendar }: RuleSources): BudgetRule[] {
  const own = budgets
    .filter((budget) => budget.scope === 'wallet')
    .map((budget) => ruleFrom(budget, 'wallet', WALLET_ID, serverCalendar, 'own'));
  if (own.some((rule) => rule.period === 'month')) return own;
  return [
    ...own,
    {
      scope: 'wallet',
      scopeId: WALLET_ID,
      period: 'month',
      limit: defaults.walletMonthly,
      calendar: serverCalendar,
      source: 'default',
      budgetId: null,
    },
  ];
}

export function classRules(classId: number, calendar: Calendar, { budgets }: RuleSources): BudgetRule[] {
  return budgets
    .filter((budget) => budget.scope === 'class' && budget.scopeId === classId)
    .map((budget) => ruleFrom(budget, 'class', classId, calendar, 'own'));
}

/**
 * A student's own budgets, period by period before the class's defaults for its students; the server's weekly limit
 * where neither has any.
 */
export function studentRules(
  student: { id: number; classId: number | null },
  calendar: Calendar,
  { budgets, defaults }: RuleSources,
): BudgetRule[] {
  const own = budgets
    .filter((budget) => budget.scope === 'student' && budget.scopeId === student.id)
    .map((budget) => ruleFrom(budget, 'student', student.id, calendar, 'own'));
  const inherited = budgets
    .filter((budget) => budget.scope === 'class-student' && budget.scopeId === student.classId)
    .filter((budget) => !own.some((rule) => rule.period === budget.period))
    .map((budget) => ruleFrom(budget, 'student', student.id, calendar, 'class'));
  const rules = [...own, ...inherited];
  if (rules.length > 0) return rules;
  return [
    {
      scope: 'student',
      scopeId: student.id,
      period: 'week',
      limit: defaults.studentWeekly,
      calendar,
      source: 'default',
      budgetId: null,
    },
  ];
}

function ruleFrom(
  budget: Budget,
  scope: Scope,
  scopeId: number,
  calendar: Calendar,
  source: 'own' | 'class',
): BudgetRule {
  return { scope, scopeId, period: budget.period, limit: budget.limit, calendar, source, budgetId: budget.id };
}
