import { expect, test } from 'vitest';
import { localDay, startOfDay } from '../../../src/ledger/periods.ts';
import { addUtcDays } from '../../../src/ledger/utc-days.ts';
import { daysWithin, earliestOf, endOf, firstDayAt, lastDayAt } from '../../../src/store/sql/reports/local-days.ts';

const DAY = '2026-11-23';
const HOUR = 3_600_000;
const EDGES = ['Pacific/Kiritimati', 'Etc/GMT+12'];
const ZONES = [...EDGES, 'Asia/Seoul', 'Pacific/Chatham', 'America/St_Johns', 'UTC'];

test('a local day lies within its bounds in every zone, and reaches them in the farthest zones', () => {
  const starts = ZONES.map((zone) => startOfDay(DAY, zone));
  const ends = ZONES.map((zone) => startOfDay(addUtcDays(DAY, 1), zone));
  expect(Math.min(...starts)).toBe(earliestOf(DAY));
  expect(Math.max(...ends)).toBe(endOf(DAY));
});

test('no zone has a day before the first or after the last day of an instant', () => {
  for (let hour = 0; hour < 24; hour++) {
    const at = earliestOf(DAY) + hour * HOUR;
    const days = ZONES.map((zone) => localDay(zone, at)).sort();
    expect([firstDayAt(at), lastDayAt(at)]).toEqual([days[0], days.at(-1)]);
  }
});

test('days within a time are exactly those that lie in it in every zone', () => {
  for (let hours = 0; hours < 72; hours++) {
    const from = earliestOf(DAY) - hours * HOUR;
    for (const to of [endOf(DAY), endOf(DAY) - 1, endOf(DAY) + 30 * HOUR]) {
      const days = Array.from({ length: 9 }, (_, n) => addUtcDays(DAY, n - 4));
      const inside = days.filter((day) => earliestOf(day) >= from && endOf(day) <= to);
      const first = inside[0];
      expect(daysWithin(from, to)).toEqual(first === undefined ? null : { first, last: inside.at(-1) });
    }
  }
});
