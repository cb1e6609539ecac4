import type { FastifyInstance } from 'fastify';
import { hashSecret } from '../../access/api-tokens.ts';
import { AdminError } from '../../admin/admin-error.ts';
import { replaceToken } from '../../api/tokens.ts';
import { confirm } from '../components/confirm.ts';
import { renderPage } from '../components/layout.ts';
import { notice } from '../components/notice.ts';
import { time } from '../format/format-time.ts';
import type { Site } from '../web/deps.ts';
import { type Html, html } from '../web/html.ts';
import { withStatus } from '../web/page-response.ts';
import { enforceRateLimit, studentPost } from '../web/page-routes.ts';
import type { StudentView } from '../web/view-context.ts';
import { newTokenPage } from './new-token.ts';
import { ME } from './texts.ts';

const ROTATE = '/me/rotate';

export function tokenRoutes(app: FastifyInstance, site: Site): void {
  // Answered at once, not by a redirect: this is the only time that the token is known. The proof of the form went with
  // the session before, so that sending it again shows and changes nothing.
  studentPost(app, site, ROTATE, async ({ view, request, reply }) => {
    const { student, token } = view.caller;
    await enforceRateLimit('token-rotation', `student ${student.id}`, request, site);
    const change = { actor: `student ${student.id}`, now: view.now };
    const issued = await replaceToken(token.id, {}, site.owner, change).catch(nullIfReplacedBefore);
    if (issued === null) return withStatus(409, refusedPage(view));
    const sessionId = await site.sessions.beginStudent(hashSecret(issued.secret), request, reply);
    const renewed = { ...view, sessionId, csrf: site.sessions.csrfToken(sessionId) };
    const { rotated, rotatedLead, oldStopped, toMyPage } = ME[view.language];
    return newTokenPage(renewed, site, {
      ...{ secret: issued.secret, title: rotated, lead: rotatedLead },
      ...{ aside: oldStopped(token.prefix), leave: toMyPage, schoolClass: view.caller.schoolClass },
    });
  });
}

/** What is known of the token, and the way to another one. */
export function tokenSection(view: StudentView): Html {
  const t = ME[view.language];
  const { prefix, label, expiresAt, revokedAt } = view.caller.token;
  const facts = html`<dl class="facts"><dt>${t.tokenBegins}</dt><dd><code>${prefix}…</code></dd>
${label === null ? null : html`<dt>${t.tokenLabel}</dt><dd>${label}</dd>`}
${expiresAt === null ? null : html`<dt>${t.tokenUntil}</dt><dd>${time(expiresAt, view, 'moment')}</dd>`}</dl>`;
  // One that was replaced works for a while; its successor is the one to replace.
  const way =
    revokedAt === null
      ? confirm(view, { open: t.rotateOpen, consequence: t.rotateWhat, act: t.rotateAct, action: ROTATE })
      : null;
  return html`<section class="section stack"><h2>${t.token}</h2>${facts}<p>${t.tokenWhat}</p>${way}</section>`;
}

function refusedPage(view: StudentView): Html {
  const t = ME[view.language];
  return renderPage(view, { title: t.token, body: notice('bad', t.cannotRotate) });
}

function nullIfReplacedBefore(error: unknown): null {
  if (error instanceof AdminError) return null;
  throw error;
}
