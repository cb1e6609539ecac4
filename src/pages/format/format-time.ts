import type { Language } from '../../language/languages.ts';
import { dayInSentence, momentInSentence, noteOfZone } from '../../language/moments.ts';
import { FOREVER, localDay } from '../../ledger/periods.ts';
import { type Html, html } from '../web/html.ts';
import type { ViewContext } from '../web/view-context.ts';

type ZoneView = Pick<ViewContext, 'language' | 'timeZone' | 'homeTimeZone'>;
type TimeView = Pick<ViewContext, 'now'> & ZoneView;

const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', ko: 'ko-KR' };
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const STYLES = {
  /** "23 Nov 2026, 12:00:05". Not by timeStyle, which writes 0:00:00 in Korean where all else has 00:00. */
  exact: {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  },
  /** "23 Nov, 12:00:05", "11월 23일 12:00:05" */
  shortMoment: {
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  },
  /** "23 Nov 2026" */
  date: { dateStyle: 'medium' },
  /** "23 Nov" */
  day: { month: 'short', day: 'numeric' },
  /** "Nov 2026", "2026년 11월" */
  month: { year: 'numeric', month: 'short' },
  /** "12:00" */
  clock: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

/** For sentences: "Monday 30 November at 00:00", "11월 30일(월) 0시"; without the time, "Monday 23 November", "11월 23일(월)". */
type SentenceStyle = 'moment' | 'long';
export type TimeStyle = keyof typeof STYLES | SentenceStyle;

/** An instant as text, in the zone of the view, which is named unless it is the reader's own. @param at ms UTC */
export function formatTime(at: number, view: TimeView, style: TimeStyle): string {
  return format(at, view, style) + zoneNote(view);
}

/** " (Asia/Seoul)", "(대한민국 시간)" behind a date outside the reader's own zone, else nothing. */
export function zoneNote({ timeZone, homeTimeZone, language }: ZoneView): string {
  return homeTimeZone === null || timeZone === homeTimeZone ? '' : noteOfZone(timeZone, language);
}

/** An instant in a `<time>`; its title is exact and names the zone. */
export function time(at: number, view: TimeView, style: TimeStyle): Html {
  return timeElement(at, view, formatTime(at, view, style));
}

/** "3 minutes ago"; after a week, the day itself. */
export function ago(at: number, view: TimeView): Html {
  return timeElement(at, view, agoText(at, view));
}

/** Until when something lasts: "Sunday 29 November", that day included, or a moment of a day. @param endsAt exclusive, ms UTC */
export function formatUntil(endsAt: number, view: TimeView): string {
  const isMidnight = localDay(view.timeZone, endsAt - 1) !== localDay(view.timeZone, endsAt);
  return isMidnight ? formatTime(endsAt - 1, view, 'long') : formatTime(endsAt, view, 'moment');
}

/** The end of a period; null when it never ends. */
export function formatMoment(end: number, view: TimeView): string | null {
  return end >= FOREVER ? null : formatTime(end, view, 'moment');
}

function format(at: number, { timeZone, language }: TimeView, style: TimeStyle): string {
  if (style === 'moment') return momentInSentence(at, timeZone, language);
  if (style === 'long') return dayInSentence(localDay(timeZone, at), language);
  return formatOf(language, timeZone, style).format(at);
}

/** A local day of the ledger (YYYY-MM-DD), the same in every time zone. */
export function formatDay(
  day: string,
  { language }: Pick<ViewContext, 'language'>,
  style: 'day' | 'date' | 'long' | 'month' = 'day',
): string {
  if (style === 'long') return dayInSentence(day, language);
  return formatOf(language, 'UTC', style).format(Date.parse(`${day}T00:00:00Z`));
}

const BETWEEN: Readonly<Record<Language, string>> = { en: ' – ', ko: ' ~ ' };

/** "1 Sept 2026 – 18 Dec 2026", "2026. 9. 1. ~ 2026. 12. 18."; a single day is written once. @param first and last: local days */
export function formatDays(
  first: string,
  last: string,
  view: Pick<ViewContext, 'language'>,
  style: 'day' | 'date',
): string {
  if (first === last) return formatDay(first, view, style);
  return formatDay(first, view, style) + BETWEEN[view.language] + formatDay(last, view, style);
}

function timeElement(at: number, view: TimeView, text: string): Html {
  const exact = format(at, view, 'exact') + noteOfZone(view.timeZone, view.language);
  return html`<time datetime="${new Date(at).toISOString()}" title="${exact}">${text}</time>`;
}

const STEPS = [
  ['minute', MINUTE_MS, HOUR_MS],
  ['hour', HOUR_MS, DAY_MS],
  ['day', DAY_MS, 7 * DAY_MS],
] as const;
const JUST_NOW: Readonly<Record<Language, string>> = { en: 'just now', ko: '방금' };

function agoText(at: number, view: TimeView): string {
  const past = view.now - at;
  if (Math.abs(past) < MINUTE_MS) return JUST_NOW[view.language];
  const step = STEPS.find(([, , below]) => Math.abs(past) < below);
  if (step === undefined) return formatTime(at, view, 'date');
  const [unit, size] = step;
  return relativeFormatOf(view.language).format(Math.trunc(-past / size), unit);
}

/** Making a formatter takes longer than a page. There is one per language, time zone and style. */
const formats = new Map<string, Intl.DateTimeFormat>();
const relatives = new Map<Language, Intl.RelativeTimeFormat>();

function formatOf(language: Language, timeZone: string, style: keyof typeof STYLES): Intl.DateTimeFormat {
  const key = `${language} ${timeZone} ${style}`;
  const format = formats.get(key) ?? new Intl.DateTimeFormat(LOCALES[language], { ...STYLES[style], timeZone });
  formats.set(key, format);
  return format;
}

function relativeFormatOf(language: Language): Intl.RelativeTimeFormat {
  const format = relatives.get(language) ?? new Intl.RelativeTimeFormat(LOCALES[language]);
  relatives.set(language, format);
  return format;
}
