import { describe, expect, test } from 'vitest';
import {
  checkAmount,
  checkDay,
  checkFuture,
  checkTimeZone,
  parseLanguage,
  parseText,
} from '../../src/admin/field-checks.ts';
import { adminError, errorOf } from './admin-fixture.ts';

const PATH = ['field'];
const MILLION_USD = 1_000_000_000_000_000;

describe('parseText', () => {
  test.each([
    [null, null],
    [' \n ', null],
    [' one\r\ntwo\r\tthree ', 'one\ntwo\n\tthree'],
    ['😀'.repeat(9), '😀'.repeat(9)],
  ])('takes %j', (text, parsed) => {
    expect(parseText(text, 18, PATH)).toBe(parsed);
  });

  test.each([
    ['x'.repeat(19), { code: 'text_length', max: 18 }],
    ['a\u0007', { code: 'text_control_characters' }],
    ['a\ud800', { code: 'text_control_characters' }],
  ] as const)('refuses %j', (text, problem) => {
    expect(errorOf(() => parseText(text, 18, PATH))).toEqual(adminError(problem, PATH));
  });
});

describe('a field', () => {
  test.each([
    ['language', () => parseLanguage('fr', PATH), 'language_unknown'],
    ['time zone', () => checkTimeZone('+09:00', PATH), 'time_zone_unknown'],
    ['day', () => checkDay('2026-02-30', PATH), 'day_invalid'],
    ['instant', () => checkFuture(7, 7, PATH), 'instant_past'],
    ['negative amount', () => checkAmount(-1, PATH), 'amount_out_of_range'],
    ['amount below a nano-dollar', () => checkAmount(0.5, PATH), 'amount_out_of_range'],
    ['amount above a million', () => checkAmount(MILLION_USD + 1, PATH), 'amount_out_of_range'],
    ['amount that is no number', () => checkAmount(Number.NaN, PATH), 'amount_out_of_range'],
  ] as const)('is refused with its path: a %s', (_what, act, code) => {
    expect(errorOf(act)).toEqual(adminError({ code }, PATH));
  });

  test('is returned as it is when it may be so', () => {
    expect(parseLanguage('ko', PATH)).toBe('ko');
    expect(checkTimeZone('Asia/Seoul', PATH)).toBe('Asia/Seoul');
    expect(checkDay('2028-02-29', PATH)).toBe('2028-02-29');
    expect(checkFuture(8, 7, PATH)).toBe(8);
    expect([checkAmount(0, PATH), checkAmount(MILLION_USD, PATH)]).toEqual([0, MILLION_USD]);
  });
});
