import { describe, expect, it } from 'vitest';
import { ago, formatDay, formatDays, formatTime } from '../../../src/pages/format/format-time.ts';
import { TEST_START } from '../../support/clock.ts';
import { ENGLISH, KOREAN } from '../sample-views.ts';

describe('formatTime and ago', () => {
  it('writes an instant in the time zone of the view, which it names unless it is the reader’s', () => {
    expect(formatTime(TEST_START, ENGLISH, 'moment')).toBe('Monday 23 November at 12:00');
    expect(formatTime(TEST_START, { ...KOREAN, timeZone: 'America/New_York' }, 'moment')).toBe(
      '11월 22일(일) 22시(뉴욕 시간)',
    );
  });

  it('writes the exact time in one form, with the name of the zone', () => {
    const midnight = Date.parse('2026-11-22T15:00:00Z');
    expect(formatTime(midnight, KOREAN, 'exact')).toBe('2026년 11월 23일 00:00:00');
    expect(formatTime(midnight, KOREAN, 'shortMoment')).toBe('11월 23일 00:00:00');
    expect(ago(midnight, KOREAN).toString()).toContain('title="2026년 11월 23일 00:00:00(대한민국 시간)"');
    expect(formatTime(midnight, KOREAN, 'long')).toBe('11월 23일(월)');
    expect(formatTime(midnight, ENGLISH, 'long')).toBe('Monday 23 November');
  });

  it('writes how long ago an instant was, with the exact time in the title', () => {
    const element = ago(TEST_START - 3 * 60_000, ENGLISH).toString();
    expect(element).toContain('>3 minutes ago<');
    expect(element).toContain('datetime="2026-11-23T02:57:00.000Z" title="23 Nov 2026, 11:57:00 (Asia/Seoul)"');
    expect(ago(TEST_START - 5000, KOREAN).toString()).toContain('>방금<');
    expect(ago(TEST_START - 2 * 86_400_000, KOREAN).toString()).toContain('>2일 전<');
    expect(ago(TEST_START - 30 * 86_400_000, ENGLISH).toString()).toContain('>24 Oct 2026<');
  });

  it('writes a day of the ledger as that day in every time zone', () => {
    expect(formatDay('2026-11-01', { language: 'en' })).toBe('1 Nov');
    expect(formatDay('2026-11-01', { language: 'ko' })).toBe('11월 1일');
  });
});

describe('formatDays', () => {
  it('writes a range in the notation of the language, and a single day once', () => {
    expect(formatDays('2026-09-01', '2026-12-18', ENGLISH, 'date')).toBe('1 Sept 2026 – 18 Dec 2026');
    expect(formatDays('2026-09-01', '2026-12-18', KOREAN, 'date')).toBe('2026. 9. 1. ~ 2026. 12. 18.');
    expect(formatDays('2026-09-01', '2026-09-01', KOREAN, 'day')).toBe('9월 1일');
  });
});
