import { describe, expect, test } from 'vitest';
import { actionFor } from '../../../src/upstream/keys/key-action.ts';
import { NO_RATE_LIMITS, type RateLimits } from '../../../src/upstream/keys/rate-limit-headers.ts';

const MODEL = 'gpt-4o-mini';

function find(status: number, error: object | undefined, limits: Partial<RateLimits> = {}) {
  const json = error === undefined ? undefined : { error };
  return actionFor({ status, headers: { rateLimits: { ...NO_RATE_LIMITS, ...limits } }, json, model: MODEL });
}

describe('a key rests', () => {
  test.each([
    [
      'a revoked key',
      401,
      { code: 'invalid_api_key', message: 'Incorrect API key provided: sk-x' },
      'key_refused',
      'key',
    ],
    ['a 401 without a body', 401, undefined, 'key_refused', 'key'],
    ['a key without this permission', 401, { message: 'Missing scopes: api.embeddings' }, 'key_refused', 'call'],
    ['the same with a 403', 403, { message: 'You have insufficient permissions for this' }, 'key_refused', 'call'],
    ['an account that was closed', 403, { code: 'account_deactivated', message: 'x' }, 'key_refused', 'key'],
    ['a quota', 429, { code: 'insufficient_quota', message: 'x' }, 'out_of_money', 'key'],
    ['a quota in the type', 429, { type: 'insufficient_quota', message: 'x' }, 'out_of_money', 'key'],
    ['a hard limit', 400, { code: 'billing_hard_limit_reached', message: 'x' }, 'out_of_money', 'key'],
    ['payment required', 402, undefined, 'out_of_money', 'key'],
  ])('for %s', (_name, status, error, reason, scope) => {
    expect(find(status, error)).toMatchObject({ kind: 'rest', reason, scope });
  });
});

describe('says nothing about the key', () => {
  test.each([
    ['a model that the project may not use', 403, { code: 'model_not_found', message: 'Project x has no access' }],
    ['a region', 403, { code: 'unsupported_country_region_territory', message: 'Country not supported' }],
    ['a moderation', 403, { message: 'Your input was flagged' }],
    ['a request above the limit', 429, { code: 'rate_limit_exceeded', message: `Request too large for ${MODEL}` }],
    ['a bad parameter', 400, { code: 'invalid_value', message: 'x' }],
  ])('%s', (_name, status, error) => {
    expect(find(status, error, { retryAfterMs: 5000 })).toBeNull();
  });
});

describe('is about the key only if another one is accepted', () => {
  test.each([
    ['a 403 that says nothing', 403, undefined],
    ['a 402 of one large request', 402, { message: 'can only afford 10 tokens' }],
  ])('%s', (_name, status, error) => {
    expect(find(status, error)).toMatchObject({ kind: 'unsure' });
  });
});

describe('a rate limit pauses', () => {
  test('the model where the text names it', () => {
    const message = `Rate limit reached for ${MODEL} in organization org-x. Please try again in 3.89s.`;
    expect(find(429, { code: 'rate_limit_exceeded', message })).toEqual({
      kind: 'pause',
      scope: 'model',
      waitMs: 3890,
    });
  });

  test('the model where limits are stated in headers, for the time in Retry-After', () => {
    const limits = { areStated: true, retryAfterMs: 7000, usedUpMs: 1000 };
    expect(find(429, { message: 'slow down' }, limits)).toEqual({ kind: 'pause', scope: 'model', waitMs: 7000 });
  });

  test('the whole key otherwise, for a time that nobody knows', () => {
    expect(find(429, undefined)).toEqual({ kind: 'pause', scope: 'key', waitMs: null });
  });
});
