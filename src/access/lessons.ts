import { WEEKDAYS, type Weekday, type WeeklyHours } from '../language/weekly-hours.ts';
import { FOREVER, firstDayOfNextPeriod, localDay, startOfDay, type Window } from '../ledger/periods.ts';
import { addUtcDays } from '../ledger/utc-days.ts';
import { wallClockWindow } from '../ledger/wall-clock.ts';

/** always: its students may call on every day of the term; lessons: in its lessons only. */
export const OPENINGS = ['always', 'lessons'] as const;
export type Opening = (typeof OPENINGS)[number];

/** A single lesson, in the wall clock of the class. */
export interface LessonSession {
  /** Local, YYYY-MM-DD. */
  readonly day: string;
  /** HH:MM, as in WeeklyHours. */
  readonly from: string;
  readonly to: string;
}

/** When the students of a class may call. Instants are ms UTC. */
export interface Lessons {
  readonly opening: Opening;
  /** In the order of the week; no two overlap. */
  readonly weeklyHours: readonly WeeklyHours[];
  /** In the order of time; no two overlap. */
  readonly lessonSessions: readonly LessonSession[];
  /** "Open for 50 minutes now": open until then, whatever is planned. */
  readonly openedUntil: number | null;
  /** Closed early: what is planned before then does not count. */
  readonly closedUntil: number | null;
  /** Nobody calls, whatever is planned, until the owner resumes the class. */
  readonly pausedAt: number | null;
}

export const ALWAYS_OPEN: Lessons = {
  opening: 'always',
  weeklyHours: [],
  lessonSessions: [],
  openedUntil: null,
  closedUntil: null,
  pausedAt: null,
};

/** A class, as far as its lessons are concerned. */
export interface ClassWithLessons extends Lessons {
  readonly timeZone: string;
  readonly startsOn: string | null;
  readonly endsOn: string | null;
}

export type LessonState = 'open' | 'closed' | 'paused';

/** Within the term; the term itself is termStateAt's. Compares instants only, except when a lesson has begun or ended. */
export function lessonStateAt(schoolClass: ClassWithLessons, now: number): LessonState {
  if (schoolClass.pausedAt !== null) return 'paused';
  if (schoolClass.opening === 'always') return 'open';
  return currentSpan(schoolClass, now).isOpen ? 'open' : 'closed';
}

/** The instant at which calls are refused again, ms UTC; null: they are refused now, or no end is known. */
export function openUntil(schoolClass: ClassWithLessons, now: number): number | null {
  const [span] = nextSpans(schoolClass, now);
  return span === undefined || span.start > now || span.end === FOREVER ? null : span.end;
}

/** The first instant after `now` at which the class opens, ms UTC; null: none is planned, or the class is paused. */
export function nextOpeningAt(schoolClass: ClassWithLessons, now: number): number | null {
  return nextSpans(schoolClass, now).find(({ start }) => start > now)?.start ?? null;
}

/** The windows of the sessions that are not over, with their instants; a session that clocks skip has none. */
export function comingSessions(
  { lessonSessions, timeZone }: Pick<ClassWithLessons, 'lessonSessions' | 'timeZone'>,
  now: number,
): { readonly session: LessonSession; readonly window: Window }[] {
  return lessonSessions.flatMap((session) => {
    const window = wallClockWindow(session.day, session.from, session.to, timeZone);
    return window === null || window.end <= now ? [] : [{ session, window }];
  });
}

/** The lesson that is planned for `now`, as long as it lasts; null: none is. Opening and closing by hand do not count. */
export function plannedSpanAt(schoolClass: ClassWithLessons, now: number): Window | null {
  for (const span of plannedSpans(schoolClass, now)) return span.start <= now ? span : null;
  return null;
}

interface Span {
  readonly isOpen: boolean;
  readonly from: number;
  readonly until: number;
}

/** One per class as it is now: the owner's next change makes another object of it. */
const lastSpan = new WeakMap<ClassWithLessons, Span>();

function currentSpan(schoolClass: ClassWithLessons, now: number): Span {
  const last = lastSpan.get(schoolClass);
  if (last !== undefined && last.from <= now && now < last.until) return last;
  const [next] = nextSpans(schoolClass, now);
  const isOpen = next !== undefined && next.start <= now;
  const span = { isOpen, from: now, until: (isOpen ? next.end : next?.start) ?? FOREVER };
  lastSpan.set(schoolClass, span);
  return span;
}

