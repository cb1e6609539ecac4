import type { FastifyInstance, FastifyRequest } from 'fastify';
import { hashSecret } from '../../access/api-tokens.ts';
import type { SchoolClass } from '../../access/classes.ts';
import { parseJoinCode, whyJoiningIsClosed } from '../../access/join-codes.ts';
import { newUrlSecret } from '../../access/random-secrets.ts';
import { AdminError } from '../../admin/admin-error.ts';
import { joinClass } from '../../admin/joining.ts';
import { firstTokenPage } from '../me/first-token-page.ts';
import type { Site } from '../web/deps.ts';
import { type RouteResponse, seeOther, withStatus } from '../web/page-response.ts';
import { enforceRateLimit, type FormRequest, publicPage, publicPost } from '../web/page-routes.ts';
import { inLanguageOf, type ViewContext } from '../web/view-context.ts';
import { closedPage, type JoinFormParts, namePage } from './class-pages.ts';
import { codePage } from './code-page.ts';
import { joinSecretHash, setJoinCookie } from './join-cookie.ts';
import { JOIN_PATH, WAITING_PATH } from './paths.ts';
import { JOIN } from './texts.ts';
import { waitingRoutes } from './waiting-page.ts';

type ClassSearch = { readonly schoolClass: SchoolClass } | { readonly response: RouteResponse };

/**
 * A student joins a class with its code and a name, and gets an API token. In a class with a roster, they name the place
 * that is theirs; whom the roster does not know waits for the owner. The owner opens as many places as there are new
 * students: somebody with the code gets no more budgets than that, however often it is used.
 */
export function joinRoutes(app: FastifyInstance, site: Site): void {
  waitingRoutes(app, site);

  publicPage(app, site, JOIN_PATH, async ({ view, query, request }) => {
    const code = query.get('code');
    if (code === null) return codePage(view);
    const found = await findClass(view, code, request, site);
    if ('response' in found) return found.response;
    const { schoolClass } = found;
    const classView = inLanguageOf(view, request, site, schoolClass);
    const reason = whyJoiningIsClosed(schoolClass, view.now);
    if (reason !== null) return closedPage(classView, schoolClass, reason);
    return namePage(classView, schoolClass, await loadForm(schoolClass, request, site));
  });

  publicPost(app, site, JOIN_PATH, async (sent) => {
    const { view, form, request } = sent;
    const found = await findClass(view, form.text('code'), request, site);
    if ('response' in found) return found.response;
    const { schoolClass } = found;
    const classSent = { ...sent, view: inLanguageOf(view, request, site, schoolClass) };
    try {
      return await join(classSent, schoolClass, site);
    } catch (error) {
      if (!(error instanceof AdminError)) throw error;
      return await refusedPage(error, classSent, schoolClass, site);
    }
  });
}

async function join(sent: FormRequest<ViewContext>, schoolClass: SchoolClass, site: Site): Promise<RouteResponse> {
  const { form, request, reply } = sent;
  const secret = newUrlSecret();
  const addressKey = site.sessions.addressKey(request);
  const browser = { secretHash: hashSecret(secret), knownHash: joinSecretHash(request), addressKey };
  const answer = await joinClass(
    { code: schoolClass.joinCode, name: form.text('name'), identity: form.text('identity'), browser },
    site.placeGuesses.limitFor(addressKey, schoolClass.id),
    site,
  );
  if ('secret' in answer) {
    const title = JOIN(sent.view).joined(schoolClass.name);
    return firstTokenPage(answer.secret, sent, { title, schoolClass }, site);
  }
  // An approved request keeps the cookie that it has.
  if (answer.waiting.state === 'waiting') setJoinCookie(secret, request, reply);
  return seeOther(WAITING_PATH);
}

/**
 * The class of a code, or the page that asks for another. Only wrong codes count against an address: a school is often
 * behind one, and a person who guesses must not lock out the others. Turns bound how many codes a second are looked up.
 */
async function findClass(view: ViewContext, typed: string, request: FastifyRequest, site: Site): Promise<ClassSearch> {
  const code = parseJoinCode(typed);
  const schoolClass = code === null ? null : await site.store.access.findClassByJoinCode(code);
  if (schoolClass !== null) return { schoolClass };
  await enforceRateLimit('wrong-join', `address ${request.ip}`, request, site);
  const error = code === null ? 'code' : 'unknown_code';
  return { response: withStatus(422, codePage(view, { value: typed, error })) };
}

/** What the form asks for, and whether this browser waits for the class already. */
async function loadForm({ id }: SchoolClass, request: FastifyRequest, site: Site): Promise<JoinFormParts> {
  const { joining } = site.store;
  const knownHash = joinSecretHash(request);
  const [{ identified }, found] = await Promise.all([
    joining.countJoining(id, site.now()),
    knownHash === null ? null : joining.findRequest(knownHash, site.now()),
  ]);
  const isWaiting = found !== null && found.schoolClass.id === id && found.request.state !== 'declined';
  return { asksIdentity: identified > 0, isWaiting };
}

/** @throws PageError 429; the error itself when the form cannot have caused it */
async function refusedPage(
  error: AdminError,
  { view, form, request }: FormRequest<ViewContext>,
  schoolClass: SchoolClass,
  site: Site,
): Promise<RouteResponse> {
  const { code, path } = error;
  if (code === 'unknown_code' || code === 'class_over' || code === 'no_place' || code === 'requests_full') {
    return withStatus(422, closedPage(view, schoolClass, code));
  }
  // Without a limit, a person with the code could find out which names are in the class.
  if (code === 'name_taken') await enforceRateLimit('wrong-join', `address ${request.ip}`, request, site);
  const [field] = path;
  if (field !== 'name' && field !== 'identity') throw error;
  const parts = await loadForm(schoolClass, request, site);
  const wrong = code === 'name_taken' ? code : field;
  const entered = { name: form.text('name'), identity: form.text('identity'), error: wrong } as const;
  return withStatus(422, namePage(view, schoolClass, parts, entered));
}
