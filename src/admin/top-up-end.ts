import { weekdayOf } from '../access/lessons.ts';
import { WEEKDAYS } from '../language/weekly-hours.ts';
import { type Calendar, localDay, startOfDay, windowAt } from '../ledger/periods.ts';
import { addUtcDays } from '../ledger/utc-days.ts';
import type { TopUpEnd } from '../store/top-up-end.ts';
import { AdminError } from './admin-error.ts';
import { checkDay, checkFuture } from './field-checks.ts';

/**
 * The first instant without a top-up, ms UTC. Nobody said when: the end of this week, or of the class if that is sooner.
 * A store asks inside the transaction: the student may be in another class by then.
 * @param calendar of the class @param now ms UTC @throws AdminError
 */
export function topUpEndsAt(end: TopUpEnd | null, calendar: Calendar, now: number): number {
  const { termEndsOn, timeZone } = calendar;
  const classEnd = termEndsOn === null ? Number.POSITIVE_INFINITY : endOfDay(termEndsOn, timeZone);
  if (classEnd <= now) throw new AdminError({ code: 'class_over' });
  if (end === null) return Math.min(windowAt('week', calendar, now).end, classEnd);
  const path = ['endsAt'];
  const endsAt = 'instant' in end ? end.instant : endOfDay(dayOf(end, timeZone, now), timeZone);
  checkFuture(endsAt, now, path);
  if (termEndsOn !== null && endsAt > classEnd) {
    throw new AdminError({ code: 'top_up_after_class', endsOn: termEndsOn }, path);
  }
  return endsAt;
}

function dayOf(end: Exclude<TopUpEnd, { instant: number }>, timeZone: string, now: number): string {
  if ('day' in end) return checkDay(end.day, ['endsAt']);
  const today = localDay(timeZone, now);
  const days = WEEKDAYS.indexOf(end.weekday) - WEEKDAYS.indexOf(weekdayOf(today));
  return addUtcDays(today, (days + WEEKDAYS.length) % WEEKDAYS.length);
}

function endOfDay(day: string, timeZone: string): number {
  return startOfDay(addUtcDays(day, 1), timeZone);
}
