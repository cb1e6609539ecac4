import type { SchoolClass } from '../../../access/classes.ts';
import { type ModelPolicy, modelsInUse } from '../../../access/model-policy.ts';
import { endpointKinds } from '../../../admin/budget-checks.ts';
import type { BudgetSelector } from '../../../ledger/budget-selectors.ts';
import { BUDGET_UNITS, type BudgetUnit } from '../../../ledger/budget-units.ts';
import type { BudgetLimit } from '../../../ledger/budgets.ts';
import { mayCarry } from '../../../ledger/carry-over.ts';
import { PERIODS, type Period } from '../../../ledger/periods.ts';
import { endpointName } from '../../components/endpoint-name.ts';
import { checkbox, selectField, submit, textField } from '../../components/field.ts';
import { parseUsd } from '../../format/parse-usd.ts';
import type { Form } from '../../web/forms.ts';
import { attribute, type Html, html } from '../../web/html.ts';
import { PageError } from '../../web/page-error.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { CLASS_FORM } from '../class/form-texts.ts';
import type { FieldAt, FieldErrors, RefusedForm } from '../form-errors/form-errors.ts';
import { LIMITS } from './texts.ts';

/** Names of the fields: the page has other forms with limits. */
const FIELDS = {
  ...{ limit: 'new_limit', unit: 'new_unit', period: 'new_period', models: 'new_model', endpoint: 'new_endpoint' },
  carry: 'new_carry',
} as const;

export interface LimitFormParts {
  readonly policy: ModelPolicy;
  /** Whose models may be chosen; null: all that the server allows. */
  readonly schoolClass: Pick<SchoolClass, 'allowedModels'> | null;
  readonly periods: readonly Period[];
  readonly refused: RefusedForm | null;
  /** Before the other fields: for whom it is. */
  readonly whom?: Html;
}

/** Whatever a limit may be: an amount of a unit in a period, of all calls or of some. */
export function limitForm(view: OwnerView, { policy, schoolClass, periods, refused, whom }: LimitFormParts): Html {
  const t = LIMITS[view.language];
  const { limitNames, carryOver } = CLASS_FORM[view.language];
  const form = refused?.form;
  const errors: FieldErrors = refused?.errors ?? {};
  const units = BUDGET_UNITS.map((value) => ({ value, text: t.units[value] }));
  const endpoints = [
    { value: '', text: t.everyEndpoint },
    ...endpointKinds(policy).map((value) => ({ value, text: endpointName(value) })),
  ];
  const ticked = new Set(form?.all(FIELDS.models) ?? []);
  const boxes = selectableModels(policy, schoolClass, ticked).map((id) =>
    checkbox(FIELDS.models, html`<code>${id}</code>`, ticked.has(id), id),
  );
  const modelError = errors[FIELDS.models];
  return html`<div class="stack">${whom}<div class="fields">
${textField({ name: FIELDS.limit, label: t.limit, value: form?.text(FIELDS.limit), error: errors[FIELDS.limit], inputmode: 'decimal', isRequired: true, maxLength: 20 })}
${selectField({ name: FIELDS.unit, label: t.unit, choices: units, value: form?.text(FIELDS.unit) ?? 'tokens' })}
${selectField({ name: FIELDS.period, label: t.period, choices: periods.map((value) => ({ value, text: limitNames[value] })), value: form?.text(FIELDS.period) ?? 'day', error: errors[FIELDS.period] })}
</div><p class="hint">${t.limitHint}</p>
<fieldset class="set" ${attribute('aria-invalid', modelError === undefined ? null : 'true')}><legend>${t.models}</legend>${
    modelError === undefined ? null : html`<p class="error">${modelError}</p>`
  }<div class="choices-of-models">${boxes}</div><p class="hint">${t.modelsHint}</p></fieldset>
${selectField({ name: FIELDS.endpoint, label: t.endpoint, choices: endpoints, value: form?.text(FIELDS.endpoint) ?? '', error: errors[FIELDS.endpoint] })}
${checkbox(FIELDS.carry, carryOver, form?.has(FIELDS.carry))}${submit(t.save)}</div>`;
}

/** Those that answer now for a name which students may use; and what is ticked already. */
function selectableModels(
  policy: ModelPolicy,
  schoolClass: LimitFormParts['schoolClass'],
  ticked: ReadonlySet<string>,
): string[] {
  const answering = modelsInUse(policy, schoolClass).map(({ id }) => id);
  return [...new Set([...answering, ...ticked])];
}

/** Each model that may be chosen, and each endpoint: where one choice must do. */
export function countableCalls(policy: ModelPolicy, schoolClass: LimitFormParts['schoolClass']): BudgetSelector[] {
  return [
    ...selectableModels(policy, schoolClass, new Set()).map((id) => ({ models: [id] })),
    ...endpointKinds(policy).map((endpoint) => ({ endpoint })),
  ];
}

/** What the form says; an amount that cannot be read is NaN, which the rules refuse. @throws PageError 400 */
export function limitFromForm(form: Form): BudgetLimit {
  const unit = BUDGET_UNITS.find((each) => each === form.text(FIELDS.unit));
  const period = PERIODS.find((each) => each === form.text(FIELDS.period));
  if (unit === undefined || period === undefined) throw new PageError(400);
  const carries = form.has(FIELDS.carry);
  return {
    period,
    unit,
    selector: selectorFrom(form),
    limit: heightFrom(form.text(FIELDS.limit), unit),
    carryOver: carries || mayCarry(period) ? carries : undefined,
  };
}

/** "200,000" as people type it. */
export function heightFrom(typed: string, unit: BudgetUnit): number {
  if (unit === 'money') return parseUsd(typed) ?? Number.NaN;
  const digits = typed.trim().replaceAll(/[,\s]/g, '');
  return /^\d{1,15}$/.test(digits) ? Number(digits) : Number.NaN;
}

function selectorFrom(form: Form): BudgetSelector | null {
  const [models, endpoint] = [form.all(FIELDS.models), form.text(FIELDS.endpoint)];
  if (models.length > 0) return { models };
  return endpoint === '' ? null : { endpoint };
}

/** The sentence for a form that chooses in both ways; null: it does not. */
export function bothChosen(form: Form, view: OwnerView): FieldErrors | null {
  if (form.all(FIELDS.models).length === 0 || form.text(FIELDS.endpoint) === '') return null;
  return { [FIELDS.endpoint]: LIMITS[view.language].notBoth };
}

export const LIMIT_FIELD_AT: FieldAt = ([name, part]) => {
  if (name === 'selector') return part === 'endpoint' ? FIELDS.endpoint : FIELDS.models;
  if (name === 'limit' || name === 'quantity') return FIELDS.limit;
  return name === 'period' || name === 'carryOver' ? FIELDS.period : null;
};
