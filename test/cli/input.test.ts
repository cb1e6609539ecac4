import { InvalidArgumentError } from 'commander';
import { describe, expect, test } from 'vitest';
import { inputParsers, isId } from '../../src/cli/input.ts';

const parse = inputParsers('en');

describe('limit options', () => {
  test('make one set of limits when they are repeated', () => {
    const month = parse.limits('month=10', undefined);
    expect(parse.limits('day=0.5', month)).toEqual([
      { period: 'month', limit_usd: 10 },
      { period: 'day', limit_usd: 0.5 },
    ]);
  });

  test('make an empty set when the value is none', () => {
    expect(parse.limits('none', [{ period: 'day', limit_usd: 1 }])).toEqual([]);
  });

  test.each(['month', 'month=', '=10', 'year=10', 'month=10=2', 'month=-1', 'month=1e3', 'month=ten', 'month=$5'])(
    '%s is refused',
    (text) => {
      expect(() => parse.limits(text, undefined)).toThrow(InvalidArgumentError);
    },
  );

  test('are refused when a period is given twice', () => {
    expect(() => parse.limits('day=2', [{ period: 'day', limit_usd: 1 }])).toThrow('named twice');
  });
});

test('a count is a whole number', () => {
  expect([parse.count('0'), parse.count('30')]).toEqual([0, 30]);
  for (const wrong of ['', '-1', '1.5', 'thirty', '1e3']) expect(() => parse.count(wrong)).toThrow('such as 30');
});

test('USD finer than a nano-dollar is refused, not rounded', () => {
  expect(parse.usd('0.000000001')).toBe(1e-9);
  expect(() => parse.usd('0.0000000001')).toThrow('nine decimal places');
});

test('a grace is at most seven days', () => {
  expect([parse.grace('90s'), parse.grace('30m'), parse.grace('24h'), parse.grace('7d')]).toEqual([
    90, 1800, 86_400, 604_800,
  ]);
  expect(() => parse.grace('8d')).toThrow('at most 7d');
  expect(() => parse.grace('24')).toThrow(InvalidArgumentError);
});

test('an instant needs its zone and is sent in UTC', () => {
  expect(parse.instant('2026-12-24T18:00+09:00')).toBe('2026-12-24T09:00:00.000Z');
  expect(() => parse.instant('2026-12-24')).toThrow(InvalidArgumentError);
  expect(() => parse.instant('2026-13-24T18:00Z')).toThrow(InvalidArgumentError);
});

test('a day must exist', () => {
  expect(parse.day('2028-02-29')).toBe('2028-02-29');
  expect(() => parse.day('2026-02-29')).toThrow(InvalidArgumentError);
  expect(parse.openDay('none')).toBe('none');
  expect(() => parse.openDay('never')).toThrow(InvalidArgumentError);
});

test('models are a list, or any', () => {
  expect(parse.models('gpt-3.5-turbo, gpt-6-luna')).toEqual(['gpt-3.5-turbo', 'gpt-6-luna']);
  expect(parse.models('any')).toEqual([]);
  expect(() => parse.models('a,,b')).toThrow(InvalidArgumentError);
});

test('Hangul taken apart (NFD) is sent composed', () => {
  expect(parse.name('김지우'.normalize('NFD'))).toBe('김지우');
  expect(() => parse.name('  ')).toThrow('empty');
});

test('007 is a name, not student 7', () => {
  expect([isId('7'), isId('007'), isId('0'), isId('7a')]).toEqual([true, false, false, false]);
});

test('the errors follow the language', () => {
  const korean = inputParsers('ko');
  expect(() => korean.usd('1e3')).toThrow('달러 금액을 0.50처럼 숫자로 적으세요.');
  expect(() => korean.period('year')).toThrow('기간은 다음 중 하나입니다: day, week, month, term, total');
});
