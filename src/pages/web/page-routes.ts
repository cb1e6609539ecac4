import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { RateLimitName } from '../../limits/rate-limits.ts';
import { checkCsrfToken, refuseOtherSites } from './csrf.ts';
import type { Site } from './deps.ts';
import { Form } from './forms.ts';
import { PageError } from './page-error.ts';
import { type RouteResponse, sendResponse } from './page-response.ts';
import { ownerSignInPath, STUDENT_SIGN_IN } from './sign-in-paths.ts';
import {
  guestViewOf,
  type OwnerView,
  ownerViewOf,
  type StudentView,
  studentViewOf,
  type ViewContext,
} from './view-context.ts';

export interface RouteRequest<V extends ViewContext> {
  readonly view: V;
  /** A part of the path, such as `id`. */
  readonly param: (name: string) => string;
  readonly query: URLSearchParams;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

export interface FormRequest<V extends ViewContext> extends RouteRequest<V> {
  readonly form: Form;
}

type Handler<Request> = (request: Request) => RouteResponse | Promise<RouteResponse>;

/** Guests and students send a token or a name. Parsing a megabyte of fields would delay every call by half a second. */
const MAX_SMALL_FORM_BYTES = 16 * 1024;
/** The owner sends lists of names, or all the new tokens of a class. */
const MAX_OWNER_FORM_BYTES = 1024 * 1024;

/**
 * A page for everybody. A limit per address would lock out a school behind one; a turn per address lets everybody in, and
 * leaves most of the time to calls, however many requests arrive at once.
 * @param constraints of the router: who gets the page; nobody else finds the address
 */
export function publicPage(
  app: FastifyInstance,
  site: Site,
  path: string,
  handle: Handler<RouteRequest<ViewContext>>,
  constraints: Readonly<Record<string, string>> = {},
): void {
  const onRequest = ({ ip }: FastifyRequest) => site.waitForTurn(ip);
  app.get(path, { onRequest, constraints: { ...constraints } }, async (request, reply) =>
    sendResponse(await handle(pageRequest(guestViewOf(request, site), request, reply)), reply, null),
  );
}

/** A form for everybody: without a session there is no CSRF token, so only the browser's headers are checked. */
export function publicPost(
  app: FastifyInstance,
  site: Site,
  path: string,
  handle: Handler<FormRequest<ViewContext>>,
): void {
  const onRequest = async (request: FastifyRequest) => {
    refuseOtherSites(request);
    await site.waitForTurn(request.ip);
  };
  app.post(path, { bodyLimit: MAX_SMALL_FORM_BYTES, onRequest }, async (request, reply) => {
    return sendResponse(await handle(formRequest(guestViewOf(request, site), request, reply)), reply, null);
  });
}

type SignedInView = ViewContext & { readonly sessionId: string };

/** The pages of one role. */
interface Area<V extends SignedInView> {
  /** null: no person of this role is signed in. */
  readonly loadView: (request: FastifyRequest, site: Site) => Promise<V | null>;
  readonly signInPath: (request: FastifyRequest) => string;
  readonly maxFormBytes: number;
}

const OWNER_AREA: Area<OwnerView> = {
  loadView: ownerViewOf,
  signInPath: ownerSignInPath,
  maxFormBytes: MAX_OWNER_FORM_BYTES,
};
const STUDENT_AREA: Area<StudentView> = {
  loadView: countStudentView,
  signInPath: () => STUDENT_SIGN_IN,
  maxFormBytes: MAX_SMALL_FORM_BYTES,
};

/** @throws PageError 429: no student's script may take the time of the others' pages */
async function countStudentView(request: FastifyRequest, site: Site): Promise<StudentView | null> {
  const view = await studentViewOf(request, site);
  if (view !== null) await enforceRateLimit('page-view', `student ${view.caller.student.id}`, request, site);
  return view;
}

/** @param who "student 12", or "address 10.0.0.7" @throws PageError 429 */
export async function enforceRateLimit(
  limit: RateLimitName,
  who: string,
  request: FastifyRequest,
  site: Site,
): Promise<void> {
  const retryAfterSeconds = await site.rateLimits.count(limit, who, request);
  if (retryAfterSeconds !== null) throw new PageError(429, retryAfterSeconds);
}

/** A page of the dashboard. Without a session, it redirects to the sign-in, which leads back to it. */
export const ownerPage = pageIn(OWNER_AREA);
/** A form of the dashboard: it needs the owner's session and its CSRF token. */
export const ownerPost = postIn(OWNER_AREA);
/** A part of a page that live.js requests again and again: without a session, 401 and an empty body. */
export const ownerFragment = fragmentIn(OWNER_AREA);

/** A page of the student who is signed in. */
export const studentPage = pageIn(STUDENT_AREA);
export const studentPost = postIn(STUDENT_AREA);
export const studentFragment = fragmentIn(STUDENT_AREA);

function pageIn<V extends SignedInView>(area: Area<V>) {
  return (app: FastifyInstance, site: Site, path: string, handle: Handler<RouteRequest<V>>): void => {
    app.get(path, async (request, reply) => {
      const view = await area.loadView(request, site);
      if (view === null) return reply.redirect(area.signInPath(request), 303);
      return sendResponse(await handle(pageRequest(view, request, reply)), reply, view.back);
    });
  };
}

function fragmentIn<V extends SignedInView>(area: Area<V>) {
  return (app: FastifyInstance, site: Site, path: string, handle: Handler<RouteRequest<V>>): void => {
    app.get(path, async (request, reply) => {
      const view = await area.loadView(request, site);
      if (view === null) return reply.code(401).send('');
      return sendResponse(await handle(pageRequest(view, request, reply)), reply, view.back);
    });
  };
}

function postIn<V extends SignedInView>(area: Area<V>) {
  return (
    app: FastifyInstance,
    site: Site,
    path: string,
    handle: Handler<FormRequest<V>>,
    maxFormBytes = area.maxFormBytes,
  ): void => {
    const views = new WeakMap<FastifyRequest, V>();
    // Before the body: without a session, the form is not even read.
    const onRequest = async (request: FastifyRequest, reply: FastifyReply) => {
      refuseOtherSites(request);
      const view = await area.loadView(request, site);
      if (view === null) return reply.redirect(area.signInPath(request), 303);
      views.set(request, view);
      return undefined;
    };
    app.post(path, { bodyLimit: maxFormBytes, onRequest }, async (request, reply) => {
      const view = views.get(request);
      if (view === undefined) throw new PageError(403);
      const sent = formRequest(view, request, reply);
      checkCsrfToken(sent.form.text('csrf'), view.sessionId, site.sessions);
      return sendResponse(await handle(sent), reply, view.back);
    });
  };
}

function pageRequest<V extends ViewContext>(view: V, request: FastifyRequest, reply: FastifyReply): RouteRequest<V> {
  const params = request.params as Readonly<Record<string, string>>;
  return {
    view,
    param: (name) => params[name] ?? '',
    query: new URL(request.url, 'http://here').searchParams,
    request,
    reply,
  };
}

function formRequest<V extends ViewContext>(view: V, request: FastifyRequest, reply: FastifyReply): FormRequest<V> {
  return { ...pageRequest(view, request, reply), form: new Form(request.body) };
}
