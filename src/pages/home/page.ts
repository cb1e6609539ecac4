import type { FastifyInstance } from 'fastify';
import { CLAIM_PATH } from '../claim/paths.ts';
import { CLAIM } from '../claim/texts.ts';
import { renderPage } from '../components/layout.ts';
import { SIGN_IN } from '../components/sign-in-texts.ts';
import { HELP_PATH } from '../help/paths.ts';
import { HELP } from '../help/texts.ts';
import { JOIN_PATH } from '../join/paths.ts';
import type { Site } from '../web/deps.ts';
import { html } from '../web/html.ts';
import { publicPage } from '../web/page-routes.ts';
import { HOME } from './texts.ts';

/** The page at /: links to the owner's pages, the student's and joining. Browsers send no session cookie to this path. */
export function homeRoutes(app: FastifyInstance, site: Site): void {
  publicPage(app, site, '/', ({ view }) => {
    const t = HOME[view.language];
    return renderPage(view, {
      title: t.title,
      lead: t.lead,
      body: html`<div class="home-links">
<a href="/me"><strong>${t.student}</strong><span>${t.studentDoes}</span></a>
<a href="/dashboard"><strong>${t.owner}</strong><span>${t.ownerDoes}</span></a>
</div>
<p class="aside"><a href="${JOIN_PATH}">${SIGN_IN[view.language].haveCode}</a></p>
<p class="aside"><a href="${CLAIM_PATH}">${CLAIM(view).haveSlip}</a></p>
<p class="aside"><a href="${HELP_PATH}">${HELP[view.language].link}</a></p>`,
    });
  });
}
