import type { SchoolClass } from '../../../access/classes.ts';
import { OWNER_TITLES } from '../../../access/owner-titles.ts';
import type { ClassDefaults, ZoneSource } from '../../../admin/class-defaults.ts';
import { MAX_RULES_CHARACTERS } from '../../../admin/classes.ts';
import { parseLanguage } from '../../../admin/field-checks.ts';
import { MAX_OWNER_TITLE_CHARACTERS } from '../../../admin/parse-owner-title.ts';
import { LANGUAGES } from '../../../language/languages.ts';
import { checkbox, selectField, textArea, textField } from '../../components/field.ts';
import { LANGUAGE_NAMES } from '../../components/layout.ts';
import { timeZoneChoices } from '../../components/time-zone-choices.ts';
import type { Site } from '../../web/deps.ts';
import type { Form } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import type { ViewContext } from '../../web/view-context.ts';
import { type FieldErrors, fieldsNamed } from '../form-errors/form-errors.ts';
import { CLASS_FORM } from './form-texts.ts';

/** The texts in the fields of a class, valid or not. */
export interface ClassDraft {
  readonly name: string;
  readonly timeZone: string;
  readonly language: string;
  /** '' for the default of the language. */
  readonly ownerTitle: string;
  readonly startsOn: string;
  readonly endsOn: string;
  readonly models: readonly string[];
  readonly rules: string;
}

export function emptyDraft({ timeZone, language }: ClassDefaults): ClassDraft {
  return { name: '', timeZone, language, ownerTitle: '', startsOn: '', endsOn: '', models: [], rules: '' };
}

export function draftOf(schoolClass: SchoolClass): ClassDraft {
  const { name, timeZone, language, ownerTitle, startsOn, endsOn, allowedModels, rules } = schoolClass;
  return {
    ...{ name, timeZone, language },
    ownerTitle: ownerTitle ?? '',
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
    ownerTitle: form.text('owner_title'),
    startsOn: form.text('starts_on'),
    endsOn: form.text('ends_on'),
    models: form.all('models'),
    rules: form.text('rules'),
  };
}

/** The fields of the class, which the rules check. @throws AdminError for an unknown language */
export function fieldsFrom(draft: ClassDraft) {
  const { name, timeZone, language, ownerTitle, startsOn, endsOn, models, rules } = draft;
  return {
    ...{ name, timeZone, ownerTitle, rules },
    language: parseLanguage(language, ['language']),
    startsOn: startsOn === '' ? null : startsOn,
    endsOn: endsOn === '' ? null : endsOn,
    allowedModels: models.length === 0 ? null : models,
  };
}

/** The form field of each field of a class. */
export const classFieldAt = fieldsNamed({
  name: 'name',
  timeZone: 'time_zone',
  language: 'language',
  ownerTitle: 'owner_title',
  startsOn: 'starts_on',
  endsOn: 'ends_on',
  allowedModels: 'models',
  rules: 'rules',
});

/** @param zoneSource of a zone that nobody has chosen yet */
export function classFields(
  view: ViewContext,
  { policy }: Site,
  draft: ClassDraft,
  errors: FieldErrors,
  zoneSource: ZoneSource = 'owner',
): Html {
  const t = CLASS_FORM[view.language];
  return html`${textField({ name: 'name', label: t.name, value: draft.name, error: errors.name, isRequired: true, maxLength: 200 })}
<div class="fields dates">${textField({ name: 'starts_on', label: t.startsOn, type: 'date', value: draft.startsOn, error: errors.starts_on })}
${textField({ name: 'ends_on', label: t.endsOn, type: 'date', value: draft.endsOn, error: errors.ends_on })}</div><p class="hint">${t.datesHint}</p>
${selectField({
  name: 'language',
  label: t.language,
  value: draft.language,
  choices: LANGUAGES.map((value) => ({ value, text: LANGUAGE_NAMES[value] })),
  hint: t.languageHint,
  error: errors.language,
})}
${textField({
  name: 'owner_title',
  label: t.ownerTitle,
  value: draft.ownerTitle,
  hint: t.ownerTitleHint,
  error: errors.owner_title,
  maxLength: MAX_OWNER_TITLE_CHARACTERS,
  suggestions: LANGUAGES.flatMap((each) => Object.values(OWNER_TITLES[each])),
})}
${selectField({
  name: 'time_zone',
  label: t.timeZone,
  value: draft.timeZone,
  choices: timeZoneChoices(draft.timeZone),
  hint: `${t.timeZoneHint}${t.zoneSource[zoneSource]}`,
  error: errors.time_zone,
})}
${modelFields(view, draft, errors.models, policy().allowed)}
${textArea({ name: 'rules', label: t.rules, value: draft.rules, rows: 5, maxLength: MAX_RULES_CHARACTERS, hint: t.rulesHint, error: errors.rules })}`;
}

/** A model that the server no longer allows is still shown: without its last model, a class would get all of them. */
function modelFields(
  { language }: ViewContext,
  { models }: ClassDraft,
  error: string | undefined,
  allowed: readonly string[],
): Html {
  const t = CLASS_FORM[language];
  const boxes = [...new Set([...allowed, ...models])].map((name) =>
    checkbox('models', name, models.includes(name), name),
  );
  return html`<fieldset class="set"><legend>${t.models}</legend>${boxes}${
    error === undefined ? null : html`<p class="error">${error}</p>`
  }<p class="hint">${t.modelsHint}</p></fieldset>`;
}
