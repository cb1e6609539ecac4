import type { LessonSession } from '../../../access/lessons.ts';
import { NOTICE_KIND_NAMES } from '../../../admin/notices/kind-names.ts';
import { callsInWords, formatQuantity } from '../../../language/budget-words.ts';
import { isLanguage, type Language } from '../../../language/languages.ts';
import { hoursText, type WeeklyHours, weeklyHoursText } from '../../../language/weekly-hours.ts';
import type { BudgetSelector } from '../../../ledger/budget-selectors.ts';
import { type BudgetUnit, isBudgetUnit } from '../../../ledger/budget-units.ts';
import type { BudgetLimit } from '../../../ledger/budgets.ts';
import { PERIODS, type Period } from '../../../ledger/periods.ts';
import { LANGUAGE_NAMES } from '../../components/layout.ts';
import { limitAmount } from '../../format/format-amount.ts';
import { money } from '../../format/format-money.ts';
import { formatDay, time } from '../../format/format-time.ts';
import { type Html, html, type Part } from '../../web/html.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { CLASS_FORM } from '../class/form-texts.ts';
import { LIMITS } from '../limits/texts.ts';
import type { People } from '../people-filter/load-people.ts';
import { classLink, studentLink } from '../people-filter/people-links.ts';
import { CHANNEL_AUDIT } from './channel-texts.ts';
import { asFields, type FieldChange, isEmpty } from './find-changes.ts';
import { LESSON_AUDIT } from './lesson-texts.ts';
import { AUDIT, labelOf } from './texts.ts';

/** Fields in nano-USD. */
const MONEY: ReadonlySet<string> = new Set(['limit', 'amount', 'charged', 'refunded', 'held', 'cost', 'granted']);
/** The rules of a class may have thousands; the page of the class shows all of them. */
const MAX_TEXT_CHARACTERS = 160;

/** @param unit of the budget that the changes are about; money where they are about none */
export function changeList(
  view: OwnerView,
  changes: readonly FieldChange[],
  people: People,
  unit: BudgetUnit = 'money',
): Html | null {
  if (changes.length === 0) return null;
  const { fields } = AUDIT[view.language];
  const items = changes.map(({ field, before, after }) => {
    const show = (value: unknown) =>
      field === 'limit' && typeof value === 'number' && unit !== 'money'
        ? formatQuantity(value, unit, view.language)
        : valueText(view, field, value, people);
    const [first, second] = [before, after].filter((value) => value !== undefined).map(show);
    return html`<li><span class="word">${labelOf(fields, field)}</span> ${first}${second === undefined ? null : html` → ${second}`}</li>`;
  });
  return html`<ul class="changes">${items}</ul>`;
}

function valueText(view: OwnerView, field: string, value: unknown, people: People): Part {
  const t = AUDIT[view.language];
  if (field === 'allowedModels' && value === null) return t.everyModel;
  const channel = channelText(view, field, value);
  if (channel !== null) return channel;
  if (isEmpty(value)) return t.nothing;
  if (typeof value === 'boolean') return value ? t.yes : t.no;
  if (typeof value === 'number') return numberText(view, field, value, people);
  if (field === 'state' && typeof value === 'string') return labelOf(t.states, value);
  if (field === 'joinMode' && typeof value === 'string') return labelOf(t.joinModes, value);
  if (field === 'period' && typeof value === 'string') return periodText(view, value);
  if (field === 'selector') return callsInWords(value as BudgetSelector, view.language);
  if (field === 'unit' && typeof value === 'string' && isBudgetUnit(value)) return LIMITS[view.language].units[value];
  if (field === 'language' && isLanguage(value)) return LANGUAGE_NAMES[value];
  if (field === 'modelSource' && typeof value === 'string') return labelOf(t.modelSources, value);
  if (field === 'opening' && typeof value === 'string') return labelOf(LESSON_AUDIT[view.language].openings, value);
  if (field === 'weeklyHours') return weeklyHoursText(value as WeeklyHours[], view.language);
  if (field === 'lessonSessions' && Array.isArray(value))
    return value.map((each) => sessionText(view, each as LessonSession)).join(', ');
  if (Array.isArray(value)) return value.map((item) => itemText(view, item)).join(', ');
  return shorten(typeof value === 'string' ? value : JSON.stringify(value));
}

/** Of notices and their channels; null: it is about something else. */
function channelText({ language }: OwnerView, field: string, value: unknown): string | null {
  const t = CHANNEL_AUDIT[language];
  if (field === 'noticeKinds' && value === null) return t.everyKind;
  if (field === 'noticeKinds' || field === 'muted') return kindNames(language, value);
  if (field === 'isOn') return value === true ? t.isOn : t.isOff;
  return field === 'addressReplaced' && value === true ? t.replaced : null;
}

/** null: there is none. */
function kindNames(language: Language, kinds: unknown): string | null {
  if (!Array.isArray(kinds) || kinds.length === 0) return null;
  return kinds.map((kind) => labelOf(NOTICE_KIND_NAMES[language], String(kind))).join(', ');
}

function numberText(view: OwnerView, field: string, value: number, people: People): Part {
  if (MONEY.has(field)) return money(value, view);
  if (/(?:At|Until)$/.test(field)) return time(value, view, 'exact');
  if (field === 'classId') return classLink(view, people, value);
  return field === 'studentId' ? studentLink(view, people, value) : value;
}

/** "24 Nov 2026, 22:00-24:00". */
function sessionText(view: OwnerView, session: LessonSession): string {
  return `${formatDay(session.day, view, 'date')} ${hoursText(session, view.language)}`;
}

/** A limit of a list of limits, or a model's name. */
function itemText(view: OwnerView, item: unknown): string {
  const limit = asFields(item);
  if (limit === null) return String(item);
  if (typeof limit.limit !== 'number') return JSON.stringify(item);
  const amount = limitAmount({ ...(limit as unknown as BudgetLimit), limit: limit.limit }, view);
  const period = String(limit.period);
  if (!isPeriod(period)) return `${amount} (${period})`;
  const { limitPer, carriedOver } = CLASS_FORM[view.language];
  const text = limitPer[period](amount);
  return limit.carryOver === true ? carriedOver(text) : text;
}

function periodText({ language }: OwnerView, period: string): string {
  return isPeriod(period) ? CLASS_FORM[language].limitNames[period] : period;
}

function isPeriod(text: string): text is Period {
  return PERIODS.some((period) => period === text);
}

function shorten(text: string): string {
  const characters = [...text];
  return characters.length > MAX_TEXT_CHARACTERS ? `${characters.slice(0, MAX_TEXT_CHARACTERS).join('')}…` : text;
}
