import { LANGUAGES, type Language } from '../language/languages.ts';
import { MAX_NANO_USD, type NanoUsd } from '../ledger/money.ts';
import { isLocalDay, isTimeZone } from '../ledger/periods.ts';
import { AdminError, type FieldPath } from './admin-error.ts';

const CONTROL_IN_TEXT = /[^\P{Cc}\n\t]/u;

/** Text of several lines, its line ends all "\n"; null when nothing is left of it. */
export function parseText(text: string | null, maxCharacters: number, path: FieldPath): string | null {
  if (text === null) return null;
  const lines = text.replace(/\r\n?/g, '\n').trim();
  if ([...lines].length > maxCharacters) throw new AdminError({ code: 'text_length', max: maxCharacters }, path);
  if (CONTROL_IN_TEXT.test(lines) || !lines.isWellFormed()) {
    throw new AdminError({ code: 'text_control_characters' }, path);
  }
  return lines === '' ? null : lines;
}

export function parseLanguage(text: string, path: FieldPath): Language {
  const language = LANGUAGES.find((each) => each === text);
  if (language === undefined) throw new AdminError({ code: 'language_unknown' }, path);
  return language;
}

export function checkTimeZone(name: string, path: FieldPath): string {
  if (!isTimeZone(name)) throw new AdminError({ code: 'time_zone_unknown' }, path);
  return name;
}

/** @param day YYYY-MM-DD */
export function checkDay(day: string, path: FieldPath): string {
  if (!isLocalDay(day)) throw new AdminError({ code: 'day_invalid' }, path);
  return day;
}

/** @param instant ms UTC; NaN when what was typed is no instant */
export function checkFuture(instant: number, now: number, path: FieldPath): number {
  if (!(instant > now)) throw new AdminError({ code: 'instant_past' }, path);
  return instant;
}

/** @param amount NaN when what was typed is no amount */
export function checkAmount(amount: NanoUsd, path: FieldPath): NanoUsd {
  if (Number.isInteger(amount) && amount >= 0 && amount <= MAX_NANO_USD) return amount;
  throw new AdminError({ code: 'amount_out_of_range' }, path);
}
