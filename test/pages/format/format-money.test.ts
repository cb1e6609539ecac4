import { describe, expect, it } from 'vitest';
import { formatMoney, money, placesFor } from '../../../src/pages/format/format-money.ts';
import { ENGLISH, KOREAN } from '../sample-views.ts';

describe('formatMoney', () => {
  it.each([
    [0, '$0.00'],
    [5_000_000_000, '$5.00'],
    [1_234_567_890_000, '$1,234.57'],
    [40_000_000, '$0.04'],
    [12_345, '$0.000012'],
    [1, '$0.000000001'],
    [-500_000_000, '−$0.50'],
  ])('writes %i nano-USD as %s', (nano, text) => {
    expect(formatMoney(nano, ENGLISH)).toBe(text);
  });

  it('uses the decimals of the column, and never rounds an amount to zero', () => {
    const column = [40_000_000, 1_500_000, 2_000_000_000];
    expect(placesFor(column)).toBe(4);
    expect(formatMoney(2_000_000_000, ENGLISH, 4)).toBe('$2.0000');
    expect(formatMoney(1, ENGLISH, 2)).toBe('<$0.01');
  });

  it.each([
    [1, 4, '<$0.0001'],
    [49_999, 4, '<$0.0001'],
    [50_000, 4, '$0.0001'],
    [0, 4, '$0.0000'],
  ])('writes %i nano-USD with %i decimals as %s, also as an element', (nano, places, text) => {
    expect(formatMoney(nano, ENGLISH, places)).toBe(text);
    expect(
      money(nano, ENGLISH, places)
        .toString()
        .replace(/<\/?(?:data|span)[^>]*>/g, ''),
    ).toBe(text.replace('<', '&lt;'));
  });

  it('gives the exact amount in the value and title of money()', () => {
    const element = money(123_456_789, ENGLISH).toString();
    expect(element).toContain('value="0.123456789" title="$0.123456789"');
  });

  it('counts won of the dollars that it shows, so that equal dollars have equal won', () => {
    expect(formatMoney(4_999_500_000, KOREAN, 2)).toBe('$5.00 (7,000원)');
    expect(formatMoney(5_000_000_000, KOREAN, 2)).toBe('$5.00 (7,000원)');
    expect(money(4_999_500_000, KOREAN, 2).toString()).toContain('<span class="won">7,000원</span>');
    expect(formatMoney(1, KOREAN, 2)).toBe('<$0.01 (1원 미만)');
    expect(formatMoney(-500_000_000, KOREAN)).toBe('−$0.50 (−700원)');
  });

  it('adds won when a rate is set, in the notation of the language', () => {
    expect(formatMoney(500_000_000, KOREAN)).toBe('$0.50 (700원)');
    expect(formatMoney(100_000, KOREAN)).toBe('$0.0001 (1원 미만)');
    expect(formatMoney(2_000_000_000, { ...KOREAN, language: 'en' })).toBe('$2.00 (₩2,800)');
  });
});
