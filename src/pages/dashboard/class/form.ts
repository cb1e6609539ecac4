import type { SchoolClass } from '../../../access/classes.ts';
import { type ClassBody, MAX_RULES_CHARACTERS } from '../../../api/class-changes.ts';
import type { OwnerDeps } from '../../../api/deps.ts';
import { OwnerError } from '../../../api/owner-error.ts';
import { isLocalDay } from '../../../ledger/periods.ts';
import { checkbox, selectField, textArea, textField } from '../../components/field.ts';
import { LANGUAGE_NAMES } from '../../components/layout.ts';
import { fieldAt, type TypedLimits } from '../../components/limit-fields.ts';
import type { Form } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { isLanguage } from '../../web/language.ts';
import type { ViewContext } from '../../web/view-context.ts';
import { CLASS_FORM, type ClassError, type ClassFormTexts } from './form-texts.ts';

/** What stands in the fields of a class, whether it can be taken or not. */
export interface ClassDraft {
  readonly name: string;
  readonly timeZone: string;
  readonly language: string;
  readonly startsOn: string;
  readonly endsOn: string;
  readonly models: readonly string[];
  readonly rules: string;
}

/** Sentences, by the name of the field. */
export type FieldErrors = Readonly<Record<string, string>>;

export function emptyDraft({ timeZone, language }: OwnerDeps): ClassDraft {
  return { name: '', timeZone, language, startsOn: '', endsOn: '', models: [], rules: '' };
}

export function draftOf(schoolClass: SchoolClass): ClassDraft {
  const { name, timeZone, language, startsOn, endsOn, allowedModels, rules } = schoolClass;
  return {
    ...{ name, timeZone, language },
    startsOn: startsOn ?? '',
    endsOn: endsOn ?? '',
    models: allowedModels ?? [],
    rules: rules ?? '',
  };
}

export function draftFrom(form: Form): ClassDraft {
  return {
    name: form.text('name'),
    timeZone: form.text('time_zone'),
    language: form.text('language'),
    startsOn: form.text('starts_on'),
    endsOn: form.text('ends_on'),
    models: form.all('models'),
    rules: form.text('rules'),
  };
}

/** As the owner's API takes it. @throws OwnerError 400 for a language that there is not */
export function bodyOf(draft: ClassDraft): ClassBody & { readonly name: string } {
  const { name, timeZone, language, startsOn, endsOn, models, rules } = draft;
  if (!isLanguage(language)) throw new OwnerError(400, 'invalid_value', 'language must be ko or en.', 'language');
  return {
    ...{ name, language, rules },
    time_zone: timeZone,
    starts_on: startsOn === '' ? null : startsOn,
    ends_on: endsOn === '' ? null : endsOn,
    allowed_models: models.length === 0 ? null : [...models],
  };
}

/** What was typed, for those errors that only all of it explains. */
export interface Typed {
  readonly draft?: ClassDraft;
  /** By the name of the set in the API. */
  readonly sets?: Readonly<Record<string, TypedLimits>>;
}

/**
 * What the rules of the API refused, as sentences for the fields that are wrong.
 * @throws the error itself when no field is wrong
 */
export function errorsOf(error: unknown, view: ViewContext, { draft, sets = {} }: Typed): FieldErrors {
  if (!(error instanceof OwnerError) || error.param === null || error.status === 404) throw error;
  const { param } = error;
  const t = CLASS_FORM[view.language];
  const set = Object.keys(sets).find((name) => param.startsWith(`${name}[`));
  if (set === undefined) return { [plainName(param)]: t.errors[errorAt(error, param, draft)] };
  const text = t.errors[param.endsWith('.period') ? 'endlessTerm' : 'amount'];
  return { [fieldAt(set, param, sets[set] ?? {})]: text };
}

/** The fields of the form have the names of the API, but for a list, which is one field here. */
function plainName(param: string): string {
  return param.startsWith('allowed_models') ? 'models' : param;
}

function errorAt({ status }: OwnerError, param: string, draft: ClassDraft | undefined): ClassError {
  if (status === 409) return 'losesEnd';
  const name = plainName(param);
  if (name !== 'starts_on' && name !== 'ends_on') return PLAIN_ERRORS[name] ?? 'name';
  const areDays = draft !== undefined && isLocalDay(draft.startsOn) && isLocalDay(draft.endsOn);
  return areDays ? 'order' : 'date';
}

const PLAIN_ERRORS: Readonly<Record<string, ClassError>> = {
  name: 'name',
  time_zone: 'timeZone',
  language: 'language',
  models: 'model',
  rules: 'rules',
  join_places: 'joinPlaces',
};

export function classFields(
  view: ViewContext,
  draft: ClassDraft,
  errors: FieldErrors,
  allowed: readonly string[],
): Html {
  const t = CLASS_FORM[view.language];
  const error = (name: string) => errors[name];
  const zones = [...new Set([draft.timeZone, ...TIME_ZONES])].filter((zone) => zone !== '').sort();
  return html`${textField({ name: 'name', label: t.name, value: draft.name, error: error('name'), isRequired: true, maxLength: 200 })}
<div class="fields dates">${textField({ name: 'starts_on', label: t.startsOn, type: 'date', value: draft.startsOn, error: error('starts_on') })}
${textField({ name: 'ends_on', label: t.endsOn, type: 'date', value: draft.endsOn, error: error('ends_on') })}</div><p class="hint">${t.datesHint}</p>
${selectField({
  name: 'language',
  label: t.language,
  value: draft.language,
  choices: (['ko', 'en'] as const).map((value) => ({ value, text: LANGUAGE_NAMES[value] })),
  hint: t.languageHint,
  error: error('language'),
})}
${selectField({
  name: 'time_zone',
  label: t.timeZone,
  value: draft.timeZone,
  choices: zones.map((zone) => ({ value: zone, text: zone })),
  hint: t.timeZoneHint,
  error: error('time_zone'),
})}
${modelFields(t, draft, error('models'), allowed)}
${textArea({ name: 'rules', label: t.rules, value: draft.rules, rows: 5, maxLength: MAX_RULES_CHARACTERS, hint: t.rulesHint, error: error('rules') })}`;
}

/** A model that the server allows no more is still shown: to lose the last one would mean to get them all. */
function modelFields(
  t: ClassFormTexts,
  { models }: ClassDraft,
  error: string | undefined,
  allowed: readonly string[],
): Html {
  const boxes = [...new Set([...allowed, ...models])].map((name) =>
    checkbox('models', name, models.includes(name), name),
  );
  return html`<fieldset class="set"><legend>${t.models}</legend>${boxes}${
    error === undefined ? null : html`<p class="error">${error}</p>`
  }<p class="hint">${t.modelsHint}</p></fieldset>`;
}

/** Every place that a class can be in. */
const TIME_ZONES: readonly string[] = ['UTC', ...Intl.supportedValuesOf('timeZone')];
