import { describe, expect, it } from 'vitest';
import type { Period } from '../../src/ledger/periods.ts';
import { FOREVER } from '../../src/ledger/periods.ts';
import { budgetState, resetText } from '../../src/pages/components/budget-bar.ts';
import { formatMoney, money, placesFor } from '../../src/pages/format/format-money.ts';
import { ago, formatDay, formatDays, formatTime } from '../../src/pages/format/format-time.ts';
import type { ViewContext } from '../../src/pages/web/view-context.ts';
import { TEST_START } from '../support/clock.ts';

const EN: ViewContext = {
  role: 'guest',
  language: 'en',
  timeZone: 'Asia/Seoul',
  krwPerUsd: null,
  isDemo: false,
  now: TEST_START,
  here: '/',
  path: '/',
  origin: 'http://127.0.0.1',
  notice: null,
  csrf: null,
};
const KO: ViewContext = { ...EN, language: 'ko', krwPerUsd: 1400 };

describe('an amount', () => {
  it.each([
    [0, '$0.00'],
    [5_000_000_000, '$5.00'],
    [1_234_567_890_000, '$1,234.57'],
    [40_000_000, '$0.04'],
    [12_345, '$0.000012'],
    [1, '$0.000000001'],
    [-500_000_000, '$−0.50'],
  ])('of %i nano-USD reads %s', (nano, text) => {
    expect(formatMoney(nano, EN)).toBe(text);
  });

  it('has the decimals of its column, and never looks like nothing', () => {
    const column = [40_000_000, 1_500_000, 2_000_000_000];
    expect(placesFor(column)).toBe(4);
    expect(formatMoney(2_000_000_000, EN, 4)).toBe('$2.0000');
    expect(formatMoney(1, EN, 2)).toBe('$<0.01');
  });

  it('is exact where a machine or a pointer looks', () => {
    const shown = money(123_456_789, EN).toString();
    expect(shown).toContain('value="0.123456789" title="$0.123456789"');
  });

  it('shows won where there is a rate, in the words of the language', () => {
    expect(formatMoney(500_000_000, KO)).toBe('$0.50 (700원)');
    expect(formatMoney(100_000, KO)).toBe('$0.0001 (0.14원)');
    expect(formatMoney(2_000_000_000, { ...KO, language: 'en' })).toBe('$2.00 (₩2,800)');
  });
});

describe('an instant', () => {
  it('is told in the zone of whoever reads', () => {
    expect(formatTime(TEST_START, EN, 'moment')).toBe('Monday 23 November at 12:00');
    expect(formatTime(TEST_START, { ...KO, timeZone: 'America/New_York' }, 'moment')).toBe('11월 22일 일요일 22:00');
  });

  it('is told by its distance, exactly on request', () => {
    const shown = ago(TEST_START - 3 * 60_000, EN).toString();
    expect(shown).toContain('>3 minutes ago<');
    expect(shown).toContain('datetime="2026-11-23T02:57:00.000Z" title="23 Nov 2026, 11:57:00 (Asia/Seoul)"');
    expect(ago(TEST_START - 5000, KO).toString()).toContain('>방금<');
    expect(ago(TEST_START - 2 * 86_400_000, KO).toString()).toContain('>2일 전<');
    expect(ago(TEST_START - 30 * 86_400_000, EN).toString()).toContain('>24 Oct 2026<');
  });

  it('that is a day of the ledger stays that day in every zone', () => {
    expect(formatDay('2026-11-01', { language: 'en' })).toBe('1 Nov');
    expect(formatDay('2026-11-01', { language: 'ko' })).toBe('11월 1일');
  });
});

describe('days from one to another', () => {
  it('read as people write them in the language, and one day as that day', () => {
    expect(formatDays('2026-09-01', '2026-12-18', EN, 'date')).toBe('1 Sept 2026 – 18 Dec 2026');
    expect(formatDays('2026-09-01', '2026-12-18', KO, 'date')).toBe('2026. 9. 1. ~ 2026. 12. 18.');
    expect(formatDays('2026-09-01', '2026-09-01', KO, 'day')).toBe('9월 1일');
  });
});

describe('a budget', () => {
  it.each([
    [{ limit: 100, spent: 79, held: 0 }, 'good'],
    [{ limit: 100, spent: 70, held: 10 }, 'near'],
    [{ limit: 100, spent: 100, held: 0 }, 'over'],
    [{ limit: 0, spent: 0, held: 0 }, 'over'],
  ] as const)('%o is %s', (balance, state) => {
    expect(budgetState(balance)).toBe(state);
  });

  it('says when it comes back in the zone that cuts it, or that it does not', () => {
    const calendar = { timeZone: 'America/New_York', termStartsOn: null, termEndsOn: null };
    const until = (end: number) => ({ period: 'week' as Period, calendar, window: { start: 0, end } });
    expect(resetText(EN, until(Date.parse('2026-11-30T05:00:00Z')))).toBe('Resets on Monday 30 November at 00:00');
    expect(resetText(KO, until(FOREVER))).toBe('저절로 다시 채워지지 않아요');
  });
});
