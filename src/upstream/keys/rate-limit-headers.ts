import type { IncomingHttpHeaders } from 'node:http';
import { parseRetryAfter } from '../../http/retry-after.ts';

/** What the headers of an answer say of the provider's rate limits. */
export interface RateLimits {
  /** How long to wait; ms; null: it does not say. */
  readonly retryAfterMs: number | null;
  /** How long until there is room again in a limit that is used up; ms; 0: none is. */
  readonly usedUpMs: number;
  /** It has limits of its own for this model. */
  readonly areStated: boolean;
}

export const NO_RATE_LIMITS: RateLimits = { retryAfterMs: null, usedUpMs: 0, areStated: false };

/** A call needs some part of the tokens of a whole period; nobody knows which. */
const PART_OF_TOKENS = 20;
/** Where the size of the limit is not said, all of the reset is waited for, up to this. */
const MAX_UNKNOWN_MS = 60_000;

interface LimitHeaders {
  readonly remaining: string;
  readonly reset: string;
  readonly size: string;
  /** One call needs no smaller part of the limit than one of so many. */
  readonly maxParts: number;
}

/** OpenAI has one of each for a model and a project. */
const REQUESTS = limitHeaders('requests', Number.POSITIVE_INFINITY);
const TOKENS = limitHeaders('tokens', PART_OF_TOKENS);

function limitHeaders(limit: string, maxParts: number): LimitHeaders {
  return {
    remaining: `x-ratelimit-remaining-${limit}`,
    reset: `x-ratelimit-reset-${limit}`,
    size: `x-ratelimit-limit-${limit}`,
    maxParts,
  };
}

/** @param now ms UTC, for a Retry-After that is a date */
export function readRateLimits(headers: IncomingHttpHeaders, now: number): RateLimits {
  return {
    retryAfterMs: readMs(headers['retry-after-ms']) ?? parseRetryAfter(one(headers['retry-after']), now),
    usedUpMs: Math.max(usedUpMs(headers, REQUESTS), usedUpMs(headers, TOKENS)),
    areStated: headers[REQUESTS.size] !== undefined || headers[TOKENS.size] !== undefined,
  };
}

/** Resets say when a limit is whole again. There is room for one call much earlier: limits refill all the time. */
function usedUpMs(headers: IncomingHttpHeaders, limit: LimitHeaders): number {
  if (one(headers[limit.remaining])?.trim() !== '0') return 0;
  const resetMs = parseDuration(one(headers[limit.reset]) ?? '');
  if (resetMs === null) return 0;
  const size = Number(one(headers[limit.size]));
  if (!Number.isSafeInteger(size) || size < 1) return Math.min(resetMs, MAX_UNKNOWN_MS);
  return Math.ceil(resetMs / Math.min(size, limit.maxParts));
}

const UNIT_MS = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 } as const;
const DURATION = /^(?:\d{1,9}(?:\.\d{1,9})?(?:h|ms|m|s))+$/;
const SECONDS = /^\d{1,9}(?:\.\d{1,9})?$/;

/** "6m0s", "1s", "20ms", "1h2m3.5s"; a bare number is seconds. @returns ms; null: it is none of them */
export function parseDuration(text: string): number | null {
  if (SECONDS.test(text)) return Math.ceil(Number(text) * 1000);
  if (text.length > 40 || !DURATION.test(text)) return null;
  let sum = 0;
  for (const [, amount, unit] of text.matchAll(/([\d.]+)(h|ms|m|s)/g)) {
    sum += Number(amount) * UNIT_MS[unit as keyof typeof UNIT_MS];
  }
  return Math.ceil(sum);
}

const SAID_WAIT = /\b(?:try again|retry) in ((?:\d[\d.]{0,18}(?:h|ms|m|s)){1,4})(?![\w])/i;

/** OpenAI's "Please try again in 3.89s". @returns ms; null: it does not say */
export function waitInText(message: string): number | null {
  return parseDuration(SAID_WAIT.exec(message.slice(0, 2000))?.[1] ?? '');
}

function readMs(value: string | string[] | undefined): number | null {
  const text = one(value);
  return text !== undefined && SECONDS.test(text) ? Math.ceil(Number(text)) : null;
}

function one(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
