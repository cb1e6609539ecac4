import type { FastifyInstance } from 'fastify';
import { hashSecret, isWellFormed } from '../../access/api-tokens.ts';
import { DAY_MS } from '../../ledger/utc-days.ts';
import { signInPage, waitPage } from '../components/sign-in-form.ts';
import { SIGN_IN, type SignInError } from '../components/sign-in-texts.ts';
import { JOIN_PATH } from '../join/paths.ts';
import type { Site } from '../web/deps.ts';
import { seeOther, withStatus } from '../web/page-response.ts';
import { enforceRateLimit, publicPage, publicPost, studentPost } from '../web/page-routes.ts';
import { SESSION_LIFETIME_MS } from '../web/sessions.ts';
import { OWNER_SIGN_IN, STUDENT_SIGN_IN } from '../web/sign-in-paths.ts';
import type { ViewContext } from '../web/view-context.ts';

export function studentSignInRoutes(app: FastifyInstance, site: Site): void {
  const { sessions, rateLimits } = site;

  publicPage(app, site, STUDENT_SIGN_IN, async ({ view, request }) => {
    if ((await sessions.findStudent(request)) !== null) return seeOther('/me');
    return formPage(view, sessions.hadStudent(request) ? 'signedOut' : undefined);
  });

  publicPost(app, site, STUDENT_SIGN_IN, async ({ view, form, request, reply }) => {
    const token = form.text('token');
    const formError = findError(token);
    const caller = formError === null ? await sessions.findCaller(hashSecret(token)) : null;
    if (caller !== null) {
      await enforceRateLimit('page-view', `student ${caller.student.id}`, request, site);
      await sessions.beginStudent(hashSecret(token), request, reply);
      return seeOther('/me');
    }
    if (formError === null && (await sessions.isOfArchivedClass(hashSecret(token)))) {
      return withStatus(422, formPage(view, 'classEnded'));
    }
    const error = formError ?? 'ended';
    const retryAfterSeconds = error === 'empty' ? null : await rateLimits.countWrongToken(request);
    if (retryAfterSeconds === null) return withStatus(422, formPage(view, error));
    void reply.header('retry-after', String(retryAfterSeconds));
    const { studentTitle, tooMany } = SIGN_IN[view.language];
    return withStatus(429, waitPage(view, studentTitle, tooMany(retryAfterSeconds)));
  });

  studentPost(app, site, '/me/sign-out', async ({ request, reply }) => {
    await sessions.end('student', request, reply);
    return seeOther(STUDENT_SIGN_IN, 'signed_out');
  });
}

/** null: well-formed, so the store decides. */
function findError(token: string): SignInError | null {
  if (token === '') return 'empty';
  if (token.startsWith('jgo_')) return 'isOwnerToken';
  if (token.startsWith('sk-')) return 'isProviderKey';
  return isWellFormed(token, 'jgp_') ? null : 'mistyped';
}

function formPage(view: ViewContext, error?: SignInError) {
  const t = SIGN_IN[view.language];
  return signInPage(
    { ...view, here: view.here ?? STUDENT_SIGN_IN },
    {
      title: t.studentTitle,
      lead: t.studentStays(SESSION_LIFETIME_MS.student / DAY_MS),
      label: t.studentToken,
      hint: t.studentHint,
      action: STUDENT_SIGN_IN,
      instead: { href: JOIN_PATH, text: t.haveCode },
      other: { href: OWNER_SIGN_IN, text: t.otherStudent },
      error: error === undefined ? undefined : t.errors[error],
    },
  );
}
