import type { FastifyRequest } from 'fastify';
import type { Caller } from '../../access/callers.ts';
import type { SchoolClass } from '../../access/classes.ts';
import { readerIn } from '../../access/owner-titles.ts';
import { siteAddress } from '../../address/site-address.ts';
import { type Actor, OWNER } from '../../admin/actor.ts';
import type { Shell } from '../../admin/key-setup.ts';
import { areAllDemo } from '../../admin/provider-facts.ts';
import type { Language } from '../../language/languages.ts';
import type { Reader } from '../../language/reader-texts.ts';
import { isNoticeKey, type NoticeKey } from '../components/notice-texts.ts';
import { readCookie } from './cookies.ts';
import type { Site } from './deps.ts';
import { chooseLanguage, LANGUAGE_COOKIE } from './language.ts';
import type { StudentSession } from './sessions.ts';
import { shellOf } from './shell.ts';
import { parseWayBack, withoutOneTimeParameters } from './way-back.ts';

/** What one rendering of a page needs to show texts, amounts and instants to one person. */
export interface ViewContext {
  readonly role: 'guest' | 'owner' | 'student';
  readonly language: Language;
  /** What texts for students call the owner: as the class of the page does. */
  readonly ownerTitle: string;
  /** The IANA zone of the instants on the page: the reader's own, unless inZone() chose another. */
  readonly timeZone: string;
  /** The reader's own: the owner's, or that of the student's class. Other zones are named. null: a guest has none. */
  readonly homeTimeZone: string | null;
  /** Won per USD; null: USD only. */
  readonly krwPerUsd: number | null;
  readonly isDemo: boolean;
  /** ms UTC. */
  readonly now: number;
  /** Path and query of this page, for the language switch; null after a POST, which cannot be repeated by a link. */
  readonly here: string | null;
  readonly path: string;
  /** The list from which the owner came, to go back to; null: not from a list. */
  readonly back: string | null;
  /** The server's address in links: the owner's choice, else as the browser sees it. Without a slash at the end. */
  readonly origin: string;
  /** Of the machine on which the page is read. */
  readonly shell: Shell;
  /** What a form just did, from `?done=`. */
  readonly notice: NoticeKey | null;
  /** How many notices the owner has not read; 0 for others. */
  readonly unreadNotices: number;
  /** The CSRF token of forms; null for a guest. */
  readonly csrf: string | null;
}

export interface OwnerView extends ViewContext {
  readonly role: 'owner';
  readonly csrf: string;
  readonly sessionId: string;
  /** Who makes the changes of this page. */
  readonly actor: Actor;
}

export interface StudentView extends ViewContext {
  readonly role: 'student';
  readonly csrf: string;
  readonly sessionId: string;
  readonly caller: Caller;
}

export function guestViewOf(request: FastifyRequest, site: Site): ViewContext {
  return { ...viewOf(request, site, null), homeTimeZone: null, role: 'guest', csrf: null };
}

export async function ownerViewOf(request: FastifyRequest, site: Site): Promise<OwnerView | null> {
  const sessionId = await site.sessions.findOwner(request);
  if (sessionId === null) return null;
  const timeZone = site.ownerTimeZone.current;
  return {
    ...viewOf(request, site, null),
    ...{ timeZone, homeTimeZone: timeZone },
    role: 'owner',
    unreadNotices: await site.store.notices.countUnreadNotices(),
    actor: OWNER,
    sessionId,
    csrf: site.sessions.csrfToken(sessionId),
  };
}

export async function studentViewOf(request: FastifyRequest, site: Site): Promise<StudentView | null> {
  const session = await site.sessions.findStudent(request);
  if (session === null) return null;
  return callerViewOf(request, site, session);
}

export function callerViewOf(
  request: FastifyRequest,
  site: Site,
  { id: sessionId, caller }: StudentSession,
): StudentView {
  const csrf = site.sessions.csrfToken(sessionId);
  const homeTimeZone = caller.timeZone;
  return { ...viewOf(request, site, caller), homeTimeZone, role: 'student', sessionId, csrf, caller };
}

/** The same view in the class's language, unless the browser has chosen one, and with what the class calls its owner. */
export function inLanguageOf(
  view: ViewContext,
  request: FastifyRequest,
  site: Site,
  schoolClass: SchoolClass,
): ViewContext {
  return { ...view, ...readerOf(request, site, schoolClass) };
}

/** The same view with its instants in another zone, such as a class's. */
export function inZone<V extends ViewContext>(view: V, timeZone: string): V {
  return { ...view, timeZone };
}

function viewOf(
  request: FastifyRequest,
  site: Site,
  caller: Caller | null,
): Omit<ViewContext, 'role' | 'csrf' | 'homeTimeZone'> {
  const { krwPerUsd, providers } = site;
  const url = new URL(request.url, 'http://here');
  const done = url.searchParams.get('done');
  return {
    ...readerOf(request, site, caller?.schoolClass ?? null),
    timeZone: caller?.timeZone ?? site.timeZone,
    krwPerUsd,
    isDemo: areAllDemo(providers),
    now: site.now(),
    here: request.method === 'GET' || request.method === 'HEAD' ? withoutOneTimeParameters(url) : null,
    path: url.pathname,
    back: parseWayBack(url.searchParams.get('back')),
    origin: siteAddress(site.publicUrl, request),
    shell: shellOf(request),
    notice: isNoticeKey(done) ? done : null,
    unreadNotices: 0,
  };
}

function readerOf(request: FastifyRequest, site: Site, schoolClass: SchoolClass | null): Reader {
  const language = chooseLanguage({
    chosen: readCookie(LANGUAGE_COOKIE, request),
    ofClass: schoolClass?.language ?? null,
    acceptLanguage: request.headers['accept-language'],
    ofServer: site.language,
  });
  return readerIn(language, schoolClass);
}
