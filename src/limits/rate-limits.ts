import type { FastifyRequest } from 'fastify';
import { WindowCounts } from './window-counts.ts';

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

/** Every rate limit of the server. How many calls run at once: calls-in-flight.ts. */
function rateLimitTable<Limit>(settings: RateLimitSettings, limit: (max: number, windowMs: number) => Limit) {
  const { addressFailuresPerMinute, studentRequestsPerMinute } = settings;
  return {
    /**
     * Per address, guesses of all kinds together: wrong API tokens at /v1 and at sign-in, wrong owner tokens at /api, at
     * sign-in and at /metrics. Only failures count: a class shares one address, and one student's wrong tokens must not
     * lock out the others' right ones. 60 a minute unless JIGAP_ADDRESS_FAILURES_PER_MINUTE says otherwise.
     */
    'wrong-token': limit(addressFailuresPerMinute, MINUTE_MS),
    /** Per student, however many API tokens they hold: requests to /v1 and /api/me. */
    request: limit(studentRequestsPerMinute, MINUTE_MS),
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
   * @param who the id of a student, or an address
   * @param lowerMax of this one alone; null: the limit itself
   */
  count(limit: RateLimitName, who: number | string, lowerMax?: number | null): number | null;
  /** The same for a wrong token of any kind, per address. */
  countWrongToken(request: FastifyRequest): number | null;
}

/** Everybody's window begins with their first request of it. In memory: a restart forgives. @param now ms, of a clock that never goes back */
export function createRateLimits(settings: RateLimitSettings, now: () => number = () => performance.now()): RateLimits {
  const limits = rateLimitTable(settings, (max, windowMs) => ({
    max,
    counts: new WindowCounts<number | string>(windowMs),
  }));
  const count: RateLimits['count'] = (limit, who, lowerMax = null) => {
    const { max, counts } = limits[limit];
    const at = now();
    const { count, endsAt } = counts.count(who, at);
    return count > Math.min(max, lowerMax ?? max) ? Math.ceil((endsAt - at) / 1000) : null;
  };
  return { count, countWrongToken: (request) => count('wrong-token', request.ip) };
}
