import { expect, test } from 'vitest';
import { type SharedMoney, sharedMoney, worstSharedMoney } from '../../src/ledger/shared-money.ts';

test.each<[number, number, number, SharedMoney]>([
  [100, 0, 0, 'enough'],
  [100, 79, 0, 'enough'],
  [100, 40, 39, 'enough'],
  [100, 80, 0, 'low'],
  [100, 40, 59, 'low'],
  [100, 40, 60, 'held'],
  [100, 99, 1, 'held'],
  [100, 100, 0, 'spent'],
  [100, 250, 0, 'spent'],
  [0, 0, 0, 'spent'],
])('of a limit of %i with %i spent and %i held says %s', (limit, spent, held, word) => {
  expect(sharedMoney({ limit, spent, held, topUps: null })).toBe(word);
});

test.each<[number, number, SharedMoney]>([
  [50, 50, 'enough'],
  [20, 50, 'low'],
  [0, 50, 'held'],
  [0, 0, 'spent'],
])('of a spent budget with a top-up of which %i of %i is left says %s', (left, unspent, word) => {
  expect(sharedMoney({ limit: 100, spent: 100, held: 0, topUps: { left, unspent } })).toBe(word);
});

test('says the worst of several budgets, and that there is enough where there is none', () => {
  const kind = { period: 'week', unit: 'money', selector: null, topUps: null } as const;
  const [enough, low, held, spent] = [
    { ...kind, limit: 100, spent: 0, held: 0 },
    { ...kind, limit: 100, spent: 80, held: 0 },
    { ...kind, limit: 100, spent: 0, held: 100 },
    { ...kind, limit: 100, spent: 100, held: 0 },
  ];
  const otherKinds = [{ ...spent, unit: 'tokens' } as const, { ...spent, selector: { endpoint: 'chat' } }];
  expect(worstSharedMoney([enough, ...otherKinds])).toBe('enough');
  expect(worstSharedMoney([])).toBe('enough');
  expect(worstSharedMoney([enough, low])).toBe('low');
  expect(worstSharedMoney([held, low, enough])).toBe('held');
  expect(worstSharedMoney([enough, spent, held])).toBe('spent');
});
