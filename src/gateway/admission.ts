import type { FastifyReply, FastifyRequest } from 'fastify';
import { lower, type ServerCallLimits } from '../access/call-limits.ts';
import type { Language } from '../language/languages.ts';
import type { Reader } from '../language/reader-texts.ts';
import type { CallsInFlight, Slot } from '../limits/calls-in-flight.ts';
import type { ClassRequests } from '../limits/class-requests.ts';
import type { RateLimits } from '../limits/rate-limits.ts';
import type { StudentRequests } from '../limits/student-requests.ts';
import { type AuthenticateDeps, type FoundCaller, identify, type KnownCaller } from './authenticate.ts';
import { type BodyDeps, mayNeedShare, reserveBody } from './body/reserve-body.ts';
import type { ClusterTraffic, TrafficRefusal } from './cluster-traffic.ts';
import { unknownReader } from './reader.ts';
import { Refusal, refuse } from './refusals/refusal.ts';

export interface AdmissionDeps extends BodyDeps {
  readonly language: Language;
  readonly callsInFlight: CallsInFlight;
  readonly callLimits: ServerCallLimits;
  readonly classRequests: ClassRequests;
  readonly rateLimits: RateLimits;
  readonly studentRequests: StudentRequests;
  /** Counts what other replicas let in, too; null: there is none, and the three above count all. */
  readonly traffic: ClusterTraffic | null;
  /** true once the process is told to end: running calls may finish, new ones are refused. */
  readonly isStopping: () => boolean;
}

/** Steps 1 and 2, before the body is read. @param findCaller step 1 */
export function admit(
  deps: AdmissionDeps,
  authenticateDeps: AuthenticateDeps,
  findCaller: (request: FastifyRequest) => FoundCaller,
) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const { id, raw } = request;
    reply.header('x-request-id', id);
    if (deps.isStopping()) throw refuse(await readerOfSender(request, authenticateDeps), 'stopping');
    const accessRevision = authenticateDeps.access.revision;
    const found = findCaller(request);
    const known = found instanceof Promise ? await found : found;
    const { caller, reader } = known;
    const identified = { id, caller, reader, accessRevision, startedAt: performance.now() };
    request.call = identified;
    // A GET may have one: newer clients describe themselves there, and nothing of it is forwarded.
    if (raw.method === 'POST' && raw.url?.includes('?')) throw refuse(reader, 'queryString');
    const slot = deps.traffic === null ? enter(known, deps) : await enterCluster(known, deps.traffic, deps);
    // 'close' of the response is the only reliable sign of the end, after an answer and after a hang-up.
    if (reply.raw.destroyed) slot.release();
    else reply.raw.once('close', () => slot.release());
    request.call = { ...identified, slot };
    if (raw.method !== 'POST' || !mayNeedShare(request, deps)) return;
    const share = await reserveBody(request, reply, known, deps);
    if (share === null) return;
    request.bodyShare = share;
    slot.whenFree(() => share.release());
  };
}

/** @throws Refusal */
function enter(known: KnownCaller, deps: AdmissionDeps): Slot {
  const { student, schoolClass } = known.caller;
  refuseRequests(deps.studentRequests.count(student.id, schoolClass?.studentRequestsPerMinute ?? null), known, deps);
  countRequestOfClass(known, deps);
  const slot = deps.callsInFlight.acquire(student.id, schoolClass);
  if (typeof slot === 'string') throw refuseSlot(slot, known, deps.callLimits);
  return slot;
}

/** The same where other replicas let calls in. How many run in total is each one's own affair. @throws Refusal */
async function enterCluster(known: KnownCaller, traffic: ClusterTraffic, deps: AdmissionDeps): Promise<Slot> {
  const { caller } = known;
  const refused = await traffic.enter(caller);
  if (refused !== null) throw refuseTraffic(refused, known, deps);
  const slot = deps.callsInFlight.acquire(caller.student.id);
  if (typeof slot === 'string') {
    traffic.leave(caller);
    throw refuseSlot(slot, known, deps.callLimits);
  }
  slot.whenFree(() => traffic.leave(caller));
  return slot;
}

