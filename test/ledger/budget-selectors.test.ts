import { expect, test } from 'vitest';
import { parseSelector, selectorText, selects } from '../../src/ledger/budget-selectors.ts';
import { kindKey } from '../../src/ledger/budgets.ts';

test('a selector of models has one text, whatever their order, and is read from it', () => {
  const text = selectorText({ models: ['gpt-6-sol', 'a/b:1', 'gpt-6-sol'] });
  expect(text).toBe('models:a/b:1,gpt-6-sol');
  expect(parseSelector(text)).toEqual({ models: ['a/b:1', 'gpt-6-sol'] });
  expect([parseSelector(''), parseSelector('endpoint:chat')]).toEqual([null, { endpoint: 'chat' }]);
  expect([selectorText(null), selectorText({ endpoint: 'chat' })]).toEqual(['', 'endpoint:chat']);
});

test.each(['models:', 'models:a,,b', 'models:a b', 'endpoint:', 'chat', 'Models:a'])('rejects "%s"', (text) => {
  expect(() => parseSelector(text)).toThrow(RangeError);
});

test('selects by the model of the catalogue or the endpoint, and every call without a selector', () => {
  const call = { modelId: 'gpt-6-sol', endpoint: 'chat' };
  expect(selects(null, call)).toBe(true);
  expect([{ models: ['x', 'gpt-6-sol'] }, { models: ['gpt-6-sol-2'] }].map((one) => selects(one, call))).toEqual([
    true,
    false,
  ]);
  expect([{ endpoint: 'chat' }, { endpoint: 'embeddings' }].map((one) => selects(one, call))).toEqual([true, false]);
});

test('limits that leave unit and selector out are of the same kind as those that name the defaults', () => {
  expect(kindKey({ period: 'day' })).toBe(kindKey({ period: 'day', unit: 'money', selector: null }));
  const kinds = [
    { unit: 'tokens' as const },
    { selector: { endpoint: 'chat' } },
    { selector: { models: ['chat'] } },
    {},
  ];
  expect(new Set(kinds.map((kind) => kindKey({ period: 'day', ...kind }))).size).toBe(4);
});
