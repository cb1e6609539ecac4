import { describe, expect, test } from 'vitest';
import type { ModelPolicy } from '../../src/access/model-policy.ts';
import { checkLimit, checkLimits, MAX_SELECTED_MODELS } from '../../src/admin/budget-checks.ts';
import { budgetHints } from '../../src/admin/budget-hints.ts';
import type { BudgetLimit } from '../../src/ledger/budgets.ts';
import type { Model } from '../../src/ledger/prices.ts';
import { adminError, errorOf } from './admin-fixture.ts';

const KNOWN = 'gpt-6-luna';
const OTHER = 'llama-3.2-3b';
const catalogue = new Map([
  [KNOWN, modelOf(KNOWN, ['chat', 'responses'])],
  [`${KNOWN}-2026-09-01`, modelOf(KNOWN, ['chat', 'responses'])],
  [OTHER, modelOf(OTHER, ['chat'])],
  ['bert', modelOf('bert', ['embeddings'])],
]);
const POLICY: ModelPolicy = { catalogue, allowed: [KNOWN, OTHER], aliases: new Map() };
const deps = { policy: () => POLICY };

function modelOf(id: string, endpoints: readonly string[]): Model {
  return { id, endpoints } as Model;
}

const check = (limit: BudgetLimit) => checkLimit(limit, [], deps);
const TOKENS = { period: 'day', unit: 'tokens', limit: 200_000 } as const;

describe('checkLimits', () => {
  test('names the place of an amount and of a second limit of a kind', () => {
    const day = { period: 'day', limit: 1 } as const;
    const week = { period: 'week', limit: 2 } as const;
    expect(checkLimits([day, week], ['budgets'], deps)).toEqual([day, week]);
    expect(errorOf(() => checkLimits([day, { period: 'week', limit: -1 }], ['budgets'], deps))).toEqual(
      adminError({ code: 'amount_out_of_range' }, ['budgets', 1, 'limit']),
    );
    expect(errorOf(() => checkLimits([day, day], ['budgets'], deps))).toEqual(
      adminError({ code: 'duplicate_period', period: 'day' }, ['budgets', 1, 'period']),
    );
  });

  test('takes one limit for each period, unit and selector', () => {
    const selector = { models: [KNOWN] };
    const limits = [
      { period: 'day', limit: 1 },
      TOKENS,
      { ...TOKENS, selector },
      { period: 'day', limit: 2, selector },
    ];
    expect(checkLimits(limits as BudgetLimit[], [], deps)).toEqual(limits);
    const twice = [
      { ...TOKENS, selector: { models: [KNOWN, OTHER] } },
      { ...TOKENS, selector: { models: [OTHER, KNOWN, OTHER] } },
    ];
    expect(errorOf(() => checkLimits(twice, ['budgets'], deps))).toEqual(
      adminError({ code: 'duplicate_period', period: 'day' }, ['budgets', 1, 'period']),
    );
  });
});

