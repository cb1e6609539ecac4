import { InvalidArgumentError } from 'commander';
import { describe, expect, test } from 'vitest';
import {
  isId,
  parseCount,
  parseDay,
  parseGrace,
  parseInstant,
  parseLimits,
  parseModels,
  parseName,
  parseOpenDay,
  parseUsd,
} from '../../src/cli/input.ts';

describe('limit options', () => {
  test('make one set of limits when they are repeated', () => {
    const month = parseLimits('month=10', undefined);
    expect(parseLimits('day=0.5', month)).toEqual([
      { period: 'month', limit_usd: 10 },
      { period: 'day', limit_usd: 0.5 },
    ]);
  });

  test('make an empty set when the value is none', () => {
    expect(parseLimits('none', [{ period: 'day', limit_usd: 1 }])).toEqual([]);
  });

  test.each(['month', 'month=', '=10', 'year=10', 'month=10=2', 'month=-1', 'month=1e3', 'month=ten', 'month=$5'])(
    '%s is refused',
    (text) => {
      expect(() => parseLimits(text, undefined)).toThrow(InvalidArgumentError);
    },
  );

  test('are refused when a period is given twice', () => {
    expect(() => parseLimits('day=2', [{ period: 'day', limit_usd: 1 }])).toThrow('named twice');
  });
});

test('a count is a whole number', () => {
  expect([parseCount('0'), parseCount('30')]).toEqual([0, 30]);
  for (const wrong of ['', '-1', '1.5', 'thirty', '1e3']) expect(() => parseCount(wrong)).toThrow('such as 30');
});

test('USD finer than a nano-dollar is refused, not rounded', () => {
  expect(parseUsd('0.000000001')).toBe(1e-9);
  expect(() => parseUsd('0.0000000001')).toThrow('nine decimal places');
});

test('a grace is at most seven days', () => {
  expect([parseGrace('90s'), parseGrace('30m'), parseGrace('24h'), parseGrace('7d')]).toEqual([
    90, 1800, 86_400, 604_800,
  ]);
  expect(() => parseGrace('8d')).toThrow('at most 7d');
  expect(() => parseGrace('24')).toThrow(InvalidArgumentError);
});

test('an instant needs its zone and is sent in UTC', () => {
  expect(parseInstant('2026-12-24T18:00+09:00')).toBe('2026-12-24T09:00:00.000Z');
  expect(() => parseInstant('2026-12-24')).toThrow(InvalidArgumentError);
  expect(() => parseInstant('2026-13-24T18:00Z')).toThrow(InvalidArgumentError);
});

test('a day must exist', () => {
  expect(parseDay('2028-02-29')).toBe('2028-02-29');
  expect(() => parseDay('2026-02-29')).toThrow(InvalidArgumentError);
  expect(parseOpenDay('none')).toBe('none');
  expect(() => parseOpenDay('never')).toThrow(InvalidArgumentError);
});

test('models are a list, or any', () => {
  expect(parseModels('gpt-3.5-turbo, gpt-6-luna')).toEqual(['gpt-3.5-turbo', 'gpt-6-luna']);
  expect(parseModels('any')).toEqual([]);
  expect(() => parseModels('a,,b')).toThrow(InvalidArgumentError);
});

test('Hangul taken apart (NFD) is sent composed', () => {
  expect(parseName('김지우'.normalize('NFD'))).toBe('김지우');
  expect(() => parseName('  ')).toThrow('empty');
});

test('007 is a name, not student 7', () => {
  expect([isId('7'), isId('007'), isId('0'), isId('7a')]).toEqual([true, false, false, false]);
});
