import type { BudgetLimit } from '../../ledger/budgets.ts';
import { formatUsd } from '../../ledger/money.ts';
import { PERIODS, type Period } from '../../ledger/periods.ts';
import { parseUsd } from '../format/parse-usd.ts';
import type { Form } from '../web/forms.ts';
import { type Html, html } from '../web/html.ts';
import { textField } from './field.ts';

/** The texts in the fields of a set of limits; a period that is missing or empty has no limit. */
export type TypedLimits = Readonly<Partial<Record<Period, string>>>;

export interface LimitFields {
  /** The name of the set: "budgets" has the fields "budgets_day", "budgets_week" and so on. */
  readonly name: string;
  readonly legend: string;
  readonly hint: string;
  readonly labels: Readonly<Record<Period, string>>;
  readonly typed: TypedLimits;
  /** All when absent. */
  readonly periods?: readonly Period[];
  /** By the name of the field. */
  readonly errors: Readonly<Record<string, string>>;
}

/** A whole set of limits at once, one small field per period. */
export function limitFields({ name, legend, hint, labels, typed, errors, periods = PERIODS }: LimitFields): Html {
  const fields = periods.map((period) => {
    const field = fieldName(name, period);
    return textField({
      name: field,
      label: labels[period],
      value: typed[period] ?? '',
      error: errors[field],
      inputmode: 'decimal',
      maxLength: 20,
      unit: 'USD',
    });
  });
  return html`<fieldset class="set limits"><legend>${legend}</legend><div class="fields">${fields}</div><p class="hint">${hint}</p></fieldset>`;
}

export function typedLimits(form: Form, name: string): TypedLimits {
  return Object.fromEntries(PERIODS.map((period) => [period, form.text(fieldName(name, period))]));
}

export function typedFrom(limits: readonly BudgetLimit[]): TypedLimits {
  return Object.fromEntries(limits.map(({ period, limit }) => [period, formatUsd(limit)]));
}

/** What was typed as limits, in the order of PERIODS; an amount that cannot be read is NaN, which the rules refuse. */
export function limitsFrom(typed: TypedLimits): BudgetLimit[] {
  return filledPeriods(typed).map((period) => ({ period, limit: parseUsd(typed[period] ?? '') ?? Number.NaN }));
}

/** The form field that a limit of limitsFrom() came from. */
export function limitFieldAt(name: string, index: number, typed: TypedLimits): string {
  return fieldName(name, filledPeriods(typed)[index] ?? 'day');
}

function filledPeriods(typed: TypedLimits): Period[] {
  return PERIODS.filter((period) => (typed[period] ?? '') !== '');
}

function fieldName(name: string, period: Period): string {
  return `${name}_${period}`;
}
