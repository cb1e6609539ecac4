import { expect, test } from 'vitest';
import type { BudgetBalance } from '../../src/ledger/budgets.ts';
import { promisedByWallet } from '../../src/ledger/project-limit.ts';

const budget = (more: Partial<BudgetBalance>) =>
  ({ period: 'month', unit: 'money', selector: null, limit: 1, ...more }) as BudgetBalance;

test('the wallet promises its money of the month for all calls, not what it gives some of them or in another unit', () => {
  const others = [
    budget({ selector: { models: ['gpt-6-sol'] }, limit: 2 }),
    budget({ unit: 'tokens', limit: 1_000_000 }),
    budget({ period: 'week', limit: 3 }),
  ];
  expect(promisedByWallet([...others, budget({ limit: 5_000_000_000 })])).toBe(5_000_000_000);
  expect(promisedByWallet(others)).toBe(0);
});
