import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { hashSecret } from '../../access/api-tokens.ts';
import type { SchoolClass } from '../../access/classes.ts';
import { joinCodeFrom, whyClosed } from '../../access/join-codes.ts';
import { nameFrom } from '../../owner/fields.ts';
import { OwnerError } from '../../owner/owner-error.ts';
import { mint } from '../../owner/tokens.ts';
import type { Site } from '../deps.ts';
import type { Form } from '../forms.ts';
import type { Html } from '../html.ts';
import { newTokenPage } from '../me/new-token.ts';
import { PageFault } from '../page-fault.ts';
import { type Answer, openPage, openPost, withStatus } from '../page-routes.ts';
import { waitPage } from '../sign-in-form.ts';
import { JOIN } from '../texts/join.ts';
import { inLanguageOf, type StudentVisit, type Visit, visitOfCaller } from '../visit.ts';
import { codePage, JOIN_PATH, namePage, whyNotPage } from './join-pages.ts';

type Found = { readonly schoolClass: SchoolClass } | { readonly answer: Answer };

/**
 * A student comes into a class by its code and a name, and leaves with an API token. The owner opens as many places as
 * there are students: one who has the code gets no more budgets than that, however often it is used.
 */
export function joinRoutes(app: FastifyInstance, site: Site): void {
  openPage(app, site, JOIN_PATH, async ({ visit, query, request, reply }) => {
    const typed = query.get('code');
    if (typed === null) return codePage(visit, {});
    const found = await classOf(visit, typed, { request, reply, site });
    if ('answer' in found) return found.answer;
    const inside = inLanguageOf(visit, request, site, found.schoolClass);
    const closed = whyClosed(found.schoolClass, visit.now);
    return closed === null ? namePage(inside, found.schoolClass, {}) : whyNotPage(inside, found.schoolClass, closed);
  });

  openPost(app, site, JOIN_PATH, async ({ visit, form, request, reply }) => {
    const found = await classOf(visit, form.text('code'), { request, reply, site });
    if ('answer' in found) return found.answer;
    const { schoolClass } = found;
    const inside = inLanguageOf(visit, request, site, schoolClass);
    const name = nameIn(form);
    if (name === null)
      return withStatus(422, namePage(inside, schoolClass, { typed: form.text('name'), fault: 'name' }));
    const { secret, fields } = mint({}, site.owner);
    const answer = await site.owner.store.access.join({ code: schoolClass.joinCode, name, token: fields }, visit.now);
    if ('joined' in answer) return welcome(secret, request, reply, site);
    if (answer.refused !== 'name_taken') return withStatus(422, whyNotPage(inside, schoolClass, answer.refused));
    return withStatus(422, namePage(inside, schoolClass, { typed: name, fault: answer.refused }));
  });
}

/** The class that a code leads to, or what to say instead: guessing codes is counted as guessing tokens is. */
async function classOf(
  visit: Visit,
  typed: string,
  { request, reply, site }: { request: FastifyRequest; reply: FastifyReply; site: Site },
): Promise<Found> {
  const code = joinCodeFrom(typed);
  if (code === null) return { answer: withStatus(422, codePage(visit, { typed, fault: 'code' })) };
  const schoolClass = await site.owner.store.access.findClassByJoinCode(code);
  if (schoolClass !== null) return { schoolClass };
  const wait = await site.owner.countFailure(request);
  if (wait === null) return { answer: withStatus(422, codePage(visit, { typed, fault: 'unknown_code' })) };
  void reply.header('retry-after', String(wait));
  const { title, tooMany } = JOIN[visit.language];
  return { answer: withStatus(429, waitPage(visit, title, tooMany(wait))) };
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
async function welcome(secret: string, request: FastifyRequest, reply: FastifyReply, site: Site): Promise<Html> {
  const visit = await signedIn(hashSecret(secret), request, reply, site);
  const { schoolClass } = visit.caller;
  const t = JOIN[visit.language];
  return newTokenPage(visit, site, {
    secret,
    title: t.joined(schoolClass?.name ?? ''),
    lead: t.joinedLead,
    aside: t.signedIn,
    leave: t.toMyPage,
  });
}

/** @throws PageFault 404 when the owner removed the student in the same moment */
async function signedIn(
  tokenHash: string,
  request: FastifyRequest,
  reply: FastifyReply,
  site: Site,
): Promise<StudentVisit> {
  const caller = await site.sessions.callerBy(tokenHash);
  if (caller === null) throw new PageFault(404);
  const sessionId = await site.sessions.beginStudent(tokenHash, request, reply);
  return visitOfCaller(request, site, { id: sessionId, caller });
}
