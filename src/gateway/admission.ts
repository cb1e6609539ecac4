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
import { unknownReader } from './reader.ts';
import { Refusal, refuse } from './refusals/refusal.ts';

export interface AdmissionDeps extends BodyDeps {
  readonly language: Language;
  readonly callsInFlight: CallsInFlight;
  readonly callLimits: ServerCallLimits;
  readonly classRequests: ClassRequests;
  readonly rateLimits: RateLimits;
  readonly studentRequests: StudentRequests;
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
    countRequest(known, deps);
    countRequestOfClass(known, deps);
    const slot = acquireSlot(known, reply, deps);
    request.call = { ...identified, slot };
    if (raw.method !== 'POST' || !mayNeedShare(request, deps)) return;
    const share = await reserveBody(request, reply, known, deps);
    if (share === null) return;
    request.bodyShare = share;
    slot.whenFree(() => share.release());
  };
}

/** @throws Refusal */
function acquireSlot({ caller, reader }: KnownCaller, reply: FastifyReply, deps: AdmissionDeps): Slot {
  const { student, schoolClass } = caller;
  const slot = deps.callsInFlight.acquire(student.id, schoolClass);
  if (typeof slot === 'string') throw refuseSlot(slot, { caller, reader }, deps.callLimits);
  // 'close' of the response is the only reliable sign of the end, after an answer and after a hang-up.
  reply.raw.once('close', () => slot.release());
  return slot;
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
export function countRequest(
  { caller: { student, schoolClass }, reader }: KnownCaller,
  { studentRequests, callLimits }: AdmissionDeps,
): void {
  const ofClass = schoolClass?.studentRequestsPerMinute ?? null;
  const seconds = studentRequests.count(student.id, ofClass);
  if (seconds === null) return;
  const perMinute = lower(ofClass, callLimits.studentRequestsPerMinute);
  throw refuse(reader, 'tooManyRequests', { perMinute, seconds });
}

/** @throws Refusal when the students of the class together send too many */
function countRequestOfClass(
  { caller: { student, schoolClass }, reader }: KnownCaller,
  { classRequests }: AdmissionDeps,
): void {
  const perMinute = schoolClass?.requestsPerMinute ?? null;
  if (schoolClass === null || perMinute === null) return;
  const seconds = classRequests.count(schoolClass.id, student.id, perMinute);
  if (seconds !== null) throw refuse(reader, 'classTooManyRequests', { perMinute, seconds });
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
