import type { FastifyInstance } from 'fastify';
import { OWNER } from '../../../admin/actor.ts';
import { endOwnerSessions } from '../../../admin/owner-sessions.ts';
import { isOwnerToken } from '../../../admin/owner-token.ts';
import { signInPage, waitPage } from '../../components/sign-in-form.ts';
import { SIGN_IN, type SignInError } from '../../components/sign-in-texts.ts';
import type { Site } from '../../web/deps.ts';
import { html } from '../../web/html.ts';
import { seeOther, withStatus } from '../../web/page-response.ts';
import { ownerPost, publicPage, publicPost } from '../../web/page-routes.ts';
import { OWNER_SIGN_IN, parseNextPath, STUDENT_SIGN_IN } from '../../web/sign-in-paths.ts';
import type { ViewContext } from '../../web/view-context.ts';

export function ownerSignInRoutes(app: FastifyInstance, site: Site): void {
  const { sessions, rateLimits } = site;

  publicPage(app, site, OWNER_SIGN_IN, async ({ view, query, request }) => {
    const next = parseNextPath(query.get('next') ?? '');
    return (await sessions.findOwner(request)) === null ? formPage(view, site, next) : seeOther(next);
  });

  publicPost(app, site, OWNER_SIGN_IN, async ({ view, form, request, reply }) => {
    const next = parseNextPath(form.text('next'));
    const token = form.text('token');
    if (isOwnerToken(token, site.ownerTokenHash())) {
      await sessions.beginOwner(request, reply);
      await site.ownerTimeZone.suggest(form.text('time_zone'), OWNER);
      return seeOther(next);
    }
    const error = findError(token);
    const retryAfterSeconds = error === 'empty' ? null : await rateLimits.countWrongToken(request);
    if (retryAfterSeconds === null) return withStatus(422, formPage(view, site, next, error));
    void reply.header('retry-after', String(retryAfterSeconds));
    const { ownerTitle, tooMany } = SIGN_IN[view.language];
    return withStatus(429, waitPage(view, ownerTitle, tooMany(retryAfterSeconds)));
  });

  ownerPost(app, site, '/dashboard/sign-out', async ({ request, reply }) => {
    await sessions.end('owner', request, reply);
    return seeOther(OWNER_SIGN_IN, 'signed_out');
  });

  ownerPost(app, site, '/dashboard/sign-out-everywhere', async ({ view, request, reply }) => {
    await endOwnerSessions(view.actor, site);
    await sessions.end('owner', request, reply);
    return seeOther(OWNER_SIGN_IN, 'signed_out_everywhere');
  });
}

function findError(token: string): SignInError {
  if (token === '') return 'empty';
  if (token.startsWith('jgp_')) return 'isStudentToken';
  return token.startsWith('sk-') ? 'isProviderKey' : 'wrong';
}

function formPage(view: ViewContext, { ownerTimeZone }: Site, next: string, error?: SignInError) {
  const t = SIGN_IN[view.language];
  // Asked once: until the owner has a zone, a script fills it in.
  const asksForZone = ownerTimeZone.chosen === null;
  return signInPage(
    { ...view, here: view.here ?? OWNER_SIGN_IN },
    {
      title: t.ownerTitle,
      lead: t.ownerLost,
      label: t.ownerToken,
      hint: t.ownerHint,
      action: OWNER_SIGN_IN,
      other: { href: STUDENT_SIGN_IN, text: t.otherOwner },
      error: error === undefined ? undefined : t.errors[error],
      hidden: html`<input type="hidden" name="next" value="${next}">${asksForZone ? html`<input type="hidden" name="time_zone" data-browser-time-zone>` : null}`,
      scripts: asksForZone ? ['time-zone.js'] : [],
    },
  );
}
