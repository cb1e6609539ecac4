import type { Temporal } from 'temporal-polyfill';
import { temporal } from './temporal.ts';

export const PERIODS = ['day', 'week', 'month', 'term', 'total'] as const;
export type Period = (typeof PERIODS)[number];

/** Those that begin anew by the calendar. */
export type CalendarPeriod = Exclude<Period, 'term' | 'total'>;

/** Where a period begins, and how long it is. A week begins on Monday. */
const CALENDAR_PERIODS: Readonly<
  Record<
    CalendarPeriod,
    { readonly firstDay: (day: Temporal.PlainDate) => Temporal.PlainDate; readonly length: Temporal.DurationLike }
  >
> = {
  day: { firstDay: (day) => day, length: { days: 1 } },
  week: { firstDay: (day) => day.subtract({ days: day.dayOfWeek - 1 }), length: { days: 7 } },
  month: { firstDay: (day) => day.with({ day: 1 }), length: { months: 1 } },
};

/** Where a budget's periods are cut: an IANA zone and, for `term`, the class's first and last local day. */
export interface Calendar {
  readonly timeZone: string;
  readonly termStartsOn: string | null;
  readonly termEndsOn: string | null;
}

/** Half-open, ms since the epoch, UTC: [start, end). */
export interface Window {
  readonly start: number;
  readonly end: number;
}

/** The end of a period that never ends: the last instant a Date can hold. */
export const FOREVER = 8.64e15;
const EPOCH = 0;

/**
 * The window of a period around an instant. Days begin at the first instant of the local day (which is not midnight
 * where daylight saving skips it), weeks on Monday. A term without dates never ends, so it never resets.
 * @param now ms UTC @throws RangeError for an unknown zone
 */
export function windowAt(period: Period, calendar: Calendar, now: number): Window {
  if (period === 'total') return { start: EPOCH, end: FOREVER };
  if (period === 'term') return termWindow(calendar);
  return cachedPeriod(period, calendar.timeZone, now).window;
}

/**
 * When a budget resets for a student, ms UTC; null: never. Calls end with the last day of the class, so a window that
 * ends at that instant or later does not reset for its students. The class's calendar decides for all budgets of the
 * student, also for those of the wallet, which are cut in the server's zone.
 */
export function resetsAt(
  { end }: Pick<Window, 'end'>,
  ofClass: Pick<Calendar, 'timeZone' | 'termEndsOn'>,
): number | null {
  if (end === FOREVER) return null;
  const { timeZone, termEndsOn } = ofClass;
  return termEndsOn !== null && end >= endOfDay(termEndsOn, timeZone) ? null : end;
}

/** The local calendar day of an instant, YYYY-MM-DD. */
export function localDay(timeZone: string, now: number): string {
  return cachedPeriod('day', timeZone, now).firstDay;
}

/** The first day of the period around a day. Both YYYY-MM-DD. */
export function firstDayOfPeriod(period: CalendarPeriod, day: string): string {
  return CALENDAR_PERIODS[period].firstDay(temporal.PlainDate.from(day)).toString();
}

/** The first day of the period after that. @param firstDay of a period, YYYY-MM-DD */
export function firstDayOfNextPeriod(period: CalendarPeriod, firstDay: string): string {
  return temporal.PlainDate.from(firstDay).add(CALENDAR_PERIODS[period].length).toString();
}

/** The first instant of a local day, ms UTC. @param day YYYY-MM-DD @throws RangeError for a day that is none */
export function startOfDay(day: string, timeZone: string): number {
  return startOf(temporal.PlainDate.from(day), timeZone);
}

export function isTimeZone(name: string): boolean {
  try {
    temporal.Now.zonedDateTimeISO(name);
    // Offsets such as +09:00 are accepted by Temporal, but they know no daylight saving: a place is asked for.
    return name === 'UTC' || /^[A-Za-z]/.test(name);
  } catch {
    return false;
  }
}

export function isLocalDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  try {
    temporal.PlainDate.from(text, { overflow: 'reject' });
    return true;
  } catch {
    return false;
  }
}

interface CutPeriod {
  readonly window: Window;
  readonly firstDay: string;
}

/** The last window per period and zone: a class needs the same one thousands of times. */
const lastCut: Readonly<Record<CalendarPeriod, Map<string, CutPeriod>>> = {
  day: new Map(),
  week: new Map(),
  month: new Map(),
};

function cachedPeriod(period: CalendarPeriod, timeZone: string, now: number): CutPeriod {
  const last = lastCut[period].get(timeZone);
  if (last !== undefined && last.window.start <= now && now < last.window.end) return last;
  const cut = cutPeriod(period, timeZone, now);
  lastCut[period].set(timeZone, cut);
  return cut;
}

function cutPeriod(period: CalendarPeriod, timeZone: string, now: number): CutPeriod {
  const today = temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone).toPlainDate();
  const { firstDay, length } = CALENDAR_PERIODS[period];
  const first = firstDay(today);
  const next = first.add(length);
  return { window: { start: startOf(first, timeZone), end: startOf(next, timeZone) }, firstDay: first.toString() };
}

function startOf(day: Temporal.PlainDate, timeZone: string): number {
  return day.toZonedDateTime(timeZone).epochMilliseconds;
}

function termWindow(calendar: Calendar): Window {
  const { termStartsOn, termEndsOn, timeZone } = calendar;
  return {
    start: termStartsOn === null ? EPOCH : startOfDay(termStartsOn, timeZone),
    end: termEndsOn === null ? FOREVER : endOfDay(termEndsOn, timeZone),
  };
}

/** Per zone and day. Every answer asks for the last day of its class. There are as many as classes have had last days. */
const knownEnds = new Map<string, Map<string, number>>();

/** The first instant after a local day, ms UTC. */
function endOfDay(day: string, timeZone: string): number {
  const known = knownEnds.get(timeZone)?.get(day);
  if (known !== undefined) return known;
  const end = startOf(temporal.PlainDate.from(day).add({ days: 1 }), timeZone);
  const ofZone = knownEnds.get(timeZone) ?? new Map<string, number>();
  knownEnds.set(timeZone, ofZone.set(day, end));
  return end;
}
