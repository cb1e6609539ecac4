import type { FastifyInstance } from 'fastify';
import { renderPage } from '../components/layout.ts';
import { JOIN_PATH } from '../join/page.ts';
import type { Site } from '../web/deps.ts';
import { html } from '../web/html.ts';
import { openPage } from '../web/page-routes.ts';
import { SIGN_IN } from './sign-in-texts.ts';

/** The front door: whoever opens the bare address learns where to go. Cookies of neither side are sent here. */
export function chooserRoutes(app: FastifyInstance, site: Site): void {
  openPage(app, site, '/', ({ view }) => {
    const t = SIGN_IN[view.language];
    return renderPage(view, {
      title: t.choose,
      lead: t.chooseLead,
      body: html`<div class="doors">
<a href="/me"><strong>${t.student}</strong><span>${t.studentDoes}</span></a>
<a href="/dashboard"><strong>${t.owner}</strong><span>${t.ownerDoes}</span></a>
</div>
<p class="aside"><a href="${JOIN_PATH}">${t.haveCode}</a></p>`,
    });
  });
}
