import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SchoolClass } from '../../src/access/classes.ts';
import { lessonStateAt, plannedSpanAt } from '../../src/access/lessons.ts';
import { checkWeeklyHours, closeNow, openNow, pause, resume } from '../../src/admin/lesson-rules.ts';
import { WEEKDAYS, type WeeklyHours } from '../../src/language/weekly-hours.ts';
import { TEST_START } from '../support/clock.ts';
import { schoolClassWith } from '../support/school-class.ts';
import { adminError, errorOf } from './admin-fixture.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const LESSONS = schoolClassWith({ opening: 'lessons' });

const clock = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
/** One lesson a day at most, so that none overlap. */
const weeks = fc
  .array(fc.record({ from: fc.integer({ min: 0, max: 22 }), length: fc.integer({ min: 1, max: 90 }) }), {
    minLength: 0,
    maxLength: 7,
  })
  .map((lessons) =>
    lessons.map(({ from, length }, index): WeeklyHours => {
      const start = from * 60;
      return { weekday: WEEKDAYS[index] ?? 'mon', from: clock(start), to: clock(Math.min(1440, start + length)) };
    }),
  );
const instants = fc.integer({ min: 0, max: 7 * 24 * 60 }).map((minutes) => TEST_START + minutes * MINUTE);
const minutesOpen = fc.option(fc.integer({ min: -60, max: 300 }), { nil: null });
const classes = fc
  .record({ weeklyHours: weeks, now: instants, opened: minutesOpen, closed: minutesOpen })
  .map(({ weeklyHours, now, opened, closed }) => ({
    now,
    schoolClass: {
      ...LESSONS,
      weeklyHours,
      openedUntil: opened === null ? null : now + opened * MINUTE,
      closedUntil: closed === null ? null : now + closed * MINUTE,
    },
  }));

const after = (schoolClass: SchoolClass, change: { readonly fields: object } | null): SchoolClass => ({
  ...schoolClass,
  ...change?.fields,
});
/** At every third minute of the two days from an instant on. */
function statesFrom(schoolClass: SchoolClass, start: number): string[] {
  return Array.from({ length: 960 }, (_, n) => lessonStateAt(schoolClass, start + n * 3 * MINUTE));
}

describe('closing a class', () => {
  test('closes it at once, until the lesson would have ended, and changes nothing of what comes after', () => {
    fc.assert(
      fc.property(classes, ({ schoolClass, now }) => {
        const closed = after(schoolClass, closeNow(schoolClass, now));
        expect(lessonStateAt(closed, now)).toBe('closed');
        const end = Math.max(now, plannedSpanAt(schoolClass, now)?.end ?? now, schoolClass.closedUntil ?? now);
        for (let at = now; at < end; at += MINUTE) {
          expect(lessonStateAt(closed, at)).toBe('closed');
        }
        expect(statesFrom(closed, end)).toEqual(statesFrom({ ...schoolClass, openedUntil: null }, end));
        // Again, it changes nothing.
        expect(closeNow(closed, now)).toBeNull();
      }),
      { numRuns: 60 },
    );
  });
});

describe('opening a class', () => {
  test('opens it at once for so many minutes, and changes nothing of what comes after', () => {
    fc.assert(
      fc.property(classes, fc.integer({ min: 1, max: 600 }), ({ schoolClass, now }, minutes) => {
        const open = after(schoolClass, openNow(schoolClass, minutes, now));
        const end = now + minutes * MINUTE;
        for (let at = now; at < end; at += MINUTE) expect(lessonStateAt(open, at)).toBe('open');
        expect(statesFrom(open, end)).toEqual(statesFrom({ ...schoolClass, openedUntil: null }, end));
      }),
      { numRuns: 60 },
    );
  });

  test.each([0, -1, 1.5, 601, Number.NaN])('refuses %d minutes', (minutes) => {
    expect(errorOf(() => openNow(LESSONS, minutes, TEST_START))).toEqual(
      adminError({ code: 'minutes_out_of_range', max: 600 }, ['minutes']),
    );
  });
});

test('pausing outranks opening, and resuming leaves everything as it was', () => {
  const open = after(LESSONS, openNow(LESSONS, 60, TEST_START));
  const paused = after(open, pause(open, TEST_START + HOUR / 2));
  expect(lessonStateAt(paused, TEST_START + HOUR / 2)).toBe('paused');
  expect(errorOf(() => openNow(paused, 60, TEST_START))).toEqual(adminError({ code: 'class_paused' }));
  expect(after(paused, resume(paused))).toEqual(open);
  expect([pause(paused, 0), resume(open)]).toEqual([null, null]);
});

describe('a week', () => {
  test('is kept in its order, whatever the order in which it is typed', () => {
    fc.assert(
      fc.property(weeks, fc.nat(), (week, seed) => {
        const shuffled = week.toSorted((a, b) => hash(a.from, seed) - hash(b.from, seed));
        expect(checkWeeklyHours(shuffled, [])).toEqual(week);
      }),
    );
  });

  test('lets lessons touch, and refuses those that overlap, at the later one', () => {
    const hours = (...times: [string, string][]) =>
      times.map(([from, to]): WeeklyHours => ({ weekday: 'fri', from, to }));
    expect(checkWeeklyHours(hours(['10:00', '10:50'], ['09:00', '10:00']), [])).toHaveLength(2);
    expect(errorOf(() => checkWeeklyHours(hours(['10:00', '10:50'], ['09:00', '10:01']), ['w']))).toEqual(
      adminError({ code: 'lessons_overlap', other: { from: '09:00', to: '10:01' } }, ['w', 0, 'from']),
    );
  });
});

function hash(text: string, seed: number): number {
  return [...text].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0) + seed) % 1_000_003, seed % 1009);
}