function refuseTraffic(refused: TrafficRefusal, known: KnownCaller, deps: AdmissionDeps): Refusal {
  switch (refused.limit) {
    case 'student-requests':
      return tooManyRequests(refused.seconds, known, deps);
    case 'class-requests':
      return tooManyOfClass(refused.seconds, known);
    default:
      return refuseSlot(refused.limit, known, deps.callLimits);
  }
}

function refuseSlot(
  reason: 'full' | 'student-full' | 'class-full',
  { caller: { schoolClass }, reader }: KnownCaller,
  server: ServerCallLimits,
): Refusal {
  const { callsInFlight = null, studentCallsInFlight = null } = schoolClass ?? {};
  switch (reason) {
    case 'full':
      return refuse(reader, 'busy');
    case 'student-full':
      return refuse(reader, 'tooManyInFlight', {
        maxInFlight: lower(studentCallsInFlight, server.studentCallsInFlight),
      });
    case 'class-full':
      return refuse(reader, 'classTooManyInFlight', { maxInFlight: lower(callsInFlight, server.callsInFlight) });
  }
}

/** For a refusal that comes before authentication: a student if the token is valid. */
export async function readerOfSender(request: FastifyRequest, deps: AuthenticateDeps): Promise<Reader> {
  try {
    return (await identify(request, deps)).reader;
  } catch {
    return unknownReader(request, deps.language);
  }
}

/** @throws Refusal when the student sends too many */
export async function countRequest(known: KnownCaller, deps: AdmissionDeps): Promise<void> {
  const { student, schoolClass } = known.caller;
  const counter = deps.traffic === null ? deps.studentRequests : { count: deps.traffic.countRequest };
  refuseRequests(await counter.count(student.id, schoolClass?.studentRequestsPerMinute ?? null), known, deps);
}

/** @param seconds null: the student does not send too many @throws Refusal */
function refuseRequests(seconds: number | null, known: KnownCaller, deps: AdmissionDeps): void {
  if (seconds !== null) throw tooManyRequests(seconds, known, deps);
}

function tooManyRequests(seconds: number, { caller, reader }: KnownCaller, { callLimits }: AdmissionDeps): Refusal {
  const ofClass = caller.schoolClass?.studentRequestsPerMinute ?? null;
  return refuse(reader, 'tooManyRequests', { perMinute: lower(ofClass, callLimits.studentRequestsPerMinute), seconds });
}

/** @throws Refusal when the students of the class together send too many */
function countRequestOfClass(known: KnownCaller, { classRequests }: AdmissionDeps): void {
  const { student, schoolClass } = known.caller;
  const perMinute = schoolClass?.requestsPerMinute ?? null;
  if (schoolClass === null || perMinute === null) return;
  const seconds = classRequests.count(schoolClass.id, student.id, perMinute);
  if (seconds !== null) throw tooManyOfClass(seconds, known);
}

function tooManyOfClass(seconds: number, { caller, reader }: KnownCaller): Refusal {
  return refuse(reader, 'classTooManyRequests', { perMinute: caller.schoolClass?.requestsPerMinute ?? 0, seconds });
}

/** The same, and a wrong token counts. @param find by the token of the request */
export function countingWrongTokens(
  find: (request: FastifyRequest) => FoundCaller,
  deps: AdmissionDeps,
): (request: FastifyRequest) => FoundCaller {
  return (request) => {
    try {
      const found = find(request);
      return found instanceof Promise ? found.catch((error) => countWrongToken(request, error, deps)) : found;
    } catch (error) {
      return countWrongToken(request, error, deps);
    }
  };
}

/** @throws error always, or another Refusal when the address has sent too many wrong tokens */
async function countWrongToken(
  request: FastifyRequest,
  error: unknown,
  { rateLimits, language }: AdmissionDeps,
): Promise<never> {
  const wait = error instanceof Refusal && error.status === 401 ? await rateLimits.countWrongToken(request) : null;
  throw wait === null ? error : refuse(unknownReader(request, language), 'tooManyFailures', { seconds: wait });
}
