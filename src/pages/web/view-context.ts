import type { FastifyRequest } from 'fastify';
import type { Caller } from '../../access/callers.ts';
import type { Language, SchoolClass } from '../../access/classes.ts';
import { type DoneKey, isDoneKey } from '../components/notice-texts.ts';
import { cookieNamed } from './cookies.ts';
import type { Site } from './deps.ts';
import { LANGUAGE_COOKIE, languageFor } from './language.ts';
import type { StudentSession } from './sessions.ts';

/** One look at a page: all that texts, amounts and instants need to be shown the right way. */
export interface ViewContext {
  readonly role: 'guest' | 'owner' | 'student';
  readonly language: Language;
  /** Instants are shown in this IANA zone: the class's for a student, the server's otherwise; see inZone(). */
  readonly timeZone: string;
  /** Won per USD; null: USD only. */
  readonly krwPerUsd: number | null;
  readonly isDemo: boolean;
  /** ms UTC. */
  readonly now: number;
  /** Path and query of this page, for the language switch; null when it came by POST and cannot be asked for again. */
  readonly here: string | null;
  readonly path: string;
  /** As the browser sees this server, without a slash at the end. */
  readonly origin: string;
  /** What was just done, from `?done=`. */
  readonly done: DoneKey | null;
  /** For the field `csrf` of forms; null when nobody is signed in. */
  readonly csrf: string | null;
}

export interface OwnerView extends ViewContext {
  readonly role: 'owner';
  readonly csrf: string;
  readonly sessionId: string;
}

export interface StudentView extends ViewContext {
  readonly role: 'student';
  readonly csrf: string;
  readonly sessionId: string;
  readonly caller: Caller;
}

export function guestViewOf(request: FastifyRequest, site: Site): ViewContext {
  return { ...viewOf(request, site, null), role: 'guest', csrf: null };
}

export async function ownerViewOf(request: FastifyRequest, site: Site): Promise<OwnerView | null> {
  const sessionId = await site.sessions.owner(request);
  if (sessionId === null) return null;
  return { ...viewOf(request, site, null), role: 'owner', sessionId, csrf: site.sessions.csrfOf(sessionId) };
}

export async function studentViewOf(request: FastifyRequest, site: Site): Promise<StudentView | null> {
  const session = await site.sessions.student(request);
  if (session === null) return null;
  return callerViewOf(request, site, session);
}

/** Of a session that is known, or has just begun. */
export function callerViewOf(
  request: FastifyRequest,
  site: Site,
  { id: sessionId, caller }: StudentSession,
): StudentView {
  const csrf = site.sessions.csrfOf(sessionId);
  return { ...viewOf(request, site, caller), role: 'student', sessionId, csrf, caller };
}

/** The same view as a student of that class would see it who has not chosen a language. */
export function inLanguageOf(
  view: ViewContext,
  request: FastifyRequest,
  site: Site,
  schoolClass: SchoolClass,
): ViewContext {
  return { ...view, language: languageOf(request, site, schoolClass) };
}

/** The same view with its instants in another zone, such as a class's. */
export function inZone<V extends ViewContext>(view: V, timeZone: string): V {
  return { ...view, timeZone };
}

function viewOf(request: FastifyRequest, site: Site, caller: Caller | null): Omit<ViewContext, 'role' | 'csrf'> {
  const { owner, krwPerUsd, upstreamKind } = site;
  const url = new URL(request.url, 'http://here');
  const done = url.searchParams.get('done');
  return {
    language: languageOf(request, site, caller?.schoolClass ?? null),
    timeZone: caller?.timeZone ?? owner.timeZone,
    krwPerUsd,
    isDemo: upstreamKind === 'demo',
    now: owner.now(),
    here: request.method === 'GET' || request.method === 'HEAD' ? withoutPassing(url) : null,
    path: url.pathname,
    origin: `${request.protocol}://${request.host}`,
    done: isDoneKey(done) ? done : null,
  };
}

function languageOf(request: FastifyRequest, { owner }: Site, schoolClass: SchoolClass | null): Language {
  return languageFor({
    chosen: cookieNamed(LANGUAGE_COOKIE, request),
    ofClass: schoolClass?.language ?? null,
    acceptLanguage: request.headers['accept-language'],
    ofServer: owner.language,
  });
}

/** What was just done is said once: neither a switch of the language nor a reload of a link says it again. */
function withoutPassing(url: URL): string {
  const query = new URLSearchParams(url.searchParams);
  for (const name of ['lang', 'done']) query.delete(name);
  return query.size === 0 ? url.pathname : `${url.pathname}?${query}`;
}
