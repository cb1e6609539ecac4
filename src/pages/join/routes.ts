import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { hashSecret } from '../../access/api-tokens.ts';
import type { SchoolClass } from '../../access/classes.ts';
import { parseJoinCode, whyJoiningIsClosed } from '../../access/join-codes.ts';
import { nameFrom } from '../../api/fields.ts';
import { OwnerError } from '../../api/owner-error.ts';
import { mint } from '../../api/tokens.ts';
import { standingNotices } from '../me/budget-status.ts';
import { newTokenPage } from '../me/new-token.ts';
import type { Site } from '../web/deps.ts';
import type { Form } from '../web/forms.ts';
import type { Html } from '../web/html.ts';
import { type RouteResponse, withStatus } from '../web/page-response.ts';
import { enforceRateLimit, publicPage, publicPost } from '../web/page-routes.ts';
import { callerViewOf, inLanguageOf, type StudentView, type ViewContext } from '../web/view-context.ts';
import { codePage, JOIN_PATH, namePage, whyNotPage } from './page.ts';
import { JOIN } from './texts.ts';

/** Somebody before the door of a class. */
interface Entering {
  readonly view: ViewContext;
  readonly schoolClass: SchoolClass;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly site: Site;
}

type Found = { readonly schoolClass: SchoolClass } | { readonly answer: RouteResponse };

/**
 * A student comes into a class by its code and a name, and leaves with an API token. The owner opens as many places as
 * there are students: one who has the code gets no more budgets than that, however often it is used.
 */
export function joinRoutes(app: FastifyInstance, site: Site): void {
  publicPage(app, site, JOIN_PATH, async ({ view, query, request }) => {
    const typed = query.get('code');
    if (typed === null) return codePage(view, {});
    const found = await classOf(view, typed, request, site);
    if ('answer' in found) return found.answer;
    const inside = inLanguageOf(view, request, site, found.schoolClass);
    const closed = whyJoiningIsClosed(found.schoolClass, view.now);
    return closed === null ? namePage(inside, found.schoolClass, {}) : whyNotPage(inside, found.schoolClass, closed);
  });

  publicPost(app, site, JOIN_PATH, async ({ view, form, request, reply }) => {
    const found = await classOf(view, form.text('code'), request, site);
    if ('answer' in found) return found.answer;
    const { schoolClass } = found;
    const inside = inLanguageOf(view, request, site, schoolClass);
    const name = nameIn(form);
    if (name === null)
      return withStatus(422, namePage(inside, schoolClass, { typed: form.text('name'), error: 'name' }));
    const { secret, fields } = mint({}, site.owner);
    const answer = await site.owner.store.access.join(
      { code: schoolClass.joinCode, name, token: fields },
      { actor: 'join code', now: view.now },
    );
    if ('joined' in answer) return startupBanner(secret, { view: inside, schoolClass, request, reply, site });
    // Whoever has the code could otherwise ask for one name after another whether it is in the class.
    if (answer.refused === 'name_taken') await enforceRateLimit('wrong-join', `address ${request.ip}`, request, site);
    if (answer.refused !== 'name_taken') return withStatus(422, whyNotPage(inside, schoolClass, answer.refused));
    return withStatus(422, namePage(inside, schoolClass, { typed: name, error: answer.refused }));
  });
}

/**
 * The class that a code leads to, or what to say instead. Only wrong codes count against an address: a school is often
 * behind one, and whoever guesses there must not keep the others out. Turns bound how many codes a second are looked up.
 */
async function classOf(view: ViewContext, typed: string, request: FastifyRequest, site: Site): Promise<Found> {
  const code = parseJoinCode(typed);
  const schoolClass = code === null ? null : await site.owner.store.access.findClassByJoinCode(code);
  if (schoolClass !== null) return { schoolClass };
  await enforceRateLimit('wrong-join', `address ${request.ip}`, request, site);
  const error = code === null ? 'code' : 'unknown_code';
  return { answer: withStatus(422, codePage(view, { typed, error })) };
}

function nameIn(form: Form): string | null {
  try {
    // Composed, as most keyboards type it: some hand over Hangul in pieces.
    return nameFrom(form.text('name').normalize('NFC'), 'name');
  } catch (error) {
    if (error instanceof OwnerError) return null;
    throw error;
  }
}

/** Answered at once, not by a redirect: this is the only time that the token is known. */
async function startupBanner(secret: string, { view, schoolClass, request, reply, site }: Entering): Promise<Html> {
  const inside = await signedIn(hashSecret(secret), request, reply, site);
  const t = JOIN[view.language];
  const shown = { secret, schoolClass, title: t.joined(schoolClass.name), lead: t.joinedLead };
  if (inside === null) return newTokenPage(view, site, { ...shown, aside: t.signInWithIt, leave: t.toMyPage });
  const notices = standingNotices(inside);
  return newTokenPage(inside, site, { ...shown, notices, aside: t.signedIn, leave: t.toMyPage });
}

/** null when the session cannot be kept: the student is in all the same, and must see the token. */
async function signedIn(
  tokenHash: string,
  request: FastifyRequest,
  reply: FastifyReply,
  site: Site,
): Promise<StudentView | null> {
  try {
    const caller = await site.sessions.findCaller(tokenHash);
    if (caller === null) return null;
    const sessionId = await site.sessions.beginStudent(tokenHash, request, reply);
    return callerViewOf(request, site, { id: sessionId, caller });
  } catch (error) {
    request.log.error({ err: error }, 'a student joined, and could not be signed in');
    return null;
  }
}
