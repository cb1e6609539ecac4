import { describe, expect, it } from 'vitest';
import { FOREVER, type Period } from '../../../src/ledger/periods.ts';
import { budgetState, resetText } from '../../../src/pages/components/budget-bar.ts';
import { ENGLISH, KOREAN } from '../sample-views.ts';

describe('budgetState and resetText', () => {
  it.each([
    [{ limit: 100, spent: 79, held: 0 }, 'good'],
    [{ limit: 100, spent: 70, held: 10 }, 'near'],
    [{ limit: 100, spent: 100, held: 0 }, 'over'],
    [{ limit: 0, spent: 0, held: 0 }, 'over'],
  ] as const)('calls the budget %o %s', (balance, state) => {
    expect(budgetState(balance)).toBe(state);
  });

  it('writes when a budget resets in its own time zone, or that it does not reset', () => {
    const calendar = { timeZone: 'America/New_York', termStartsOn: null, termEndsOn: null };
    const until = (end: number) => ({ period: 'week' as Period, calendar, window: { start: 0, end } });
    expect(resetText(ENGLISH, until(Date.parse('2026-11-30T05:00:00Z')))).toBe(
      'Resets on Monday 30 November at 00:00 (America/New_York)',
    );
    expect(resetText(KOREAN, until(FOREVER))).toBe('저절로 다시 채워지지 않아요');
  });
});
