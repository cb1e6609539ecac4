import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { RateLimitName } from '../../limits/rate-limits.ts';
import type { DoneKey } from '../components/notice-texts.ts';
import type { Site } from './deps.ts';
import { Form, refuseForged, refuseOtherSites } from './forms.ts';
import { type Html, isHtml } from './html.ts';
import { PageError } from './page-error.ts';
import {
  guestViewOf,
  type OwnerView,
  ownerViewOf,
  type StudentView,
  studentViewOf,
  type ViewContext,
} from './view-context.ts';

/** What a handler is asked. */
export interface PageRequest<V extends ViewContext> {
  readonly view: V;
  /** A part of the path, such as `id`. */
  readonly param: (name: string) => string;
  readonly query: URLSearchParams;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

export interface FormRequest<V extends ViewContext> extends PageRequest<V> {
  readonly form: Form;
}

/** Html is sent as a page with status 200; a handler that sends for itself (a file, a stream) returns its reply. */
export type Answer = Html | Sent | FastifyReply;

class Sent {
  readonly send: (reply: FastifyReply) => FastifyReply;
  constructor(send: (reply: FastifyReply) => FastifyReply) {
    this.send = send;
  }
}

/** After a form did its work. @param path one of ours, a query included @param done is said on that page */
export function seeOther(path: string, done?: DoneKey): Sent {
  const separator = path.includes('?') ? '&' : '?';
  return new Sent((reply) => reply.redirect(done === undefined ? path : `${path}${separator}done=${done}`, 303));
}

/** A page with another status: a form shown again with what was wrong is 422. */
export function withStatus(status: number, page: Html): Sent {
  return new Sent((reply) => sendHtml(reply.code(status), page));
}

type Handler<A> = (ask: A) => Answer | Promise<Answer>;

/**
 * A page for everybody. A limit per address would lock out a school behind one; a turn per address lets everybody in, and
 * leaves most of the time to calls, however many ask at once.
 */
export function openPage(
  app: FastifyInstance,
  site: Site,
  path: string,
  show: Handler<PageRequest<ViewContext>>,
): void {
  const onRequest = ({ ip }: FastifyRequest) => site.waitForTurn(ip);
  app.get(path, { onRequest }, async (request, reply) =>
    answer(await show(asked(guestViewOf(request, site), request, reply)), reply),
  );
}

/** A form for everybody: there is no session yet that could prove it, so only the browser's word is asked. */
export function openPost(app: FastifyInstance, site: Site, path: string, act: Handler<FormRequest<ViewContext>>): void {
  const onRequest = async (request: FastifyRequest) => {
    refuseOtherSites(request);
    await site.waitForTurn(request.ip);
  };
  app.post(path, { bodyLimit: SMALL_FORM_BYTES, onRequest }, async (request, reply) => {
    return answer(await act(askedByForm(guestViewOf(request, site), request, reply)), reply);
  });
}

/** A token and where to go on to. Reading a megabyte of fields would stop everybody's calls for half a second. */
const SMALL_FORM_BYTES = 16 * 1024;
/** The owner's: a list of names, or all the new tokens of a class. */
const LARGE_FORM_BYTES = 1024 * 1024;

/** Who gets through to a route, and where the others are sent to sign in. */
interface Door<V extends ViewContext & { readonly sessionId: string }> {
  readonly enter: (request: FastifyRequest, site: Site) => Promise<V | null>;
  readonly signIn: (request: FastifyRequest) => string;
  readonly formBytes: number;
}

const OWNERS: Door<OwnerView> = { enter: ownerViewOf, signIn: signInPath, formBytes: LARGE_FORM_BYTES };
const STUDENTS: Door<StudentView> = {
  enter: viewOfCountedStudent,
  signIn: () => STUDENT_SIGN_IN,
  formBytes: SMALL_FORM_BYTES,
};

/** @throws PageError 429: nobody's script may ask for pages until others wait for theirs */
async function viewOfCountedStudent(request: FastifyRequest, site: Site): Promise<StudentView | null> {
  const view = await studentViewOf(request, site);
  if (view !== null) await refuseTooOften('page-view', `student ${view.caller.student.id}`, request, site);
  return view;
}

/** @throws PageError 429 */
export async function refuseTooOften(
  limit: RateLimitName,
  who: string,
  request: FastifyRequest,
  site: Site,
): Promise<void> {
  const wait = await site.rateLimits.count(limit, who, request);
  if (wait !== null) throw new PageError(429, wait);
}

/** A page of the dashboard. Whoever is not signed in is sent to do so, and comes back here. */
export const ownerPage = pageBehind(OWNERS);
/** A form of the dashboard: nothing happens without the owner's session and its proof. */
export const ownerPost = postBehind(OWNERS);
/** A piece of a page that live.js asks for again and again: without a session, 401 and nothing. */
export const ownerFragment = fragmentBehind(OWNERS);

/** A page of the student who is signed in. */
export const studentPage = pageBehind(STUDENTS);
export const studentPost = postBehind(STUDENTS);
export const studentFragment = fragmentBehind(STUDENTS);

function pageBehind<V extends ViewContext & { readonly sessionId: string }>(door: Door<V>) {
  return (app: FastifyInstance, site: Site, path: string, show: Handler<PageRequest<V>>): void => {
    app.get(path, async (request, reply) => {
      const view = await door.enter(request, site);
      if (view === null) return reply.redirect(door.signIn(request), 303);
      return answer(await show(asked(view, request, reply)), reply);
    });
  };
}

function fragmentBehind<V extends ViewContext & { readonly sessionId: string }>(door: Door<V>) {
  return (app: FastifyInstance, site: Site, path: string, show: Handler<PageRequest<V>>): void => {
    app.get(path, async (request, reply) => {
      const view = await door.enter(request, site);
      if (view === null) return reply.code(401).send('');
      return answer(await show(asked(view, request, reply)), reply);
    });
  };
}

function postBehind<V extends ViewContext & { readonly sessionId: string }>(door: Door<V>) {
  return (app: FastifyInstance, site: Site, path: string, act: Handler<FormRequest<V>>): void => {
    const inside = new WeakMap<FastifyRequest, V>();
    // Before the body: a form of whoever is not signed in is not even read.
    const onRequest = async (request: FastifyRequest, reply: FastifyReply) => {
      refuseOtherSites(request);
      const view = await door.enter(request, site);
      if (view === null) return reply.redirect(door.signIn(request), 303);
      inside.set(request, view);
      return undefined;
    };
    app.post(path, { bodyLimit: door.formBytes, onRequest }, async (request, reply) => {
      const view = inside.get(request);
      if (view === undefined) throw new PageError(403);
      const ask = askedByForm(view, request, reply);
      refuseForged(ask.form, view.sessionId, site.sessions);
      return answer(await act(ask), reply);
    });
  };
}

export const OWNER_SIGN_IN = '/dashboard/sign-in';
export const STUDENT_SIGN_IN = '/me/sign-in';

/** The overview is where one lands anyway. */
function signInPath({ method, url }: FastifyRequest): string {
  const next = method === 'GET' ? localDashboardPath(url) : '/dashboard';
  return next === '/dashboard' ? OWNER_SIGN_IN : `${OWNER_SIGN_IN}?next=${encodeURIComponent(next)}`;
}

/** Where to go after signing in: a page of the dashboard, whatever else was asked for. */
export function localDashboardPath(text: string): string {
  const here = 'http://here.invalid';
  const url = URL.parse(text, here);
  const isLocal = url?.origin === here && /^\/dashboard(?:\/(?!sign-(?:in|out))|$)/.test(url.pathname);
  return isLocal ? url.pathname + url.search : '/dashboard';
}

export function sendHtml(reply: FastifyReply, page: Html): FastifyReply {
  return reply.type('text/html; charset=utf-8').send(page.toString());
}

function answer(given: Answer, reply: FastifyReply): FastifyReply {
  if (given instanceof Sent) return given.send(reply);
  return isHtml(given) ? sendHtml(reply, given) : given;
}

function asked<V extends ViewContext>(view: V, request: FastifyRequest, reply: FastifyReply): PageRequest<V> {
  const params = request.params as Readonly<Record<string, string>>;
  return {
    view,
    param: (name) => params[name] ?? '',
    query: new URL(request.url, 'http://here').searchParams,
    request,
    reply,
  };
}

function askedByForm<V extends ViewContext>(view: V, request: FastifyRequest, reply: FastifyReply): FormRequest<V> {
  return { ...asked(view, request, reply), form: new Form(request.body) };
}
