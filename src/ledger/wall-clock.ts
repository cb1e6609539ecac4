import type { Temporal } from 'temporal-polyfill';
import type { Window } from './periods.ts';
import { temporal } from './temporal.ts';

const MINUTE_MS = 60_000;

/** HH:MM of a wall clock, 00:00 to 24:00, the end of the day. */
export function isWallClock(text: string): boolean {
  return /^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/.test(text);
}

/**
 * From the first instant at which a clock on the wall shows `from` or later, to the last one at which it shows less than
 * `to`, on one local day. So nothing of it is lost, and it has no hole, when clocks change: turned back in between, it is
 * longer; turned forward over a part of it, it is shorter.
 * @param day YYYY-MM-DD @param from HH:MM @param to HH:MM, later than `from` @returns null: clocks skip all of it that day
 */
export function wallClockWindow(day: string, from: string, to: string, timeZone: string): Window | null {
  const start = firstInstantAt(wallClockAt(day, from), timeZone);
  const end = endBefore(wallClockAt(day, to), timeZone);
  return start < end ? { start, end } : null;
}

function wallClockAt(day: string, time: string): Temporal.PlainDateTime {
  const date = temporal.PlainDate.from(day);
  return time === '24:00' ? date.add({ days: 1 }).toPlainDateTime() : date.toPlainDateTime(time);
}

function firstInstantAt(wall: Temporal.PlainDateTime, timeZone: string): number {
  const first = wall.toZonedDateTime(timeZone, { disambiguation: 'earlier' });
  return first.toPlainDateTime().equals(wall) ? first.epochMilliseconds : clocksChangeAfter(first);
}

/** By the minute before: an hour that is shown twice ends, for a lesson until its first minute, before both. */
function endBefore(wall: Temporal.PlainDateTime, timeZone: string): number {
  const minute = wall.subtract({ minutes: 1 });
  const last = minute.toZonedDateTime(timeZone, { disambiguation: 'later' });
  if (last.toPlainDateTime().equals(minute)) return last.epochMilliseconds + MINUTE_MS;
  return clocksChangeAfter(minute.toZonedDateTime(timeZone, { disambiguation: 'earlier' }));
}

/** @param before the last hour before clocks skip one, as `earlier` reads a time that they skip */
function clocksChangeAfter(before: Temporal.ZonedDateTime): number {
  const change = before.getTimeZoneTransition('next');
  if (change === null) throw new RangeError(`no clocks change after ${before.toString()}`);
  return change.epochMilliseconds;
}
