import type { BudgetLimit, BudgetRule } from '../../../ledger/budgets.ts';
import { limitFields, type TypedLimits } from '../../components/limit-fields.ts';
import { formatMoney } from '../../format/format-money.ts';
import type { Site } from '../../web/deps.ts';
import { type Html, html } from '../../web/html.ts';
import type { ViewContext } from '../../web/view-context.ts';
import { BULK } from '../class-bulk/texts.ts';
import type { FieldErrors } from './form.ts';
import { CLASS_FORM } from './form-texts.ts';

export interface TypedSets {
  readonly budgets: TypedLimits;
  readonly studentBudgets: TypedLimits;
}

/** Both sets of limits of a class: its own, and what each of its students gets. */
export function limitSets(view: ViewContext, site: Site, typed: TypedSets, errors: FieldErrors): Html {
  const t = CLASS_FORM[view.language];
  const shared = { labels: t.limitNames, errors };
  const studentHint = t.studentLimitsHint(limitsText(view, [serversLimit(site)]));
  return html`${limitFields({ ...shared, name: 'budgets', legend: t.classLimits, hint: t.classLimitsHint, typed: typed.budgets })}
${limitFields({ ...shared, name: 'student_budgets', legend: t.studentLimits, hint: studentHint, typed: typed.studentBudgets })}`;
}

/** What a student has where neither the class nor the owner gave them anything. */
export function serversLimit({ defaults }: Site): BudgetLimit {
  return { period: 'week', limit: defaults.studentWeekly };
}

/** "$0.50 a week, $5.00 a month" */
export function limitsText(view: ViewContext, limits: readonly BudgetLimit[]): string {
  const t = CLASS_FORM[view.language];
  return limits.map(({ limit, period }) => t.per(formatMoney(limit, view), period)).join(', ');
}

/** The same, each with where it comes from: "$0.50 a week (class)". */
export function rulesText(view: ViewContext, rules: readonly BudgetRule[]): string {
  const { sources } = BULK[view.language];
  return rules.map((rule) => `${limitsText(view, [rule])} (${sources[rule.source]})`).join(', ');
}
