import type { FastifyRequest } from 'fastify';
import { hashSecret, isWellFormed } from '../access/api-tokens.ts';
import { type Caller, callerStatus } from '../access/callers.ts';
import type { SchoolClass } from '../access/classes.ts';
import { nextOpeningAt } from '../access/lessons.ts';
import { readerIn } from '../access/owner-titles.ts';
import type { Language } from '../language/languages.ts';
import { dayInSentence, momentInSentence, noteOfZone } from '../language/moments.ts';
import type { Reader } from '../language/reader-texts.ts';
import { weeklyHoursText } from '../language/weekly-hours.ts';
import type { AccessStore } from '../store/access-store.ts';
import { readerFor, unknownReader } from './reader.ts';
import { refuse } from './refusals/refusal.ts';

export interface AuthenticateDeps {
  readonly access: AccessStore;
  /** The server's, where neither a class nor a client says another. */
  readonly language: Language;
  readonly now: () => number;
}

/** Who calls, and how the answers speak to them. */
export interface KnownCaller {
  readonly caller: Caller;
  readonly reader: Reader;
}

/** At once where the caller is cached, as nearly always. Both ways may throw. */
export type FoundCaller = KnownCaller | Promise<KnownCaller>;

/** The caller whose session and form token the request carries, with the language of their page; null for everybody else. */
export type FindSessionCaller = (
  request: FastifyRequest,
) => Promise<{ readonly caller: Caller; readonly language: Language } | null>;

/**
 * Step 1: who calls, by the API token in `Authorization: Bearer`. Each check gives one reason; no answer
 * repeats the token.
 * @throws Refusal
 */
export function authenticate(request: FastifyRequest, deps: AuthenticateDeps): FoundCaller {
  const found = identify(request, deps);
  return found instanceof Promise ? found.then((known) => activeOnly(known, deps)) : activeOnly(found, deps);
}

function activeOnly(known: KnownCaller, { now }: AuthenticateDeps): KnownCaller {
  refuseUnlessActive(known, now());
  return known;
}

/** The same for what costs nothing, such as the list of models: also between lessons, so that code can be prepared. */
export async function authenticateBetweenLessons(
  request: FastifyRequest,
  deps: AuthenticateDeps,
): Promise<KnownCaller> {
  const known = await identify(request, deps);
  const now = deps.now();
  const status = callerStatus(known.caller, now);
  if (status !== 'paused' && status !== 'closed') refuseUnlessActive(known, now);
  return known;
}

/** The same for a page: a session stands for the API token that it was started with. @throws Refusal */
export async function authenticateSession(
  request: FastifyRequest,
  findSessionCaller: FindSessionCaller,
  deps: AuthenticateDeps,
): Promise<KnownCaller> {
  const found = await findSessionCaller(request);
  if (found === null) throw refuse(unknownReader(request, deps.language), 'noSession');
  const { caller, language } = found;
  const known = { caller, reader: readerIn(language, caller.schoolClass) };
  refuseUnlessActive(known, deps.now());
  return known;
}

/** Like authenticate, but lets in callers who may call later: /api/me tells them why not now, and what is left. */
export function identify(request: FastifyRequest, deps: AuthenticateDeps): FoundCaller {
  const token = /^bearer +(\S+) *$/i.exec(request.raw.headers.authorization ?? '')?.[1];
  const refuseUnknown = (name: 'noToken' | 'openaiKey' | 'badToken') =>
    refuse(unknownReader(request, deps.language), name);
  if (token === undefined) throw refuseUnknown('noToken');
  if (token.startsWith('sk-')) throw refuseUnknown('openaiKey');
  if (!isWellFormed(token, 'jgp_')) throw refuseUnknown('badToken');
  const found = deps.access.findCaller(hashSecret(token));
  return found instanceof Promise
    ? found.then((caller) => knownBy(caller, request, deps))
    : knownBy(found, request, deps);
}

/** @param caller null: nobody has this token */
function knownBy(caller: Caller | null, request: FastifyRequest, deps: AuthenticateDeps): KnownCaller {
  if (caller === null) throw refuse(unknownReader(request, deps.language), 'badToken');
  const reader = readerFor(caller, request, deps.language);
  const status = callerStatus(caller, deps.now());
  if (status === 'revoked') throw refuse(reader, 'revokedToken', { caller });
  if (status === 'expired') throw refuse(reader, 'expiredToken', { caller });
  if (status === 'archived')
    throw refuse(reader, 'classArchived', { caller, className: caller.schoolClass?.name ?? '' });
  return { caller, reader };
}

function refuseUnlessActive({ caller, reader }: KnownCaller, now: number): void {
  const { schoolClass } = caller;
  const status = callerStatus(caller, now);
  if (status === 'suspended') throw refuse(reader, 'suspended', { caller });
  if (schoolClass === null) return;
  const { name: className } = schoolClass;
  // The status alone refuses: a day that is missing only leaves a gap in the sentence.
  const dayOf = (day: string | null) => (day === null ? '' : dayInSentence(day, reader.language));
  if (status === 'not-yet') {
    throw refuse(reader, 'classNotYet', { caller, className, startsOn: dayOf(schoolClass.startsOn) });
  }
  if (status === 'over') throw refuse(reader, 'classOver', { caller, className, endsOn: dayOf(schoolClass.endsOn) });
  if (status === 'paused') throw refuse(reader, 'classPaused', { caller, className });
  if (status === 'closed')
    throw refuse(reader, 'classClosed', { caller, className, ...lessonTimes(schoolClass, reader, now) });
}

/** A longer week would hide when the next lesson is. */
const MAX_HOURS_IN_SENTENCE = 10;

function lessonTimes(schoolClass: SchoolClass, { language }: Reader, now: number) {
  const { weeklyHours, timeZone } = schoolClass;
  const hasFew = weeklyHours.length > 0 && weeklyHours.length <= MAX_HOURS_IN_SENTENCE;
  const next = nextOpeningAt(schoolClass, now);
  return {
    hours: hasFew ? weeklyHoursText(weeklyHours, language) : null,
    nextLesson: next === null ? null : momentInSentence(next, timeZone, language) + noteOfZone(timeZone, language),
  };
}
