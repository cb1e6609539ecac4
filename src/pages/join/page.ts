import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { SchoolClass } from '../../access/classes.ts';
import { parseJoinCode, whyJoiningIsClosed } from '../../access/join-codes.ts';
import { AdminError } from '../../admin/admin-error.ts';
import { joinClass } from '../../admin/joining.ts';
import { firstTokenPage } from '../me/first-token-page.ts';
import type { Site } from '../web/deps.ts';
import { type RouteResponse, withStatus } from '../web/page-response.ts';
import { enforceRateLimit, type FormRequest, publicPage, publicPost } from '../web/page-routes.ts';
import { inLanguageOf, type ViewContext } from '../web/view-context.ts';
import { closedPage, namePage } from './class-pages.ts';
import { codePage } from './code-page.ts';
import { JOIN_PATH } from './paths.ts';
import { JOIN } from './texts.ts';

type ClassSearch = { readonly schoolClass: SchoolClass } | { readonly response: RouteResponse };

/**
 * A student joins a class with its code and a name, and gets an API token. The owner opens as many places as there are
 * students: somebody with the code gets no more budgets than that, however often it is used.
 */
export function joinRoutes(app: FastifyInstance, site: Site): void {
  publicPage(app, site, JOIN_PATH, async ({ view, query, request }) => {
    const code = query.get('code');
    if (code === null) return codePage(view);
    const found = await findClass(view, code, request, site);
    if ('response' in found) return found.response;
    const { schoolClass } = found;
    const classView = inLanguageOf(view, request, site, schoolClass);
    const reason = whyJoiningIsClosed(schoolClass, view.now);
    return reason === null ? namePage(classView, schoolClass) : closedPage(classView, schoolClass, reason);
  });

  publicPost(app, site, JOIN_PATH, async (sent) => {
    const { view, form, request } = sent;
    const found = await findClass(view, form.text('code'), request, site);
    if ('response' in found) return found.response;
    const { schoolClass } = found;
    const classView = inLanguageOf(view, request, site, schoolClass);
    try {
      const { secret } = await joinClass(schoolClass.joinCode, form.text('name'), site);
      const title = JOIN[classView.language].joined(schoolClass.name);
      return await firstTokenPage(secret, { ...sent, view: classView }, { title, schoolClass }, site);
    } catch (error) {
      if (!(error instanceof AdminError)) throw error;
      return await refusedPage(error, { ...sent, view: classView }, schoolClass, site);
    }
  });
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

/** @throws PageError 429; the error itself when the form cannot have caused it */
async function refusedPage(
  error: AdminError,
  { view, form, request }: FormRequest<ViewContext>,
  schoolClass: SchoolClass,
  site: Site,
): Promise<RouteResponse> {
  const { code, path } = error;
  if (code === 'unknown_code' || code === 'class_over' || code === 'no_place') {
    return withStatus(422, closedPage(view, schoolClass, code));
  }
  if (path[0] !== 'name') throw error;
  if (code !== 'name_taken')
    return withStatus(422, namePage(view, schoolClass, { value: form.text('name'), error: 'name' }));
  // Without a limit, a person with the code could find out which names are in the class.
  await enforceRateLimit('wrong-join', `address ${request.ip}`, request, site);
  return withStatus(422, namePage(view, schoolClass, { value: form.text('name'), error: 'name_taken' }));
}
