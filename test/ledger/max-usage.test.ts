import { expect, test } from 'vitest';
import { isPossible, type MaxUsage, maxUsage } from '../../src/ledger/max-usage.ts';
import { type Model, NO_TOKENS } from '../../src/ledger/prices.ts';

const model: Model = {
  id: 'm',
  snapshots: [],
  endpoints: ['chat'],
  inputs: ['text'],
  contextWindow: 1000,
  maxOutput: 400,
  defaultMaxOutput: 400,
  reasoning: true,
  provider: 'openai',
  shutdownDate: null,
  prices: [],
};

test.each<[string, number, number, number, MaxUsage]>([
  ['one text and one answer', 1, 1, 100, { inputTokens: 1000, outputTokens: 1000 }],
  ['several answers to one text', 1, 4, 100, { inputTokens: 1000, outputTokens: 4000 }],
  ['several answers to each of several texts', 3, 6, 100, { inputTokens: 3000, outputTokens: 6000 }],
  ['texts without an answer', 3, 0, 0, { inputTokens: 3000, outputTokens: 0 }],
  ['a cap that was granted above the window', 1, 2, 1500, { inputTokens: 1000, outputTokens: 3000 }],
])('maxUsage is what the windows of %s hold', (_what, inputs, candidates, cap, most) => {
  expect(maxUsage(model, { inputs, candidates }, cap)).toEqual(most);
});

test.each([
  [3000, 6000, true],
  [3001, 6000, false],
  [3000, 6001, false],
  [1, 0, true],
])('isPossible for %i input and %i output tokens of 3,000 and 6,000 is %s', (inputTokens, outputTokens, believed) => {
  const most = { inputTokens: 3000, outputTokens: 6000 };
  expect(isPossible({ ...NO_TOKENS, inputTokens, outputTokens }, most)).toBe(believed);
});
