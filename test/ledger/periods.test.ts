import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Calendar,
  FOREVER,
  isLocalDay,
  isTimeZone,
  localDay,
  resetsAt,
  startOfDay,
  windowAt,
} from '../../src/ledger/periods.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Zones, and instants around which their clocks jump. */
const ZONES: Record<string, string[]> = {
  UTC: [],
  'Asia/Seoul': [],
  'America/New_York': ['2026-03-08T07:00Z', '2026-11-01T06:00Z'],
  'Pacific/Chatham': ['2026-04-04T14:00Z', '2026-09-26T14:00Z'],
  // Midnight does not exist on the first day of summer, and comes twice on its last.
  'America/Sao_Paulo': ['2018-11-04T03:00Z', '2018-02-18T02:00Z'],
  'Africa/Cairo': ['2026-04-23T22:00Z', '2026-10-29T21:00Z'],
  'America/Havana': ['2026-03-08T05:00Z', '2026-11-01T05:00Z'],
  // 2011-12-30 did not happen here.
  'Pacific/Apia': ['2011-12-30T10:00Z'],
};

function calendar(timeZone: string, termStartsOn: string | null = null, termEndsOn: string | null = null): Calendar {
  return { timeZone, termStartsOn, termEndsOn };
}

/** Instants anywhere from 2012 to 2040, and many close to where the zone's clocks jump or a year begins. */
function instants(borders: readonly string[]): fc.Arbitrary<number> {
  const anywhere = fc.integer({ min: Date.UTC(2012, 0, 2), max: Date.UTC(2040, 0, 1) });
  const close = fc
    .tuple(fc.constantFrom('2026-12-31T12:00Z', ...borders), fc.integer({ min: -3 * DAY, max: 3 * DAY }))
    .map(([border, offset]) => Date.parse(border) + offset);
  return fc.oneof(anywhere, close);
}

/** What Intl, another implementation of the same rules, takes for the local date. */
function intlDay(timeZone: string, instant: number): { day: string; weekday: string } {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    weekday: 'long',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).formatToParts(instant);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  return { day: `${part('year')}-${part('month')}-${part('day')}`, weekday: part('weekday') };
}

describe.each(Object.entries(ZONES))('in %s', (timeZone, borders) => {
  it.each(['day', 'week', 'month'] as const)(
    'every instant is in one %s, and the next begins where it ends',
    (period) => {
      fc.assert(
        fc.property(instants(borders), (now) => {
          const window = windowAt(period, calendar(timeZone), now);
          expect(window.start).toBeLessThanOrEqual(now);
          expect(window.end).toBeGreaterThan(now);
          expect(windowAt(period, calendar(timeZone), window.end).start).toBe(window.end);
          expect(windowAt(period, calendar(timeZone), window.start - 1).end).toBe(window.start);
          expect(windowAt(period, calendar(timeZone), window.end - 1)).toEqual(window);
        }),
        { numRuns: 60 },
      );
    },
  );

  it('begins days, weeks and months where the calendar does', () => {
    fc.assert(
      fc.property(instants(borders), (now) => {
        expect(localDay(timeZone, now)).toBe(intlDay(timeZone, now).day);
        const [day, week, month] = (['day', 'week', 'month'] as const).map((period) =>
          windowAt(period, calendar(timeZone), now),
        );
        expect(intlDay(timeZone, day?.start ?? 0).day).toBe(intlDay(timeZone, now).day);
        expect(intlDay(timeZone, (day?.start ?? 0) - 1).day).not.toBe(intlDay(timeZone, now).day);
        expect(intlDay(timeZone, week?.start ?? 0).weekday).toBe('Monday');
        expect(intlDay(timeZone, (week?.start ?? 0) - 1).weekday).toBe('Sunday');
        expect(intlDay(timeZone, month?.start ?? 0).day.slice(8)).toBe('01');
      }),
      { numRuns: 60 },
    );
  });
});

describe('days at a change of the clocks', () => {
  const hours = (timeZone: string, instant: string) => {
    const { start, end } = windowAt('day', calendar(timeZone), Date.parse(instant));
    return (end - start) / HOUR;
  };

  it('last 23 or 25 hours', () => {
    expect(hours('America/New_York', '2026-03-08T17:00Z')).toBe(23);
    expect(hours('America/New_York', '2026-11-01T17:00Z')).toBe(25);
    expect(hours('Pacific/Chatham', '2026-04-04T20:00Z')).toBe(25);
    expect(hours('Pacific/Chatham', '2026-09-26T20:00Z')).toBe(23);
    expect(hours('Asia/Seoul', '2026-03-08T17:00Z')).toBe(24);
  });

  it("begin at one o'clock where midnight does not exist", () => {
    const { start } = windowAt('day', calendar('America/Sao_Paulo'), Date.parse('2018-11-04T12:00Z'));
    expect(new Date(start).toISOString()).toBe('2018-11-04T03:00:00.000Z');
    expect(startOfDay('2018-11-04', 'America/Sao_Paulo')).toBe(start);
  });

  it('begin at 15:00 UTC in Seoul', () => {
    const { start, end } = windowAt('week', calendar('Asia/Seoul'), Date.parse('2026-11-23T00:00Z'));
    expect([start, end].map((ms) => new Date(ms).toISOString())).toEqual([
      '2026-11-22T15:00:00.000Z',
      '2026-11-29T15:00:00.000Z',
    ]);
  });
});

