import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addUtcDays } from '../../../src/ledger/utc-days.ts';
import { type DayRange, lastDayOf, usageParts } from '../../../src/store/sql/reports/usage-parts.ts';

const FIRST = '2023-11-17';
const CALLS: DayRange = { from: FIRST, to: '2026-11-28' };
const day = fc.integer({ min: -400, max: 1500 }).map((days) => addUtcDays(FIRST, days));

function daysOf({ from, to }: DayRange): string[] {
  const days: string[] = [];
  for (let each = from; each <= to; each = addUtcDays(each, 1)) days.push(each);
  return days;
}

/** How often each day with calls is in the parts, less how often it is taken off. */
function daysIn(range: DayRange, closed: readonly string[], calls = CALLS): Map<string, number> {
  const times = new Map<string, number>();
  for (const part of usageParts(range, calls, closed)) {
    if (part.of === 'months') expect([part.from.slice(8), part.to]).toEqual(['01', lastDayOf(part.to.slice(0, 7))]);
    if (part.of === 'to-date') {
      expect(closed).toContain(part.to);
      expect(part.from).toBe(`${part.to.slice(0, 4)}-01-01`);
    }
    for (const each of daysOf(part)) {
      if (each >= calls.from && each <= calls.to) times.set(each, (times.get(each) ?? 0) + part.sign);
    }
  }
  return new Map([...times].filter(([, count]) => count !== 0).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Days read, and sums of months and years to date, each as a few days. */
function costOf(range: DayRange, closed: readonly string[]): number {
  return usageParts(range, CALLS, closed).reduce((sum, part) => {
    if (part.of === 'to-date') return sum + 3;
    if (part.of === 'months') return sum + 3 * new Set(daysOf(part).map((each) => each.slice(0, 7))).size;
    return sum + daysOf(part).filter((each) => each >= CALLS.from && each <= CALLS.to).length;
  }, 0);
}

const closedOf = (days: readonly string[]) =>
  daysOf(CALLS).filter((each) => days.includes(each.slice(8)) || each === lastDayOf(each.slice(0, 7)));

describe('usageParts', () => {
  test('adds up to exactly the days of any range, whichever days are closed', () => {
    fc.assert(
      fc.property(day, day, fc.uniqueArray(day, { maxLength: 60 }), (from, to, days) => {
        const closed = days.filter((each) => each <= CALLS.to).sort();
        const wanted = daysOf({ from, to }).filter((each) => each >= CALLS.from && each <= CALLS.to);
        expect([...daysIn({ from, to }, closed)]).toEqual(wanted.map((each) => [each, 1]));
      }),
    );
  });

  test('reads no more for years than for a month, once their days are closed', () => {
    const closed = closedOf(['10', '20']);
    fc.assert(
      fc.property(day, day, (from, to) => {
        expect(costOf({ from, to }, closed)).toBeLessThanOrEqual(25);
      }),
    );
  });

  test('reads a month as a whole without the days that are too much, or the few days as they are', () => {
    const parts = (from: string, to: string) =>
      usageParts({ from, to }, CALLS, []).map(({ of, sign, ...range }) => `${sign} ${of} ${range.from} ${range.to}`);
    expect(parts('2026-10-01', '2026-10-31')).toEqual(['1 months 2026-10-01 2026-10-31']);
    expect(parts('2026-10-03', '2026-10-31')).toEqual([
      '-1 days 2026-10-01 2026-10-02',
      '1 months 2026-10-01 2026-10-31',
    ]);
    expect(parts('2026-10-30', '2026-11-02')).toEqual(['1 days 2026-10-30 2026-11-02']);
    // Of this month, the days that are still to come have no calls.
    expect(parts('2026-11-01', '9999-12-31')).toEqual(['1 months 2026-11-01 2026-11-30']);
    expect(parts('0000-01-01', '2022-12-31')).toEqual([]);
  });

  test('reads years to date, and only the ends day by day', () => {
    const closed = closedOf(['10', '20']);
    const range = { from: '2025-02-11', to: '2026-10-12' };
    expect(usageParts(range, CALLS, closed)).toEqual([
      { of: 'to-date', from: '2025-01-01', to: '2025-02-10', sign: -1 },
      { of: 'to-date', from: '2025-01-01', to: '2025-12-31', sign: 1 },
      { of: 'to-date', from: '2026-01-01', to: '2026-10-10', sign: 1 },
      { of: 'days', from: '2026-10-11', to: '2026-10-12', sign: 1 },
    ]);
  });
});
