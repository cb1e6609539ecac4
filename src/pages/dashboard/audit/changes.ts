import { PERIODS, type Period } from '../../../ledger/periods.ts';
import { formatMoney, money } from '../../format/format-money.ts';
import { time } from '../../format/format-time.ts';
import { type Html, html, type Part } from '../../web/html.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { CLASS_FORM } from '../class/form-texts.ts';
import { classLink, studentLink, type Who } from '../people-filter/people-filter.ts';
import { AUDIT } from './texts.ts';

/** What a change did to one field; undefined where there was, or is, no such field. */
export interface FieldChange {
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
}

export type Kept = Readonly<Record<string, unknown>>;

/** Said by the subject of the entry, or by its time. */
const SAID_ELSEWHERE: ReadonlySet<string> = new Set([
  ...['id', 'createdAt', 'scope', 'scopeId', 'studentId', 'recordId', 'kind', 'detail'],
]);
/** A token that was issued or revoked is called by it. */
const NAMES_ITSELF = 'prefix';

/** What was made or removed shows what it was made of; all else, the fields that differ. */
export function fieldChanges(before: unknown, after: unknown): FieldChange[] {
  const [was, is] = [kept(before), kept(after)];
  const fields = Object.keys(is ?? was ?? {}).filter((field) => !SAID_ELSEWHERE.has(field));
  return fields
    .map((field) => ({ field, before: was?.[field], after: is?.[field] }))
    .filter((change) =>
      was !== null && is !== null
        ? !isSame(change.before, change.after)
        : change.field !== NAMES_ITSELF && !isEmpty(change.before ?? change.after),
    );
}

/** The fields of a value that was kept; null when it has none. */
export function kept(value: unknown): Kept | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Kept) : null;
}

export function showChanges(view: OwnerView, changes: readonly FieldChange[], who: Who): Html | null {
  if (changes.length === 0) return null;
  const { fields } = AUDIT[view.language];
  const items = changes.map(({ field, before, after }) => {
    const show = (value: unknown) => shownAs(view, field, value, who);
    const sides = [before, after].filter((value) => value !== undefined).map(show);
    const [first, second] = sides;
    return html`<li><span class="word">${labelOf(fields, field)}</span> ${first}${second === undefined ? null : html` → ${second}`}</li>`;
  });
  return html`<ul class="changes">${items}</ul>`;
}

/** A name of another version of jigap stays as it is. */
export function labelOf(labels: Readonly<Record<string, string>>, name: string): string {
  return labels[name] ?? name;
}

const MONEY: ReadonlySet<string> = new Set(['limit', 'charged', 'refunded', 'held', 'cost']);
/** A class's rules may have thousands; the class itself has them all. */
const MAX_CHARACTERS = 160;

function shownAs(view: OwnerView, field: string, value: unknown, who: Who): Part {
  const t = AUDIT[view.language];
  if (field === 'allowedModels' && value === null) return t.everyModel;
  if (isEmpty(value)) return t.nothing;
  if (typeof value === 'number') return numberOf(view, field, value, who);
  if (field === 'period' && typeof value === 'string') return periodOf(view, value);
  if (field === 'language') return value === 'ko' ? '한국어' : 'English';
  if (Array.isArray(value)) return value.map((one) => listedOf(view, one)).join(', ');
  return shortened(typeof value === 'string' ? value : JSON.stringify(value));
}

function numberOf(view: OwnerView, field: string, value: number, who: Who): Part {
  if (MONEY.has(field)) return money(value, view);
  if (field.endsWith('At')) return time(value, view, 'exact');
  if (field === 'classId') return classLink(view, who, value);
  return field === 'studentId' ? studentLink(view, who, value) : value;
}

/** A limit in a list of them, or a model's name. */
function listedOf(view: OwnerView, one: unknown): string {
  const limit = kept(one);
  if (limit === null) return String(one);
  if (typeof limit.limit !== 'number') return JSON.stringify(one);
  const amount = formatMoney(limit.limit, view);
  const period = String(limit.period);
  return isPeriod(period) ? CLASS_FORM[view.language].limitPer[period](amount) : `${amount} (${period})`;
}

function periodOf({ language }: OwnerView, period: string): string {
  return isPeriod(period) ? CLASS_FORM[language].limitNames[period] : period;
}

function isPeriod(text: string): text is Period {
  return PERIODS.some((period) => period === text);
}

function shortened(text: string): string {
  const characters = [...text];
  return characters.length > MAX_CHARACTERS ? `${characters.slice(0, MAX_CHARACTERS).join('')}…` : text;
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
}

/** Values of JSON. */
function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
