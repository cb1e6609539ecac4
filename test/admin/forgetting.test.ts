import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { forgottenName } from '../../src/access/forgotten-names.ts';
import { decideRun, isClassDue, MAX_GAP_DAYS, withoutPerson } from '../../src/admin/forgetting-rules.ts';
import { DAY_MS } from '../../src/ledger/utc-days.ts';
import type { ForgettingClock } from '../../src/store/forgetting-store.ts';
import { schoolClassWith } from '../support/school-class.ts';

const NOW = Date.parse('2026-11-26T12:00:00Z');

/** The instants of runs that forget, when the clock is asked at these instants. */
function runsAt(instants: readonly number[], begin = NOW): number[] {
  let clock: ForgettingClock = { lastRunAt: begin, holdDays: 0 };
  return instants.filter((now) => {
    const run = decideRun(clock, now);
    clock = run.clock ?? clock;
    return run.isDue;
  });
}
const days = (...numbers: number[]) => numbers.map((number) => NOW + number * DAY_MS);
const hours = (from: number, to: number) =>
  Array.from({ length: (to - from) * 24 }, (_, hour) => NOW + from * DAY_MS + hour * 3_600_000);

describe('a run that forgets names', () => {
  test('is due once a day, and not within a day of the rule', () => {
    expect(runsAt(hours(0, 3.1))).toEqual(days(1, 2, 3));
  });

  test('is not due for a week after the clock jumped a year forward, and never when it comes back before', () => {
    expect(runsAt(hours(365, 373))).toEqual(days(372));
    expect(runsAt([...hours(365, 371), ...hours(1, 3)])).toEqual([]);
  });

  test('is held after each jump anew', () => {
    expect(runsAt([...hours(365, 371), ...hours(800, 806)])).toEqual([]);
  });

  test('goes on after a clock that was set back', () => {
    expect(runsAt([...days(-30), ...hours(-30, -28)])).toEqual(days(-29));
  });

  test('is due after a long weekend off', () => {
    expect(runsAt(days(MAX_GAP_DAYS))).toEqual(days(MAX_GAP_DAYS));
  });

  test('whatever the clock does, no run follows a jump without seven days of runs between', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -400, max: 400 }), { maxLength: 60 }), (steps) => {
        let now = NOW;
        let sinceJump = Number.POSITIVE_INFINITY;
        let clock: ForgettingClock = { lastRunAt: now, holdDays: 0 };
        for (const step of steps) {
          now += step * DAY_MS;
          const gap = now - (clock.lastRunAt ?? now);
          if (gap > MAX_GAP_DAYS * DAY_MS) sinceJump = 0;
          else if (gap >= DAY_MS) sinceJump += 1;
          const run = decideRun(clock, now);
          if (run.isDue) expect(sinceJump).toBeGreaterThanOrEqual(7);
          clock = run.clock ?? clock;
        }
      }),
    );
  });
});

describe('the end of a class', () => {
  test('is its archiving, or midnight after its last day in its own zone', () => {
    const endsOn = '2026-11-25';
    const [seoul, newYork] = [Date.parse('2026-11-26T00:00+09:00'), Date.parse('2026-11-26T00:00-05:00')];
    const inSeoul = schoolClassWith({ timeZone: 'Asia/Seoul', endsOn });
    const inNewYork = schoolClassWith({ timeZone: 'America/New_York', endsOn });
    expect([isClassDue(inSeoul, seoul - 1), isClassDue(inSeoul, seoul)]).toEqual([false, true]);
    expect([isClassDue(inNewYork, newYork - 1), isClassDue(inNewYork, newYork)]).toEqual([false, true]);
    expect(isClassDue(schoolClassWith({ endsOn: null }), NOW)).toBe(false);
    expect(isClassDue(schoolClassWith({ endsOn, archivedAt: NOW }), NOW - 1)).toBe(false);
    expect(isClassDue(schoolClassWith({ endsOn: null, archivedAt: NOW }), NOW)).toBe(true);
  });
});

describe('a forgotten name', () => {
  test('is another one for every student, and the same whenever it is made', () => {
    const names = Array.from({ length: 50_000 }, (_, id) => forgottenName(id + 1, 'en'));
    expect(new Set(names).size).toBe(names.length);
    expect(names.every((name) => /^Student [2-9A-Z]{4}$/.test(name))).toBe(true);
    expect(forgottenName(7, 'ko')).toMatch(/^학생 /);
    expect(forgottenName(810_000, 'en')).toMatch(/^Student [2-9A-Z]{5}$/);
  });

  test('replaces what says who somebody is at every depth of an entry, and nothing else', () => {
    const entry = { id: 3, name: 'Kim', email: 'a@b.example', budgets: [{ period: 'day', limit: 3, note: 'Kim' }] };
    expect(withoutPerson(entry, 'Student 7F3K')).toEqual({
      ...{ id: 3, name: 'Student 7F3K', email: null },
      budgets: [{ period: 'day', limit: 3, note: null }],
    });
    expect([withoutPerson(null, 'x'), withoutPerson(7, 'x'), withoutPerson('text', 'x')]).toEqual([null, 7, 'text']);
  });
});
