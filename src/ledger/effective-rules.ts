import { type Budget, type BudgetRule, isPlainMoney, kindKey, WALLET_ID } from './budgets.ts';
import type { NanoUsd } from './money.ts';
import { type Calendar, FOREVER } from './periods.ts';

/** The limits that apply where the owner has set none. */
export interface DefaultLimits {
  readonly walletMonthly: NanoUsd;
  readonly studentWeekly: NanoUsd;
}

export interface RuleSources {
  readonly budgets: readonly Budget[];
  readonly defaults: DefaultLimits;
  readonly serverCalendar: Calendar;
  /** Nothing is carried out of a window of the scope that ended before; ms UTC. undefined: it does not matter. */
  readonly carriesSince?: number;
}

/** The wallet's own budgets; the server's monthly limit applies unless the owner set one of money for every call. */
export function walletRules(sources: RuleSources): BudgetRule[] {
  const { budgets, defaults, serverCalendar } = sources;
  const own = budgets
    .filter((budget) => budget.scope === 'wallet')
    .map((budget) =>
      ruleFrom(budget, { scope: 'wallet', scopeId: WALLET_ID, calendar: serverCalendar, source: 'own' }, sources),
    );
  if (own.some((rule) => rule.period === 'month' && isPlainMoney(rule))) return own;
  return [
    ...own,
    {
      scope: 'wallet',
      scopeId: WALLET_ID,
      period: 'month',
      unit: 'money',
      selector: null,
      limit: defaults.walletMonthly,
      calendar: serverCalendar,
      source: 'default',
      budgetId: null,
      carry: null,
    },
  ];
}

export function classRules(classId: number, calendar: Calendar, sources: RuleSources): BudgetRule[] {
  return sources.budgets
    .filter((budget) => budget.scope === 'class' && budget.scopeId === classId)
    .map((budget) => ruleFrom(budget, { scope: 'class', scopeId: classId, calendar, source: 'own' }, sources));
}

/**
 * A student's own budgets, kind by kind before the class's defaults for its students; the server's weekly limit where
 * neither has one of money for every call.
 */
export function studentRules(
  student: { id: number; classId: number | null },
  calendar: Calendar,
  sources: RuleSources,
): BudgetRule[] {
  const { budgets, defaults } = sources;
  const of = { scope: 'student', scopeId: student.id, calendar } as const;
  const own = budgets
    .filter((budget) => budget.scope === 'student' && budget.scopeId === student.id)
    .map((budget) => ruleFrom(budget, { ...of, source: 'own' }, sources));
  const inherited = budgets
    .filter((budget) => budget.scope === 'class-student' && budget.scopeId === student.classId)
    .filter((budget) => !own.some((rule) => kindKey(rule) === kindKey(budget)))
    .map((budget) => ruleFrom(budget, { ...of, source: 'class' }, sources));
  const rules = [...own, ...inherited];
  // A limit of tokens, or of some models, does not bound what all others cost.
  if (rules.some(isPlainMoney)) return rules;
  return [
    ...rules,
    {
      scope: 'student',
      scopeId: student.id,
      period: 'week',
      unit: 'money',
      selector: null,
      limit: defaults.studentWeekly,
      calendar,
      source: 'default',
      budgetId: null,
      carry: null,
    },
  ];
}

function ruleFrom(
  { id, period, unit, selector, limit, carry }: Budget,
  of: Pick<BudgetRule, 'scope' | 'scopeId' | 'calendar' | 'source'>,
  { carriesSince = FOREVER }: RuleSources,
): BudgetRule {
  const terms = carry === null ? null : { ...carry, since: Math.max(carry.since, carriesSince) };
  return { ...of, period, unit, selector, limit, budgetId: id, carry: terms };
}
