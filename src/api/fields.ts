import type { BudgetLimit } from '../ledger/budgets.ts';
import { type NanoUsd, usdToNano } from '../ledger/money.ts';
import { isLocalDay, isTimeZone, type Period } from '../ledger/periods.ts';
import { invalidValue } from './owner-error.ts';

/**
 * The fields of bodies and queries as domain values. Each throws OwnerError 400 that names the field. The schemas
 * have checked the JSON types before.
 */

const MAX_NAME_CHARACTERS = 200;
/** With all that may stand around it. Looking for where blanks end takes time by the square of their number. */
const MAX_TYPED = 2000;
const MAX_EMAIL_CHARACTERS = 254;
/** The control characters; a name with one can forge lines in logs and tables. */
const CONTROL = /[\p{Cc}\u2028\u2029]/u;
/** What turns the direction of the text around it, also that of a page or a terminal. */
const TURNING = /[\u202a-\u202e\u2066-\u2069]/;
/** Names copied from an address book come wrapped in such marks. */
const AROUND = /^[\s\u202a-\u202e\u2066-\u2069]+|[\s\u202a-\u202e\u2066-\u2069]+$/g;
/** Anything that can be seen, and clicked on: fillers, zero widths and accents without a letter cannot. */
const VISIBLE = /[^\p{C}\p{Z}\p{M}\p{Default_Ignorable_Code_Point}\u2800]/u;
/** No script stacks so many; a name that does draws over what stands around it. */
const PILE_OF_MARKS = /\p{M}{5}/u;
const CONTROL_IN_TEXT = /[^\P{Cc}\n\t]/u;

export function nameFrom(text: string, param: string): string {
  const name = text.length > MAX_TYPED ? text : text.replace(AROUND, '');
  // Composed or taken apart: one letter may stand for a whole phrase, and is not to be compared as one forever.
  const characters = Math.max([...name].length, [...name.slice(0, 2 * MAX_NAME_CHARACTERS).normalize('NFKC')].length);
  if (characters < 1 || characters > MAX_NAME_CHARACTERS) {
    throw invalidValue(param, `${param} must have 1 to ${MAX_NAME_CHARACTERS} characters.`);
  }
  if (CONTROL.test(name) || TURNING.test(name) || !name.isWellFormed()) {
    throw invalidValue(
      param,
      `${param} cannot contain line breaks, tabs, other control characters, or marks that turn the direction of text.`,
    );
  }
  if (!VISIBLE.test(name) || PILE_OF_MARKS.test(name.normalize('NFC'))) {
    throw invalidValue(param, `${param} must have a letter that can be seen, and no pile of accents.`);
  }
  return name;
}

/** Text of several lines, its line ends all "\n"; null when nothing is left of it. */
export function textFrom(text: string | null, param: string, mostCharacters: number): string | null {
  if (text === null) return null;
  const lines = text.replace(/\r\n?/g, '\n').trim();
  if ([...lines].length > mostCharacters) {
    throw invalidValue(param, `${param} can have at most ${mostCharacters.toLocaleString('en')} characters.`);
  }
  if (CONTROL_IN_TEXT.test(lines) || !lines.isWellFormed()) {
    throw invalidValue(param, `${param} cannot contain control characters other than line breaks and tabs.`);
  }
  return lines === '' ? null : lines;
}

/** Loosely: only a message that arrives proves an address. */
export function emailFrom(text: string | null, param: string): string | null {
  if (text === null) return null;
  const email = nameFrom(text, param);
  if (email.length > MAX_EMAIL_CHARACTERS || !/^[^\s@]+@[^\s@]+$/.test(email)) {
    throw invalidValue(param, `${param} must look like name@school.example, or be null.`);
  }
  return email;
}

export function timeZoneFrom(text: string, param: string): string {
  if (!isTimeZone(text)) {
    throw invalidValue(param, `${param} must be the name of a time zone, such as Asia/Seoul or UTC.`);
  }
  return text;
}

export function localDayFrom(text: string, param: string): string {
  if (!isLocalDay(text)) throw invalidValue(param, `${param} must be a day of the calendar, written YYYY-MM-DD.`);
  return text;
}

/** An instant with its zone ("2026-12-31T23:59:59+09:00"), later than now. Returns ms UTC. */
export function laterInstantFrom(text: string, param: string, now: number): number {
  const written = /^(\d{4}-\d{2}-\d{2})[Tt]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?([Zz]|[+-]\d{2}:\d{2})$/.exec(text);
  const instant = written !== null && isLocalDay(written[1] ?? '') ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(instant)) {
    throw invalidValue(param, `${param} must be an instant with its zone, such as 2026-12-31T23:59:59+09:00.`);
  }
  if (instant <= now) throw invalidValue(param, `${param} must be in the future.`);
  return instant;
}

export function amountFrom(usd: number, param: string): NanoUsd {
  try {
    return usdToNano(usd);
  } catch (error) {
    if (error instanceof RangeError) throw invalidValue(param, `${param}: ${error.message}.`);
    throw error;
  }
}

export interface LimitJson {
  readonly period: Period;
  readonly limit_usd: number;
}

/** A whole set of limits: at most one per period. */
export function limitsFrom(list: readonly LimitJson[], param: string): BudgetLimit[] {
  const seen = new Set<Period>();
  return list.map(({ period, limit_usd }, index) => {
    if (seen.has(period)) {
      throw invalidValue(`${param}[${index}].period`, `${param} has two limits per ${period}. Keep one of them.`);
    }
    seen.add(period);
    return { period, limit: amountFrom(limit_usd, `${param}[${index}].limit_usd`) };
  });
}

/** An id in a path or a query. */
export function idFrom(text: string, param: string): number {
  const id = /^[1-9]\d{0,15}$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(id)) throw invalidValue(param, `${param} must be an id: a whole number above zero.`);
  return id;
}