/** In which the class is open, not over at `now`, merged: the one around `now`, if any, and the next one. */
function nextSpans(schoolClass: ClassWithLessons, now: number): Window[] {
  if (schoolClass.pausedAt !== null) return [];
  const found: Window[] = [];
  for (const span of openSpans(schoolClass, now)) {
    found.push(span);
    if (span.start > now) break;
  }
  return found;
}

function* openSpans(schoolClass: ClassWithLessons, now: number): Generator<Window> {
  const term = termOf(schoolClass);
  if (schoolClass.opening === 'always') {
    if (now < term.end) yield term;
    return;
  }
  const { openedUntil, closedUntil } = schoolClass;
  let open: Window | null =
    openedUntil !== null && now < openedUntil && term.start <= now && now < term.end
      ? { start: now, end: Math.min(openedUntil, term.end) }
      : null;
  for (const planned of plannedSpans(schoolClass, now)) {
    const start = Math.max(planned.start, closedUntil ?? planned.start);
    if (start >= planned.end) continue;
    if (open !== null && start > open.end) {
      yield open;
      open = null;
    }
    open = { start: Math.min(start, open?.start ?? start), end: Math.max(planned.end, open?.end ?? planned.end) };
  }
  if (open !== null) yield open;
}

/** What the week and the sessions say, from the span around `now` on; made day by day, as far as somebody asks. */
function* plannedSpans(schoolClass: ClassWithLessons, now: number): Generator<Window> {
  let pending: Window[] = [];
  for (const day of lessonDays(schoolClass, now)) {
    const startOfIt = startOfDay(day, schoolClass.timeZone);
    // Whatever begins on this day or later begins after them.
    for (const span of pending) if (span.end < startOfIt && span.end > now) yield span;
    pending = merged([...pending.filter(({ end }) => end >= startOfIt), ...windowsOn(day, schoolClass)]);
  }
  for (const span of pending) if (span.end > now) yield span;
}

/** A lesson may be skipped when clocks change: the next one is a week later. */
const DAYS_AHEAD = 15;

/** Local days of the term that may have lessons, ascending, from yesterday on: a day can end after the next has begun. */
function lessonDays({ weeklyHours, lessonSessions, ...schoolClass }: ClassWithLessons, now: number): string[] {
  const { timeZone, startsOn, endsOn } = schoolClass;
  const yesterday = addUtcDays(localDay(timeZone, now), -1);
  const first = startsOn !== null && startsOn > yesterday ? startsOn : yesterday;
  const weekly = weeklyHours.length === 0 ? [] : Array.from({ length: DAYS_AHEAD + 2 }, (_, n) => addUtcDays(first, n));
  const days = new Set([...weekly, ...lessonSessions.map(({ day }) => day).filter((day) => day >= first)]);
  return [...days].filter((day) => endsOn === null || day <= endsOn).toSorted();
}

function windowsOn(day: string, { weeklyHours, lessonSessions, timeZone }: ClassWithLessons): Window[] {
  const weekday = weekdayOf(day);
  const hours = [
    ...weeklyHours.filter((each) => each.weekday === weekday),
    ...lessonSessions.filter((each) => each.day === day),
  ];
  return hours.flatMap(({ from, to }) => wallClockWindow(day, from, to, timeZone) ?? []);
}

/** @param day YYYY-MM-DD */
export function weekdayOf(day: string): Weekday {
  return WEEKDAYS[(new Date(day).getUTCDay() + 6) % 7] as Weekday;
}

/** Windows that overlap or touch become one. */
function merged(windows: readonly Window[]): Window[] {
  const result: Window[] = [];
  for (const next of windows.toSorted((a, b) => a.start - b.start)) {
    const last = result.at(-1);
    if (last === undefined || next.start > last.end) result.push(next);
    else result[result.length - 1] = { start: last.start, end: Math.max(last.end, next.end) };
  }
  return result;
}

function termOf({ startsOn, endsOn, timeZone }: ClassWithLessons): Window {
  return {
    start: startsOn === null ? 0 : startOfDay(startsOn, timeZone),
    end: endsOn === null ? FOREVER : startOfDay(firstDayOfNextPeriod('day', endsOn), timeZone),
  };
}
