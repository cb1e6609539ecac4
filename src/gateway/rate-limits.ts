import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Caller } from '../access/callers.ts';
import type { Language } from '../access/classes.ts';
import { languageOf } from './authenticate.ts';
import { refuse } from './refusals/refusal.ts';

const MINUTE_MS = 60_000;

export interface RateLimits {
  /**
   * Step 2, per address. Only failures count: a class shares one address, and one student's wrong tokens must not lock
   * out the others' right ones. Returns how many seconds to wait when there were too many, otherwise null.
   */
  countFailure(request: FastifyRequest): Promise<number | null>;
  /** Step 2, per student, however many tokens they hold. @throws Refusal */
  countRequest(request: FastifyRequest, caller: Caller): Promise<void>;
  /**
   * What is done on the pages; apart from calls, which looking must not use up. Seconds to wait, or null.
   * @param who "student 12", or "address 10.0.0.7" of somebody who is not known yet
   */
  countVisit(request: FastifyRequest, who: string, deed: VisitDeed): Promise<number | null>;
}

/**
 * `look`: any page or part of one, a sign-in too; `rotation`: a new API token, which leaves rows for ever; `join`: a join
 * code that is wrong, and a name that is in the class already.
 */
export type VisitDeed = 'look' | 'rotation' | 'join';

const HOUR_MS = 60 * MINUTE_MS;
/** A page asks for its numbers six times a minute; somebody may have it open in a few tabs. */
const MIN_LOOKS_PER_MINUTE = 120;
const ROTATIONS_PER_HOUR = 10;
/** Wrong ones. Right codes pass whatever came before them, so a lecture hall behind one address always gets in. */
const JOINS_PER_MINUTE = 600;

export interface RateLimitSettings {
  readonly addressFailuresPerMinute: number;
  readonly studentRequestsPerMinute: number;
  readonly language: Language;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** What the limit per student is counted under. */
    limitKey: string;
  }
}

export async function rateLimits(app: FastifyInstance, settings: RateLimitSettings): Promise<RateLimits> {
  await app.register(rateLimit, { global: false });
  app.decorateRequest('limitKey', '');
  const perAddress = app.createRateLimit({
    max: settings.addressFailuresPerMinute,
    timeWindow: MINUTE_MS,
    keyGenerator: (request) => `address ${request.ip}`,
  });
  const perStudent = app.createRateLimit({
    max: settings.studentRequestsPerMinute,
    timeWindow: MINUTE_MS,
    keyGenerator: (request) => request.limitKey,
  });
  const perVisitor = {
    look: app.createRateLimit({
      max: Math.max(MIN_LOOKS_PER_MINUTE, settings.studentRequestsPerMinute),
      timeWindow: MINUTE_MS,
      keyGenerator: (request) => request.limitKey,
    }),
    rotation: app.createRateLimit({
      max: ROTATIONS_PER_HOUR,
      timeWindow: HOUR_MS,
      keyGenerator: (request) => request.limitKey,
    }),
    join: app.createRateLimit({
      max: JOINS_PER_MINUTE,
      timeWindow: MINUTE_MS,
      keyGenerator: (request) => request.limitKey,
    }),
  };
  return {
    async countFailure(request) {
      const limit = await perAddress(request);
      return limit.isAllowed || !limit.isExceeded ? null : limit.ttlInSeconds;
    },
    async countVisit(request, who, deed) {
      request.limitKey = `${deed} of ${who}`;
      const limit = await perVisitor[deed](request);
      return limit.isAllowed || !limit.isExceeded ? null : limit.ttlInSeconds;
    },
    async countRequest(request, caller) {
      request.limitKey = `student ${caller.student.id}`;
      const limit = await perStudent(request);
      if (limit.isAllowed || !limit.isExceeded) return;
      throw refuse(languageOf(caller, settings.language), 'tooManyRequests', {
        seconds: limit.ttlInSeconds,
        perMinute: settings.studentRequestsPerMinute,
      });
    },
  };
}
