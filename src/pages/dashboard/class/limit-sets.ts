import type { FieldPath } from '../../../admin/admin-error.ts';
import type { BudgetLimit } from '../../../ledger/budgets.ts';
import { limitFieldAt, limitFields, limitsFrom, type TypedLimits, typedLimits } from '../../components/limit-fields.ts';
import { limitAmount } from '../../format/format-amount.ts';
import type { Site } from '../../web/deps.ts';
import type { Form } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import type { ViewContext } from '../../web/view-context.ts';
import type { FieldErrors } from '../form-errors/form-errors.ts';
import { CLASS_FORM } from './form-texts.ts';

/** Both sets of limits of a class, as typed: its own, and what each of its students gets. */
export interface TypedLimitSets {
  readonly budgets: TypedLimits;
  readonly studentBudgets: TypedLimits;
}

export const NO_LIMIT_SETS: TypedLimitSets = { budgets: {}, studentBudgets: {} };

/** Form fields by the sets' names in the domain: "budgets_day", "student_budgets_week". */
const FIELD_NAMES = { budgets: 'budgets', studentBudgets: 'student_budgets' } as const;

export function typedLimitSets(form: Form): TypedLimitSets {
  return {
    budgets: typedLimits(form, FIELD_NAMES.budgets),
    studentBudgets: typedLimits(form, FIELD_NAMES.studentBudgets),
  };
}

export function limitSetsFrom({ budgets, studentBudgets }: TypedLimitSets) {
  return { budgets: limitsFrom(budgets), studentBudgets: limitsFrom(studentBudgets) };
}

/** The form field of a limit: of ['budgets', 0, 'limit'], the first one that was typed. */
export function limitSetFieldAt([name, index]: FieldPath, typed: TypedLimitSets): string | null {
  if (name !== 'budgets' && name !== 'studentBudgets') return null;
  return limitFieldAt(FIELD_NAMES[name], Number(index), typed[name]);
}

export function limitSetFields(view: ViewContext, site: Site, typed: TypedLimitSets, errors: FieldErrors): Html {
  const t = CLASS_FORM[view.language];
  const shared = { labels: t.limitNames, carryLabel: t.carryOver, errors };
  const studentHint = t.studentLimitsHint(limitsText(view, [serverLimit(site)]));
  return html`${limitFields({ ...shared, name: FIELD_NAMES.budgets, legend: t.classLimits, hint: t.classLimitsHint, typed: typed.budgets })}
${limitFields({ ...shared, name: FIELD_NAMES.studentBudgets, legend: t.studentLimits, hint: studentHint, typed: typed.studentBudgets })}`;
}

/** The limit of a student where neither the class nor the owner has set one. */
export function serverLimit({ defaults }: Site): BudgetLimit {
  return { period: 'week', limit: defaults.studentWeekly };
}

/** "$0.50 a week, $5.00 a month" */
export function limitsText(view: ViewContext, limits: readonly BudgetLimit[]): string {
  const { limitPer, carriedOver } = CLASS_FORM[view.language];
  return limits
    .map((each) => {
      const { period, carryOver } = each;
      const text = limitPer[period](limitAmount(each, view));
      return carryOver === true ? carriedOver(text) : text;
    })
    .join(', ');
}
