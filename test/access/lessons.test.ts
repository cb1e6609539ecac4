import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ALWAYS_OPEN,
  type ClassWithLessons,
  lessonStateAt,
  nextOpeningAt,
  openUntil,
  plannedSpanAt,
  weekdayOf,
} from '../../src/access/lessons.ts';
import { WEEKDAYS } from '../../src/language/weekly-hours.ts';
import { LONG_RUN } from '../support/long-run.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Zones, and an instant near which their clocks change; Seoul's never do. Lord Howe's change by half an hour. */
const CHANGES: readonly (readonly [zone: string, near: string])[] = [
  ['Asia/Seoul', '2026-03-08T15:00Z'],
  ['America/New_York', '2026-03-08T07:00Z'],
  ['America/New_York', '2026-11-01T06:00Z'],
  ['Australia/Lord_Howe', '2026-04-04T15:00Z'],
  ['Australia/Lord_Howe', '2026-10-03T15:30Z'],
  ['America/Havana', '2026-03-08T05:00Z'],
  ['America/Havana', '2026-11-01T05:00Z'],
  ['Africa/Cairo', '2026-04-23T22:00Z'],
  ['Africa/Cairo', '2026-10-29T21:00Z'],
];

function classWith(fields: Partial<ClassWithLessons>): ClassWithLessons {
  return { ...ALWAYS_OPEN, opening: 'lessons', timeZone: 'Asia/Seoul', startsOn: null, endsOn: null, ...fields };
}

const at = (text: string) => Date.parse(text);
const iso = (instant: number | null) => (instant === null ? null : new Date(instant).toISOString());

interface Clock {
  readonly day: string;
  readonly time: string;
}

/** The wall clock of a zone, by Intl. */
function wallClock(timeZone: string): (instant: number) => Clock {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  return (instant) => {
    const [day = '', time = ''] = format.format(instant).split(' ');
    return { day, time };
  };
}

/** What a clock shows in each minute; every class of a zone is compared with the same. */
const shownBefore = new Map<string, Clock[]>();

function clocksFrom(timeZone: string, start: number, minutes: number): Clock[] {
  const key = `${timeZone} ${start}`;
  const shown = wallClock(timeZone);
  const clocks = shownBefore.get(key) ?? Array.from({ length: minutes }, (_, n) => shown(start + n * MINUTE));
  shownBefore.set(key, clocks);
  return clocks;
}

/**
 * A second implementation: walks over every minute of some days, and reads a clock on the wall. A lesson goes on from the
 * first minute of its day that shows `from` or later until after the last one that shows less than `to`.
 * @returns by minute from `start` on: is the class open?
 */
function openByMinute(schoolClass: ClassWithLessons, start: number, minutes: number): boolean[] {
  const clocks = clocksFrom(schoolClass.timeZone, start, minutes);
  const isOpen = new Array<boolean>(minutes).fill(false);
  for (const day of new Set(clocks.map((clock) => clock.day))) {
    if (schoolClass.startsOn !== null && day < schoolClass.startsOn) continue;
    if (schoolClass.endsOn !== null && day > schoolClass.endsOn) continue;
    const weekday = WEEKDAYS[(new Date(`${day}T12:00Z`).getUTCDay() + 6) % 7];
    const lessons = [
      ...schoolClass.weeklyHours.filter((each) => each.weekday === weekday),
      ...schoolClass.lessonSessions.filter((each) => each.day === day),
    ];
    for (const { from, to } of lessons) {
      const first = clocks.findIndex((clock) => clock.day === day && clock.time >= from);
      const last = clocks.findLastIndex((clock) => clock.day === day && clock.time < to);
      if (first >= 0) for (let n = first; n <= last; n++) isOpen[n] = true;
    }
  }
  return isOpen.map((planned, n) => {
    const instant = start + n * MINUTE;
    if (schoolClass.openedUntil !== null && instant < schoolClass.openedUntil) return true;
    return planned && (schoolClass.closedUntil === null || instant >= schoolClass.closedUntil);
  });
}

const timeOfDay = fc.integer({ min: 0, max: 24 * 6 - 1 }).map((tens) => clockText(tens * 10));
const clockText = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
const hours = fc.tuple(timeOfDay, fc.integer({ min: 1, max: 30 })).map(([from, tens]) => {
  const [hour = 0, minute = 0] = from.split(':').map(Number);
  return { from, to: clockText(Math.min(24 * 60, hour * 60 + minute + tens * 10)) };
});
/** At night, when clocks change. */
const nightHours = fc
  .tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 1, max: 12 }))
  .map(([from, length]) => ({ from: clockText(from * 10), to: clockText((from + length) * 10) }));
const someHours = fc.oneof(hours, nightHours);

