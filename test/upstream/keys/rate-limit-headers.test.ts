import { describe, expect, test } from 'vitest';
import { parseDuration, readRateLimits, waitInText } from '../../../src/upstream/keys/rate-limit-headers.ts';

const NOW = Date.parse('2026-11-27T03:00:00Z');

describe('parseDuration', () => {
  test.each([
    ['6m0s', 360_000],
    ['1s', 1000],
    ['20ms', 20],
    ['1h2m3.5s', 3_723_500],
    ['8m38.4s', 518_400],
    ['10', 10_000],
    ['0s', 0],
  ])('reads %s', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  test.each(['', 'soon', '-1s', '1s;drop', '1 s', '1e9', `${'1m'.repeat(30)}`, '99999999999s'])(
    'refuses %j',
    (text) => {
      expect(parseDuration(text)).toBeNull();
    },
  );
});

describe('readRateLimits', () => {
  test.each([
    [{ 'retry-after': '7' }, 7000],
    [{ 'retry-after-ms': '250', 'retry-after': '7' }, 250],
    [{ 'retry-after': 'Fri, 27 Nov 2026 03:00:30 GMT' }, 30_000],
    [{ 'retry-after': 'Fri, 27 Nov 2026 02:00:00 GMT' }, 0],
    [{ 'retry-after': 'sk-proj-not-a-time' }, null],
    [{}, null],
  ])('of %j says how long to wait', (headers, retryAfterMs) => {
    expect(readRateLimits(headers, NOW).retryAfterMs).toBe(retryAfterMs);
  });

  test('takes the time until one request has room again, not until the limit is whole', () => {
    const headers = { 'x-ratelimit-limit-requests': '3', 'x-ratelimit-remaining-requests': '0' };
    expect(readRateLimits({ ...headers, 'x-ratelimit-reset-requests': '1m0s' }, NOW)).toEqual({
      retryAfterMs: null,
      usedUpMs: 20_000,
      areStated: true,
    });
  });

  test('takes a part of the reset of tokens, and all of it, up to a minute, where the limit is not said', () => {
    const tokens = { 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': '6m0s' };
    expect(readRateLimits({ ...tokens, 'x-ratelimit-limit-tokens': '40000' }, NOW).usedUpMs).toBe(18_000);
    expect(readRateLimits(tokens, NOW).usedUpMs).toBe(60_000);
  });

  test.each([
    [{ 'x-ratelimit-remaining-requests': '1', 'x-ratelimit-reset-requests': '1s' }],
    [{ 'x-ratelimit-remaining-requests': '0' }],
    [{ 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': 'never' }],
    [{ 'x-ratelimit-remaining-requests': '-1', 'x-ratelimit-reset-requests': '1s' }],
  ])('of %j waits for nothing', (headers) => {
    expect(readRateLimits(headers, NOW).usedUpMs).toBe(0);
  });
});

test('waitInText reads what OpenAI writes', () => {
  const text =
    'Rate limit reached for gpt-4 in organization org-x on requests per min. Limit: 3 / min. Please try again in';
  expect([waitInText(`${text} 3.89s. See`), waitInText(`${text} 20ms.`), waitInText(text)]).toEqual([3890, 20, null]);
});
