import { expect, test } from 'vitest';
import { limitParsers } from '../../src/cli/limit-input.ts';

const { unit } = limitParsers('en', { period: () => 'day', usd: Number });

test('takes the singular of a unit, as it shows an amount of one', () => {
  expect(['image', 'images', 'call', 'token', 'money'].map(unit)).toEqual([
    'images',
    'images',
    'calls',
    'tokens',
    'money',
  ]);
  expect(() => unit('picture')).toThrow('A unit is one of money, tokens, calls, images.');
});
