import { describe, expect, it } from 'vitest';
import type { BudgetBalance } from '../../../src/ledger/budgets.ts';
import { windowAt } from '../../../src/ledger/periods.ts';
import { addUtcDays } from '../../../src/ledger/utc-days.ts';
import { type DaySpend, forecastSpend } from '../../../src/pages/dashboard/overview/spend-forecast.ts';

const CALENDAR = { timeZone: 'Asia/Seoul', termStartsOn: null, termEndsOn: null };
const NOW = Date.parse('2026-11-23T03:00:00Z');

/** Ends today, 2026-11-23. */
function days(...spent: readonly number[]): DaySpend[] {
  return spent.map((each, index) => ({ day: addUtcDays('2026-11-23', index + 1 - spent.length), spent: each }));
}

function month(spent: number, limit = 1_000_000): BudgetBalance {
  return {
    ...{ scope: 'wallet', scopeId: 0, period: 'month', limit, calendar: CALENDAR, source: 'own', budgetId: 1 },
    ...{
      window: windowAt('month', CALENDAR, NOW),
      spent,
      held: 0,
      carried: 0,
      unit: 'money',
      selector: null,
      carry: null,
      topUps: null,
    },
  };
}

describe('forecastSpend', () => {
  it('uses the mean of seven whole days, including days without calls, but not today', () => {
    const forecast = forecastSpend(days(9999, 70, 0, 0, 140, 70, 70, 70, 10), month(5000));
    expect(forecast).toMatchObject({ mean: 60, lastDay: '2026-11-30', atEnd: 5000 + 50 + 7 * 60, usedUpOn: null });
    expect(forecast?.days).toEqual([24, 25, 26, 27, 28, 29, 30].map((day) => `2026-11-${day}`));
  });

  it('ignores the days before the first call', () => {
    expect(forecastSpend(days(0, 0, 0, 100, 50), month(150))?.mean).toBe(100);
  });

  it('adds nothing to today when it is above the mean already', () => {
    expect(forecastSpend(days(10, 500), month(510))?.atEnd).toBe(510 + 7 * 10);
  });

  it('returns the day on which the limit is reached', () => {
    expect(forecastSpend(days(100, 100), month(200, 450))?.usedUpOn).toBe('2026-11-26');
    expect(forecastSpend(days(100, 100), month(200, 900))?.usedUpOn).toBeNull();
    expect(forecastSpend(days(100, 100), month(600, 500))?.usedUpOn).toBe('2026-11-23');
  });

  it('returns null without a whole day', () => {
    expect(forecastSpend(days(0, 0, 70), month(70))).toBeNull();
    expect(forecastSpend(days(0, 0, 0), month(0))).toBeNull();
    expect(forecastSpend(days(50, 0, 0, 0, 0, 0, 0, 0, 0), month(50))).toBeNull();
  });
});
