import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** A page asks for its numbers six times a minute; a student may have it open in a few tabs. */
const MIN_PAGE_VIEWS_PER_MINUTE = 120;
const MAX_TOKEN_ROTATIONS_PER_HOUR = 10;
/** Right codes always pass, also after wrong ones, so that a lecture hall behind one address gets in. */
const MAX_WRONG_JOINS_PER_MINUTE = 600;
/** The same: a class that was given old slips tries each of them a few times. No code of 130 bits is guessed. */
const MAX_WRONG_CLAIMS_PER_MINUTE = 600;

export interface RateLimitSettings {
  /** JIGAP_ADDRESS_FAILURES_PER_MINUTE */
  readonly addressFailuresPerMinute: number;
  /** JIGAP_STUDENT_REQUESTS_PER_MINUTE */
  readonly studentRequestsPerMinute: number;
}

/** Every rate limit but that of calls: student-requests.ts, class-requests.ts. How many calls run at once: calls-in-flight.ts. */
function rateLimitTable<Limit>(settings: RateLimitSettings, limit: (max: number, windowMs: number) => Limit) {
  const { addressFailuresPerMinute, studentRequestsPerMinute } = settings;
  return {
    /**
     * Per address, guesses of all kinds together: wrong API tokens at /v1 and at sign-in, wrong owner tokens at /api, at
     * sign-in and at /metrics. Only failures count: a class shares one address, and one student's wrong tokens must not
     * lock out the others' right ones. 60 a minute unless JIGAP_ADDRESS_FAILURES_PER_MINUTE says otherwise.
     */
    'wrong-token': limit(addressFailuresPerMinute, MINUTE_MS),
    /** Per student: pages, parts of pages and sign-ins. Counted separately, so that viewing pages uses up no requests. */
    'page-view': limit(Math.max(MIN_PAGE_VIEWS_PER_MINUTE, studentRequestsPerMinute), MINUTE_MS),
    /** Per student: a new API token leaves rows for ever. */
    'token-rotation': limit(MAX_TOKEN_ROTATIONS_PER_HOUR, HOUR_MS),
    /** Per address: wrong join codes, and names that are in the class already. */
    'wrong-join': limit(MAX_WRONG_JOINS_PER_MINUTE, MINUTE_MS),
    /** Per address: claim links that do not work. */
    'wrong-claim': limit(MAX_WRONG_CLAIMS_PER_MINUTE, MINUTE_MS),
  };
}

export type RateLimitName = keyof ReturnType<typeof rateLimitTable>;

export interface RateLimits {
  /**
   * Counts one more. Returns how many seconds to wait when that was too many, otherwise null.
   * @param who "student 12", or "address 10.0.0.7"
   */
  count(limit: RateLimitName, who: string, request: FastifyRequest): Promise<number | null>;
  /** The same for a wrong token of any kind, per address. */
  countWrongToken(request: FastifyRequest): Promise<number | null>;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** What it is counted under. */
    rateLimitKey: string;
  }
}

export async function createRateLimits(app: FastifyInstance, settings: RateLimitSettings): Promise<RateLimits> {
  await app.register(rateLimit, { global: false });
  app.decorateRequest('rateLimitKey', '');
  const limits = rateLimitTable(settings, (max, timeWindow) =>
    app.createRateLimit({ max, timeWindow, keyGenerator: (request) => request.rateLimitKey }),
  );
  const count: RateLimits['count'] = async (limit, who, request) => {
    request.rateLimitKey = `${limit} of ${who}`;
    const counted = await limits[limit](request);
    return !counted.isAllowed && counted.isExceeded ? counted.ttlInSeconds : null;
  };
  return { count, countWrongToken: (request) => count('wrong-token', `address ${request.ip}`, request) };
}
