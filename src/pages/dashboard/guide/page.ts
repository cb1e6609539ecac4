import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { submit } from '../../components/field.ts';
import { renderPage } from '../../components/layout.ts';
import { livePart } from '../../components/live-part.ts';
import { readCookie } from '../../web/cookies.ts';
import type { Site } from '../../web/deps.ts';
import { postForm } from '../../web/forms.ts';
import { type Html, html, NOTHING } from '../../web/html.ts';
import { seeOther } from '../../web/page-response.ts';
import { ownerFragment, ownerPage, ownerPost } from '../../web/page-routes.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { type FirstSteps, isClassAtWork, loadFirstSteps } from './load.ts';
import { GUIDE_PATH, nextStep, stepList, stepPath } from './step-list.ts';
import { GUIDE, STEP_NAMES } from './texts.ts';

const PART_PATH = `${GUIDE_PATH}/part`;
const REFRESH_SECONDS = 8;

/** Set while the overview does not show the steps: a choice of one browser, as its language is. */
const HIDDEN_COOKIE = 'jigap_guide';
const HIDDEN = 'hidden';
const COOKIE_SECONDS = 365 * 24 * 60 * 60;

export function guideRoutes(app: FastifyInstance, site: Site): void {
  ownerPage(app, site, GUIDE_PATH, async ({ view, request }) =>
    guidePage(view, site, await loadFirstSteps(view, site), isHidden(request)),
  );
  ownerFragment(app, site, PART_PATH, ({ view, request }) => guidePart(view, site, request));
  ownerPost(app, site, `${GUIDE_PATH}/hide`, ({ request, reply }) => {
    keepHidden(request, reply, COOKIE_SECONDS);
    return seeOther('/dashboard');
  });
  ownerPost(app, site, `${GUIDE_PATH}/show`, ({ request, reply }) => {
    keepHidden(request, reply, 0);
    return seeOther('/dashboard');
  });
}

/** On the overview: all steps before the first call, one line after it, nothing once a class is at work. */
export async function liveGuide(view: OwnerView, site: Site, request: FastifyRequest): Promise<Html> {
  const content = await guidePart(view, site, request);
  return content === NOTHING
    ? NOTHING
    : html`<div class="section">${livePart(PART_PATH, content, REFRESH_SECONDS)}</div>`;
}

async function guidePart(view: OwnerView, site: Site, request: FastifyRequest): Promise<Html> {
  if (isHidden(request) || (await isClassAtWork(site))) return NOTHING;
  const steps = await loadFirstSteps(view, site);
  const t = GUIDE[view.language];
  if (steps.done.has('call')) return html`<section class="first-steps">${progress(view, steps)}</section>`;
  return html`<section class="first-steps"><h2>${t.title}</h2>${stepList(view, site, steps, 'open')}${hideForm(view)}</section>`;
}

function progress(view: OwnerView, steps: FirstSteps): Html {
  const t = GUIDE[view.language];
  const next = nextStep(steps);
  return html`<div class="progress"><p>${t.progress(steps.done.size, STEP_NAMES.length)} ${
    next === undefined ? null : html`${t.next} <a href="${stepPath(next, steps)}">${t.steps[next].title}</a>`
  }</p><p><a href="${GUIDE_PATH}">${t.all}</a></p>${hideForm(view)}</div>`;
}

function hideForm(view: OwnerView): Html {
  return postForm(view, `${GUIDE_PATH}/hide`, html`<button class="quiet">${GUIDE[view.language].hide}</button>`);
}

function guidePage(view: OwnerView, site: Site, steps: FirstSteps, hidden: boolean): Html {
  const t = GUIDE[view.language];
  const again = postForm(view, `${GUIDE_PATH}/show`, html`<p>${t.hidden}</p>${submit(t.show, 'plain')}`);
  return renderPage(view, {
    title: t.title,
    lead: t.lead,
    actions: html`<a class="button plain" href="/dashboard">${t.toOverview}</a>`,
    body: html`<section class="first-steps">${stepList(view, site, steps, 'all')}</section>${hidden ? html`<div class="section">${again}</div>` : null}`,
  });
}

function isHidden(request: FastifyRequest): boolean {
  return readCookie(HIDDEN_COOKIE, request) === HIDDEN;
}

/** @param seconds 0 removes the cookie */
function keepHidden(request: FastifyRequest, reply: FastifyReply, seconds: number): void {
  void reply.setCookie(HIDDEN_COOKIE, HIDDEN, {
    path: '/dashboard',
    sameSite: 'lax',
    httpOnly: true,
    secure: request.protocol === 'https',
    maxAge: seconds,
  });
}
