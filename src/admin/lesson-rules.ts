import { type SchoolClass, termStateAt } from '../access/classes.ts';
import { comingSessions, type LessonSession, plannedSpanAt } from '../access/lessons.ts';
import { WEEKDAYS, type WeeklyHours } from '../language/weekly-hours.ts';
import { isWallClock, wallClockWindow } from '../ledger/wall-clock.ts';
import type { LessonChange } from '../store/access-fields.ts';
import { AdminError, type FieldPath } from './admin-error.ts';
import { checkDay } from './field-checks.ts';

export const MAX_WEEKLY_HOURS = 50;
/** Of those that are not over. */
export const MAX_SESSIONS = 200;
export const MAX_OPEN_MINUTES = 600;
const MINUTE_MS = 60_000;

type Hours = Pick<WeeklyHours, 'from' | 'to'>;

/** In the order of the week. @throws AdminError */
export function checkWeeklyHours(hours: readonly WeeklyHours[], path: FieldPath): WeeklyHours[] {
  if (hours.length > MAX_WEEKLY_HOURS)
    throw new AdminError({ code: 'too_many_weekly_hours', max: MAX_WEEKLY_HOURS }, path);
  const checked = hours.map(({ weekday, ...each }, index) => ({
    place: [...path, index],
    hours: { weekday, ...checkHours(each, [...path, index]) },
  }));
  const order = ({ weekday, from }: WeeklyHours) => `${WEEKDAYS.indexOf(weekday)} ${from}`;
  const sorted = checked.toSorted((a, b) => (order(a.hours) < order(b.hours) ? -1 : 1));
  for (const [index, { hours: each, place }] of sorted.entries()) {
    const before = sorted[index - 1]?.hours;
    if (before?.weekday === each.weekday) checkApart(each, before, place);
  }
  return sorted.map((each) => each.hours);
}

/** 00:00 ends a lesson with its day. @throws AdminError */
function checkHours({ from, to }: Hours, path: FieldPath): Hours {
  const end = to === '00:00' ? '24:00' : to;
  if (!isWallClock(from) || from === '24:00') throw new AdminError({ code: 'lesson_time_invalid' }, [...path, 'from']);
  if (!isWallClock(end)) throw new AdminError({ code: 'lesson_time_invalid' }, [...path, 'to']);
  if (end <= from) throw new AdminError({ code: 'lesson_ends_early' }, [...path, 'to']);
  return { from, to: end };
}

function checkApart(each: Hours, { from, to }: Hours, path: FieldPath): void {
  if (each.from < to && from < each.to)
    throw new AdminError({ code: 'lessons_overlap', other: { from, to } }, [...path, 'from']);
}

/** Hours that are set anew count at once, also those of a lesson that was closed early. */
export function reopenedBy({ opening, weeklyHours }: Partial<SchoolClass>): Partial<Pick<SchoolClass, 'closedUntil'>> {
  return opening === undefined && weeklyHours === undefined ? {} : { closedUntil: null };
}

/** @throws AdminError */
export function addSession(schoolClass: SchoolClass, typed: LessonSession, now: number): LessonChange {
  checkHasLessons(schoolClass);
  const session = { day: checkDay(typed.day, ['day']), ...checkHours(typed, []) };
  checkInTerm(schoolClass, session.day, ['day']);
  const window = wallClockWindow(session.day, session.from, session.to, schoolClass.timeZone);
  if (window === null) throw new AdminError({ code: 'session_skipped' }, ['from']);
  if (window.end <= now) throw new AdminError({ code: 'session_past' }, ['day']);
  const others = comingSessions(schoolClass, now).map((each) => each.session);
  if (others.length >= MAX_SESSIONS) throw new AdminError({ code: 'too_many_sessions', max: MAX_SESSIONS });
  for (const other of others) if (other.day === session.day) checkApart(session, other, []);
  const lessonSessions = [...others, session].toSorted((a, b) => (sessionStart(a) < sessionStart(b) ? -1 : 1));
  return { fields: { lessonSessions }, before: null, after: { lessonSessions: [session] } };
}

/** @param start "2026-11-30T10:00" @throws AdminError */
export function removeSession(schoolClass: SchoolClass, start: string, now: number): LessonChange {
  const coming = comingSessions(schoolClass, now).map((each) => each.session);
  const session = coming.find((each) => sessionStart(each) === start);
  if (session === undefined) throw new AdminError({ code: 'session_not_found' });
  const lessonSessions = coming.filter((each) => each !== session);
  return { fields: { lessonSessions }, before: { lessonSessions: [session] }, after: null };
}

/** Names a session of a class: no two begin together. */
export function sessionStart({ day, from }: LessonSession): string {
  return `${day}T${from}`;
}

/** @throws AdminError */
export function openNow(schoolClass: SchoolClass, minutes: number, now: number): LessonChange {
  checkHasLessons(schoolClass);
  if (schoolClass.pausedAt !== null) throw new AdminError({ code: 'class_paused' });
  if (!Number.isInteger(minutes) || minutes < 1 || minutes > MAX_OPEN_MINUTES) {
    throw new AdminError({ code: 'minutes_out_of_range', max: MAX_OPEN_MINUTES }, ['minutes']);
  }
  if (termStateAt(schoolClass, now) !== 'open') throw outsideTerm(schoolClass, []);
  return changed(schoolClass, { openedUntil: now + minutes * MINUTE_MS });
}

/** Ends the lesson that is now; the next one begins as planned. null: there is none. @throws AdminError */
export function closeNow(schoolClass: SchoolClass, now: number): LessonChange | null {
  checkHasLessons(schoolClass);
  const openedUntil = isAfter(schoolClass.openedUntil, now);
  const closedUntil = isAfter(schoolClass.closedUntil, now);
  const planned = plannedSpanAt(schoolClass, now)?.end ?? null;
  // Closing opens nothing: what was closed for longer stays so.
  const until = planned === null || closedUntil === null ? (planned ?? closedUntil) : Math.max(planned, closedUntil);
  if (openedUntil === null && until === closedUntil) return null;
  return changed(schoolClass, { openedUntil: null, closedUntil: until });
}

/** null: it is paused already. */
export function pause(schoolClass: SchoolClass, now: number): LessonChange | null {
  return schoolClass.pausedAt === null ? changed(schoolClass, { pausedAt: now }) : null;
}

/** null: it is not paused. */
export function resume(schoolClass: SchoolClass): LessonChange | null {
  return schoolClass.pausedAt === null ? null : changed(schoolClass, { pausedAt: null });
}

function isAfter(instant: number | null, now: number): number | null {
  return instant !== null && instant > now ? instant : null;
}

function changed(schoolClass: SchoolClass, fields: LessonChange['fields']): LessonChange {
  const before = Object.fromEntries(Object.keys(fields).map((key) => [key, schoolClass[key as keyof SchoolClass]]));
  return { fields, before, after: fields };
}

function checkHasLessons({ opening }: SchoolClass): void {
  if (opening === 'always') throw new AdminError({ code: 'class_always_open' });
}

function checkInTerm(schoolClass: SchoolClass, day: string, path: FieldPath): void {
  const { startsOn, endsOn } = schoolClass;
  const isInTerm = (startsOn === null || startsOn <= day) && (endsOn === null || day <= endsOn);
  if (!isInTerm) throw outsideTerm(schoolClass, path);
}

function outsideTerm({ startsOn, endsOn }: SchoolClass, path: FieldPath): AdminError {
  return new AdminError({ code: 'outside_term', startsOn, endsOn }, path);
}
