import type { FastifyInstance, FastifyRequest } from 'fastify';
import { collectToken } from '../../admin/joining.ts';
import type { FoundJoinRequest } from '../../store/joining.ts';
import { submit } from '../components/field.ts';
import { renderPage } from '../components/layout.ts';
import { livePart } from '../components/live-part.ts';
import { notice } from '../components/notice.ts';
import { time } from '../format/format-time.ts';
import { firstTokenPage } from '../me/first-token-page.ts';
import type { Site } from '../web/deps.ts';
import { type Html, html } from '../web/html.ts';
import { seeOther } from '../web/page-response.ts';
import { publicPage, publicPost } from '../web/page-routes.ts';
import { inLanguageOf, inZone, type ViewContext } from '../web/view-context.ts';
import { clearJoinCookie, joinSecretHash } from './join-cookie.ts';
import { JOIN_PATH, WAITING_LIVE_PATH, WAITING_PATH } from './paths.ts';
import { JOIN } from './texts.ts';
import { WAITING } from './waiting-texts.ts';

/** A lecture hall may have this page open. */
const LIVE_SECONDS = 10;

/** Where a browser waits for the owner, and fetches its API token. Its cookie says which request is its own. */
export function waitingRoutes(app: FastifyInstance, site: Site): void {
  publicPage(app, site, WAITING_PATH, async ({ view, request }) => {
    const found = await findRequest(request, site);
    const ownView = viewFor(view, found, request, site);
    const t = WAITING(ownView);
    return renderPage(ownView, {
      title: t.title,
      heading: t.pageHeading,
      body: livePart(WAITING_LIVE_PATH, requestPart(ownView, found), LIVE_SECONDS),
      scripts: ['live.js', 'once.js'],
    });
  });

  publicPage(app, site, WAITING_LIVE_PATH, async ({ view, request }) => {
    const found = await findRequest(request, site);
    return requestPart(viewFor(view, found, request, site), found);
  });

  publicPost(app, site, WAITING_PATH, async (sent) => {
    const { view, request, reply } = sent;
    const found = await findRequest(request, site);
    const secretHash = joinSecretHash(request);
    const collected = found === null || secretHash === null ? null : await collectToken(secretHash, site);
    if (found === null || collected === null) return seeOther(WAITING_PATH);
    clearJoinCookie(reply);
    const { schoolClass } = found;
    const classView = inLanguageOf(view, request, site, schoolClass);
    const title = JOIN(classView).joined(schoolClass.name);
    return firstTokenPage(collected.secret, { ...sent, view: classView }, { title, schoolClass }, site);
  });
}

async function findRequest(request: FastifyRequest, { store, now }: Site): Promise<FoundJoinRequest | null> {
  const secretHash = joinSecretHash(request);
  return secretHash === null ? null : store.joining.findRequest(secretHash, now());
}

function viewFor(view: ViewContext, found: FoundJoinRequest | null, request: FastifyRequest, site: Site): ViewContext {
  if (found === null) return view;
  return inZone(inLanguageOf(view, request, site, found.schoolClass), found.schoolClass.timeZone);
}

function requestPart(view: ViewContext, found: FoundJoinRequest | null): Html {
  return html`<div class="stack">${requestContent(view, found)}</div>`;
}

/** Without the join code: it may have been renewed, and whoever waits must not learn the new one. */
function requestContent(view: ViewContext, found: FoundJoinRequest | null): Html {
  const t = WAITING(view);
  if (found === null) {
    return html`${notice('near', html`<h2>${t.goneTitle}</h2><p>${t.goneLead}</p>`)}<p><a class="button plain" href="${JOIN_PATH}">${t.join}</a></p>`;
  }
  const { request, schoolClass } = found;
  switch (request.state) {
    case 'waiting':
      return html`${notice('near', html`<h2>${t.title}</h2><p>${t.lead(schoolClass.name)}</p>`)}${facts(view, found)}
<p>${t.howLong}</p><p><a class="button primary" href="${WAITING_PATH}">${t.checkAgain}</a></p>
<p class="aside"><a href="${JOIN_PATH}">${t.wrong}</a></p>`;
    case 'approved':
      return html`${notice('good', html`<h2>${t.approvedTitle}</h2><p>${t.approvedLead}</p>`)}${facts(view, found)}
<form method="post" action="${WAITING_PATH}">${submit(t.collect)}</form>`;
    case 'declined':
      return html`${notice('bad', html`<h2>${t.declinedTitle}</h2><p>${t.declinedLead(schoolClass.name)}</p>`)}${facts(view, found)}
<p><a class="button plain" href="${JOIN_PATH}">${t.again}</a></p>`;
  }
}

function facts(view: ViewContext, { request }: FoundJoinRequest): Html {
  const t = WAITING(view);
  const { name, identity, createdAt, expiresAt, state } = request;
  return html`<dl class="facts"><dt>${t.name}</dt><dd>${name}</dd>
${identity === null ? null : html`<dt>${t.identity}</dt><dd>${identity}</dd>`}
<dt>${t.asked}</dt><dd>${time(createdAt, view, 'moment')}</dd>
${state === 'declined' ? null : html`<dt>${t.until}</dt><dd>${time(expiresAt, view, 'moment')}</dd>`}</dl>`;
}
