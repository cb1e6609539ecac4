import type { FastifyInstance } from 'fastify';
import { hashSecret } from '../../access/api-tokens.ts';
import { studentActor } from '../../admin/actor.ts';
import { AdminError } from '../../admin/admin-error.ts';
import { replaceToken } from '../../admin/tokens.ts';
import { confirm } from '../components/confirm.ts';
import { renderPage } from '../components/layout.ts';
import { notice } from '../components/notice.ts';
import { time } from '../format/format-time.ts';
import type { Site } from '../web/deps.ts';
import { type Html, html } from '../web/html.ts';
import { withStatus } from '../web/page-response.ts';
import { enforceRateLimit, studentPost } from '../web/page-routes.ts';
import type { StudentView } from '../web/view-context.ts';
import { newTokenPage } from './new-token-page.ts';
import { ME } from './texts.ts';

const ROTATE_PATH = '/me/rotate';

export function tokenRoutes(app: FastifyInstance, site: Site): void {
  // Sent at once, without a redirect: this is the only time that the token is known. The session of the form ends, and
  // its CSRF token with it, so sending the form again changes nothing.
  studentPost(app, site, ROTATE_PATH, async ({ view, request, reply }) => {
    const { student, token } = view.caller;
    await enforceRateLimit('token-rotation', `student ${student.id}`, request, site);
    const issued = await replaceToken(token.id, {}, studentActor(student.id), site).catch(nullIfReplaced);
    if (issued === null) return withStatus(409, refusedPage(view));
    const sessionId = await site.sessions.beginStudent(hashSecret(issued.secret), request, reply);
    const renewed = { ...view, sessionId, csrf: site.sessions.csrfToken(sessionId) };
    const { rotated, rotatedLead, oldStopped, toMyPage } = ME(view);
    return newTokenPage(renewed, site, {
      ...{ secret: issued.secret, title: rotated, lead: rotatedLead },
      ...{ aside: oldStopped(token.prefix), leave: toMyPage, schoolClass: view.caller.schoolClass },
    });
  });
}

/** The token's first characters, its label and expiry, and a button that replaces it. */
export function tokenSection(view: StudentView): Html {
  const t = ME(view);
  const { prefix, label, expiresAt, revokedAt } = view.caller.token;
  const facts = html`<dl class="facts"><dt>${t.tokenBegins}</dt><dd><code>${prefix}…</code></dd>
${label === null ? null : html`<dt>${t.tokenLabel}</dt><dd>${label}</dd>`}
${expiresAt === null ? null : html`<dt>${t.tokenUntil}</dt><dd>${time(expiresAt, view, 'moment')}</dd>`}</dl>`;
  // A replaced token may work for a while. The newer token is the one to replace.
  const replacement =
    revokedAt === null
      ? confirm(view, { open: t.rotateOpen, consequence: t.rotateWhat, act: t.rotateAct, action: ROTATE_PATH })
      : null;
  return html`<section class="section stack"><h2>${t.token}</h2>${facts}<p>${t.tokenWhat}</p>${replacement}</section>`;
}

function refusedPage(view: StudentView): Html {
  const t = ME(view);
  return renderPage(view, { title: t.token, body: notice('bad', t.cannotRotate) });
}

/** Another request replaced or revoked the token after this one was authenticated. */
function nullIfReplaced(error: unknown): null {
  const isReplaced =
    error instanceof AdminError && (error.code === 'token_replaced' || error.code.endsWith('_not_found'));
  if (isReplaced) return null;
  throw error;
}