describe('a term', () => {
  it('runs from the beginning of its first day to the end of its last day', () => {
    const term = calendar('America/New_York', '2026-09-01', '2026-12-18');
    expect(windowAt('term', term, Date.parse('2026-10-01T00:00Z'))).toEqual({
      start: Date.parse('2026-09-01T04:00Z'),
      end: Date.parse('2026-12-19T05:00Z'),
    });
  });

  it('is the same window before, in and after its dates, so that it never resets', () => {
    const term = calendar('Asia/Seoul', '2026-09-01', '2026-12-18');
    const windows = ['2026-01-01', '2026-10-01', '2027-06-01'].map((day) => windowAt('term', term, Date.parse(day)));
    expect(new Set(windows.map((window) => JSON.stringify(window))).size).toBe(1);
  });

  it('is open on the side that has no date', () => {
    const now = Date.parse('2026-10-01');
    expect(windowAt('term', calendar('UTC'), now)).toEqual({ start: 0, end: FOREVER });
    expect(windowAt('term', calendar('UTC', '2026-09-01'), now)).toEqual({ start: Date.UTC(2026, 8, 1), end: FOREVER });
    expect(windowAt('term', calendar('UTC', null, '2026-12-31'), now)).toEqual({ start: 0, end: Date.UTC(2027, 0, 1) });
  });

  it('never ends when the period is total, but its end is a valid date', () => {
    const { end } = windowAt('total', calendar('Asia/Seoul'), 0);
    expect(Number.isNaN(new Date(end).getTime())).toBe(false);
  });
});

describe('isTimeZone and isLocalDay', () => {
  it('accept the name of a place, and no offset, as a time zone', () => {
    for (const good of ['UTC', 'Asia/Seoul', 'America/Argentina/Buenos_Aires'])
      expect(isTimeZone(good), good).toBe(true);
    for (const bad of ['', 'Seoul', 'Mars/Base', '+09:00', 'UTC+9', '2026-01-01T00:00[Asia/Seoul]']) {
      expect(isTimeZone(bad), bad).toBe(false);
    }
  });

  it('accept only days that exist', () => {
    for (const good of ['2026-11-23', '2028-02-29']) expect(isLocalDay(good), good).toBe(true);
    for (const bad of ['2026-02-29', '2026-13-01', '2026-1-1', '20261123', '2026-11-23T00:00', '']) {
      expect(isLocalDay(bad), bad).toBe(false);
    }
  });

  it('are followed by a RangeError for an unknown zone or day, and never by UTC', () => {
    expect(() => windowAt('day', calendar('Mars/Base'), 0)).toThrow(RangeError);
    expect(() => startOfDay('2026-02-30', 'UTC')).toThrow(RangeError);
  });
});

describe('resetsAt', () => {
  const at = (instant: string) => Date.parse(instant);
  const until = (ends: string | null, timeZone = 'Asia/Seoul') => ({ timeZone, termEndsOn: ends });
  const week = windowAt('week', calendar('Asia/Seoul'), at('2026-11-23T03:00Z'));

  it('is the end of the window when the class has a day left then', () => {
    expect(resetsAt(week, until(null))).toBe(at('2026-11-29T15:00Z'));
    expect(resetsAt(week, until('2026-11-30'))).toBe(at('2026-11-29T15:00Z'));
    expect(resetsAt(week, until('2026-11-29'))).toBeNull();
    expect(resetsAt(week, until('2026-11-22'))).toBeNull();
  });

  it('is null from the midnight after the last day of the class on', () => {
    const end = at('2026-12-20T15:00Z');
    expect(resetsAt({ end: end - 1 }, until('2026-12-20'))).toBe(end - 1);
    expect(resetsAt({ end }, until('2026-12-20'))).toBeNull();
  });

  it('is null for a term and for a total', () => {
    const term = calendar('Asia/Seoul', '2026-09-01', '2026-12-20');
    expect(resetsAt(windowAt('term', term, week.start), term)).toBeNull();
    expect(resetsAt(windowAt('total', term, week.start), term)).toBeNull();
    expect(resetsAt({ end: FOREVER }, until(null))).toBeNull();
  });

  it('counts the days of the class in its own zone when the wallet has another', () => {
    const month = windowAt('month', calendar('UTC'), at('2026-11-23T03:00Z'));
    expect(resetsAt(month, until('2026-11-30', 'Asia/Seoul'))).toBeNull();
    expect(resetsAt(month, until('2026-11-30', 'America/New_York'))).toBe(at('2026-12-01T00:00Z'));
  });
});
