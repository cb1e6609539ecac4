import { type BudgetLimit, limitOf } from '../../ledger/budgets.ts';
import { mayCarry } from '../../ledger/carry-over.ts';
import { formatUsd } from '../../ledger/money.ts';
import { PERIODS, type Period } from '../../ledger/periods.ts';
import { parseUsd } from '../format/parse-usd.ts';
import type { Form } from '../web/forms.ts';
import { type Html, html } from '../web/html.ts';
import { checkbox, textField } from './field.ts';

/** The texts in the fields of a set of limits; a period that is missing or empty has no limit. */
export type TypedLimits = Readonly<Partial<Record<Period | CarryField, string>>>;

/** Ticked: what is left of the period is carried over. */
type CarryField = `${Period}_carry`;
const TICKED = 'yes';

export interface LimitFields {
  /** The name of the set: "budgets" has the fields "budgets_day", "budgets_week" and so on. */
  readonly name: string;
  readonly legend: string;
  readonly hint: string;
  readonly labels: Readonly<Record<Period, string>>;
  /** Of the box beside each period that another one follows. */
  readonly carryLabel: string;
  readonly typed: TypedLimits;
  /** All when absent. */
  readonly periods?: readonly Period[];
  /** By the name of the field. */
  readonly errors: Readonly<Record<string, string>>;
}

/** A whole set of limits at once, one small field per period. */
export function limitFields({
  name,
  legend,
  hint,
  labels,
  carryLabel,
  typed,
  errors,
  periods = PERIODS,
}: LimitFields): Html {
  const fields = periods.map((period) => {
    const field = fieldName(name, period);
    const amount = textField({
      name: field,
      label: labels[period],
      value: typed[period] ?? '',
      error: errors[field],
      inputmode: 'decimal',
      maxLength: 20,
      unit: 'USD',
    });
    if (!mayCarry(period)) return amount;
    const label = html`<span class="unseen">${labels[period]}: </span>${carryLabel}`;
    const box = checkbox(`${field}_carry`, label, typed[`${period}_carry`] === TICKED, TICKED);
    return html`<div class="limit-field">${amount}${box}</div>`;
  });
  return html`<fieldset class="set limits"><legend>${legend}</legend><div class="fields">${fields}</div><p class="hint">${hint}</p></fieldset>`;
}

export function typedLimits(form: Form, name: string): TypedLimits {
  return Object.fromEntries(
    PERIODS.flatMap((period) => {
      const field = fieldName(name, period);
      return [
        [period, form.text(field)],
        [`${period}_carry`, form.text(`${field}_carry`)],
      ];
    }),
  );
}

/** Of balances, too: the limits that the owner set. */
export function typedFrom(limits: readonly Parameters<typeof limitOf>[0][]): TypedLimits {
  return Object.fromEntries(
    limits.map(limitOf).flatMap(({ period, limit, carryOver }) => [
      [period, formatUsd(limit)],
      [`${period}_carry`, carryOver === true ? TICKED : ''],
    ]),
  );
}

/** What was typed as limits, in the order of PERIODS; an amount that cannot be read is NaN, which the rules refuse. */
export function limitsFrom(typed: TypedLimits): BudgetLimit[] {
  return filledPeriods(typed).map((period) => ({
    period,
    limit: parseUsd(typed[period] ?? '') ?? Number.NaN,
    carryOver: mayCarry(period) ? typed[`${period}_carry`] === TICKED : undefined,
  }));
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