describe('lessons of a class', () => {
  test('open and close as a clock on the wall says, minute by minute, also when clocks change', LONG_RUN, () => {
    const cases = fc.record({
      change: fc.constantFrom(...CHANGES),
      weekly: fc.array(fc.tuple(fc.constantFrom(...WEEKDAYS), someHours), { maxLength: 6 }),
      single: fc.array(fc.tuple(fc.integer({ min: -2, max: 3 }), someHours), { maxLength: 3 }),
      opened: fc.option(fc.integer({ min: -600, max: 3000 }), { nil: null }),
      closed: fc.option(fc.integer({ min: -600, max: 3000 }), { nil: null }),
      from: fc.integer({ min: -DAY / MINUTE, max: DAY / MINUTE }),
    });
    fc.assert(
      fc.property(cases, ({ change: [timeZone, near], weekly, single, opened, closed, from }) => {
        const middle = at(near);
        const now = middle + from * MINUTE;
        const dayOf = wallClock(timeZone);
        const schoolClass = classWith({
          timeZone,
          weeklyHours: weekly.map(([weekday, each]) => ({ weekday, ...each })),
          lessonSessions: single.map(([days, each]) => ({ day: dayOf(middle + days * DAY).day, ...each })),
          openedUntil: opened === null ? null : now + opened * MINUTE,
          closedUntil: closed === null ? null : now + closed * MINUTE,
        });
        const start = middle - 4 * DAY;
        const open = openByMinute(schoolClass, start, (13 * DAY) / MINUTE);
        const index = (now - start) / MINUTE;
        const instantOf = (found: number) => (found < 0 ? null : iso(start + (index + found) * MINUTE));
        const rest = open.slice(index);
        const isOpen = rest[0] === true;
        expect(lessonStateAt({ ...schoolClass }, now)).toBe(isOpen ? 'open' : 'closed');
        const end = rest.indexOf(false);
        expect(iso(openUntil(schoolClass, now))).toBe(isOpen ? instantOf(end) : null);
        const after = isOpen ? end : 0;
        const next = after < 0 ? -1 : rest.indexOf(true, after);
        // What the walk does not reach is not compared: a lesson that clocks skip comes a week later.
        if (next >= 0) expect(iso(nextOpeningAt(schoolClass, now))).toBe(instantOf(next));
        // The same object through the days, so that what was found is used again.
        for (let n = index; n < open.length && n < index + 4000; n += 7) {
          expect(lessonStateAt(schoolClass, start + n * MINUTE)).toBe(open[n] === true ? 'open' : 'closed');
        }
      }),
      { numRuns: 150 },
    );
  });

  test.each([
    // New York: 02:00 -> 03:00, then 02:00 -> 01:00.
    [
      'loses what clocks skip',
      'America/New_York',
      '2026-03-08',
      '01:30',
      '02:30',
      '2026-03-08T06:30Z',
      '2026-03-08T07:00Z',
    ],
    [
      'begins when clocks change',
      'America/New_York',
      '2026-03-08',
      '02:30',
      '03:30',
      '2026-03-08T07:00Z',
      '2026-03-08T07:30Z',
    ],
    ['has no hole', 'America/New_York', '2026-11-01', '01:30', '02:30', '2026-11-01T05:30Z', '2026-11-01T07:30Z'],
    [
      'ends before an hour that comes twice',
      'America/New_York',
      '2026-11-01',
      '00:30',
      '01:00',
      '2026-11-01T04:30Z',
      '2026-11-01T05:00Z',
    ],
    [
      'is longer by half an hour',
      'Australia/Lord_Howe',
      '2026-04-05',
      '01:30',
      '02:30',
      '2026-04-04T14:30Z',
      '2026-04-04T16:00Z',
    ],
    [
      'is shorter by half an hour',
      'Australia/Lord_Howe',
      '2026-10-04',
      '01:30',
      '02:45',
      '2026-10-03T15:00Z',
      '2026-10-03T15:45Z',
    ],
    ['is as long as always', 'Asia/Seoul', '2026-03-08', '01:30', '02:30', '2026-03-07T16:30Z', '2026-03-07T17:30Z'],
    ['ends with its day', 'Asia/Seoul', '2026-03-08', '23:00', '24:00', '2026-03-08T14:00Z', '2026-03-08T15:00Z'],
  ])('a lesson on the day that clocks change %s', (_what, timeZone, day, from, to, start, end) => {
    const schoolClass = classWith({ timeZone, lessonSessions: [{ day, from, to }] });
    expect(plannedSpanAt(schoolClass, at(start))).toEqual({ start: at(start), end: at(end) });
    expect(lessonStateAt(schoolClass, at(start) - 1)).toBe('closed');
    expect(lessonStateAt(schoolClass, at(start))).toBe('open');
    expect(lessonStateAt(schoolClass, at(end) - 1)).toBe('open');
    expect(lessonStateAt(schoolClass, at(end))).toBe('closed');
  });

  test('a weekly lesson that clocks skip comes again a week later', () => {
    const schoolClass = classWith({
      timeZone: 'America/New_York',
      weeklyHours: [{ weekday: 'sun', from: '02:10', to: '02:50' }],
    });
    expect(iso(nextOpeningAt(schoolClass, at('2026-03-02T00:00Z')))).toBe('2026-03-15T06:10:00.000Z');
  });

  test('lessons on both sides of midnight are one', () => {
    const schoolClass = classWith({
      weeklyHours: [
        { weekday: 'mon', from: '22:00', to: '24:00' },
        { weekday: 'tue', from: '00:00', to: '01:00' },
      ],
    });
    const monday = at('2026-11-30T13:00Z');
    expect(iso(openUntil(schoolClass, monday))).toBe('2026-11-30T16:00:00.000Z');
    expect(iso(nextOpeningAt(schoolClass, monday))).toBe('2026-12-07T13:00:00.000Z');
  });

  test('there is none outside the term, and opening by hand ends with it', () => {
    const weeklyHours = [{ weekday: 'mon', from: '10:00', to: '10:50' }] as const;
    const term = { startsOn: '2026-12-01', endsOn: '2026-12-07', weeklyHours };
    const [before, during] = [at('2026-11-30T01:10Z'), at('2026-12-07T01:10Z')];
    expect(lessonStateAt(classWith(term), before)).toBe('closed');
    expect(iso(nextOpeningAt(classWith(term), before))).toBe('2026-12-07T01:00:00.000Z');
    expect(iso(openUntil(classWith({ ...term, openedUntil: during + DAY }), during))).toBe('2026-12-07T15:00:00.000Z');
    expect(nextOpeningAt(classWith(term), during)).toBeNull();
  });

  test('a class that is always open closes when its term ends, and opens when it begins', () => {
    const always = classWith({ opening: 'always', startsOn: '2026-12-01', endsOn: '2026-12-07' });
    expect(lessonStateAt(always, at('2026-12-02T00:00Z'))).toBe('open');
    expect(iso(openUntil(always, at('2026-12-02T00:00Z')))).toBe('2026-12-07T15:00:00.000Z');
    expect(iso(nextOpeningAt(always, at('2026-11-20T00:00Z')))).toBe('2026-11-30T15:00:00.000Z');
    expect(openUntil(classWith({ opening: 'always' }), 0)).toBeNull();
  });

  test('a paused class is paused whatever is planned, and promises no next lesson', () => {
    const now = at('2026-11-30T01:10Z');
    const paused = classWith({ openedUntil: now + HOUR, pausedAt: now });
    expect(lessonStateAt(paused, now)).toBe('paused');
    expect(lessonStateAt(classWith({ opening: 'always', pausedAt: now }), now)).toBe('paused');
    expect([openUntil(paused, now), nextOpeningAt(paused, now)]).toEqual([null, null]);
  });

  test('are looked up once, not at every call, until the next one begins or ends', () => {
    let reads = 0;
    const schoolClass = {
      ...classWith({}),
      get weeklyHours() {
        reads++;
        return [{ weekday: 'mon', from: '10:00', to: '10:50' }] as const;
      },
    };
    const readsUntil = (from: string, to: string) => {
      reads = 0;
      for (let now = at(from); now < at(to); now += 10 * MINUTE) lessonStateAt(schoolClass, now);
      return reads;
    };
    const aLook = readsUntil('2026-11-30T01:00Z', '2026-11-30T01:01Z');
    expect(aLook).toBeGreaterThan(0);
    expect(readsUntil('2026-11-30T01:01Z', '2026-11-30T01:50Z')).toBe(0);
    expect(readsUntil('2026-11-30T01:50Z', '2026-12-07T01:00Z')).toBeGreaterThan(0);
    expect(readsUntil('2026-11-30T02:00Z', '2026-12-07T01:00Z')).toBe(0);
  });

  test('a clock that is turned back finds the lesson that is then', () => {
    const schoolClass = classWith({ weeklyHours: [{ weekday: 'mon', from: '10:00', to: '10:50' }] });
    const states = ['2026-11-30T02:00Z', '2026-11-30T01:10Z', '2026-11-30T00:59Z', '2026-11-23T01:49Z'].map((text) =>
      lessonStateAt(schoolClass, at(text)),
    );
    expect(states).toEqual(['closed', 'open', 'closed', 'open']);
  });

  test('a day of the calendar has its weekday', () => {
    expect(['2026-11-23', '2026-11-29', '2024-02-29'].map(weekdayOf)).toEqual(['mon', 'sun', 'thu']);
  });
});