describe('checkLimit', () => {
  test.each([0, 1, 1_000_000_000_000])('takes %i tokens', (limit) => {
    expect(check({ ...TOKENS, limit })).toEqual({ ...TOKENS, limit });
  });

  test.each([-1, 0.5, 1_000_000_000_001, Number.NaN, Number.POSITIVE_INFINITY])('refuses %d tokens', (limit) => {
    expect(errorOf(() => check({ ...TOKENS, limit }))).toEqual(
      adminError({ code: 'quantity_out_of_range', unit: 'tokens', max: 1_000_000_000_000 }, ['quantity']),
    );
  });

  test('keeps the models of a selector once, in order, and a snapshot as its model', () => {
    const sorted = [KNOWN, OTHER].sort();
    expect(
      check({ ...TOKENS, selector: { models: [...sorted].reverse().concat(`${KNOWN}-2026-09-01`) } }).selector,
    ).toEqual({
      models: sorted,
    });
  });

  test('names the model that was perhaps meant', () => {
    const typo = `${KNOWN}x`;
    const error = errorOf(() => check({ ...TOKENS, selector: { models: [KNOWN, typo] } }));
    expect(error).toMatchObject({
      problem: { code: 'model_unknown', name: typo, nearest: expect.arrayContaining([KNOWN]) },
      path: ['selector', 'models', 1],
    });
  });

  test('refuses an alias, which never answers, and names what does', () => {
    const policy = () => ({ ...POLICY, aliases: new Map([['fast', [KNOWN]]]) });
    expect(errorOf(() => checkLimit({ ...TOKENS, selector: { models: ['fast'] } }, [], { policy }))).toEqual(
      adminError({ code: 'selector_alias', name: 'fast', served: KNOWN }, ['selector', 'models', 0]),
    );
  });

  test('does not repeat what may be a key', () => {
    const error = errorOf(() => check({ ...TOKENS, selector: { models: ['sk-proj-abcdef'] } }));
    expect(error).toEqual(adminError({ code: 'model_name_invalid' }, ['selector', 'models', 0]));
  });

  test.each([
    [[], 'selector_empty'],
    [Array.from({ length: MAX_SELECTED_MODELS + 1 }, () => KNOWN), 'selector_too_long'],
  ] as const)('refuses a list of %# models', (models, code) => {
    expect(errorOf(() => check({ ...TOKENS, selector: { models } }))).toMatchObject({
      problem: { code },
      path: ['selector', 'models'],
    });
  });

  test('takes the kinds of endpoints of the catalogue, and no other', () => {
    expect(check({ ...TOKENS, selector: { endpoint: 'chat' } }).selector).toEqual({ endpoint: 'chat' });
    expect(errorOf(() => check({ ...TOKENS, selector: { endpoint: 'Chat' } }))).toMatchObject({
      problem: { code: 'endpoint_unknown', kinds: expect.arrayContaining(['chat']) },
      path: ['selector', 'endpoint'],
    });
  });
});

describe('budgetHints', () => {
  const policy = { ...POLICY, allowed: [KNOWN] };

  test.each([
    [{ unit: 'money', selector: null }, []],
    [{ unit: 'tokens', selector: { models: [KNOWN] } }, []],
    [{ unit: 'images', selector: null }, ['images_not_allowed']],
    [{ unit: 'tokens', selector: { models: [KNOWN, OTHER] } }, ['models_not_allowed']],
    [{ unit: 'images', selector: { models: [OTHER] } }, ['images_not_allowed', 'models_not_allowed']],
    [{ unit: 'calls', selector: { endpoint: 'no-such' } }, ['endpoint_not_allowed']],
  ] as const)('of %j are %j', (kind, hints) => {
    expect(budgetHints(kind, policy, null)).toEqual(hints);
  });

  test('of images are none once a model that draws is allowed', () => {
    const images = { unit: 'images', selector: null } as const;
    const drawing = { grid: new Map([['low', 16]]), isExact: true, maxPerCall: 4 };
    const catalogue = new Map([...policy.catalogue].map(([name, model]) => [name, { ...model, drawing }]));
    expect(budgetHints(images, { ...policy, catalogue }, null)).toEqual([]);
  });

  test('say that speech counts no tokens', () => {
    const catalogue = new Map(
      [...policy.catalogue].map(([name, model]) => [name, { ...model, endpoints: ['speech'] }]),
    );
    const speaking = { ...policy, catalogue };
    for (const selector of [{ endpoint: 'speech' }, { models: [KNOWN] }]) {
      expect(budgetHints({ unit: 'tokens', selector }, speaking, null)).toEqual(['speech_without_tokens']);
      expect(budgetHints({ unit: 'calls', selector }, speaking, null)).toEqual([]);
    }
    expect(budgetHints({ unit: 'tokens', selector: null }, speaking, null)).toEqual([]);
  });

  test('follow what the class may use', () => {
    const kind = { unit: 'tokens', selector: { models: [KNOWN] } } as const;
    expect(budgetHints(kind, policy, { allowedModels: [] })).toEqual(['models_not_allowed']);
  });
});
