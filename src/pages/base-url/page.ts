import type { FastifyInstance } from 'fastify';
import { baseUrlAt } from '../../address/site-address.ts';
import { ENDPOINTS } from '../../endpoints/endpoints.ts';
import { addressNotice } from '../components/address-notice.ts';
import { copyBlock, copyLine } from '../components/copy-button.ts';
import { renderPage } from '../components/layout.ts';
import { HELP_PATH } from '../help/paths.ts';
import { HELP } from '../help/texts.ts';
import { JOIN_PATH } from '../join/paths.ts';
import type { Site } from '../web/deps.ts';
import { type Html, html } from '../web/html.ts';
import { publicPage } from '../web/page-routes.ts';
import type { ViewContext } from '../web/view-context.ts';
import { addBrowserVisits, ONLY_BROWSERS } from './browser-visits.ts';
import { BASE_URL } from './texts.ts';

/** Addresses that people paste into a browser: the base URL, and those that programs make of it. */
const PATHS = ['/v1', '/v1/', ...ENDPOINTS.flatMap(({ path }) => [`/v1${path}`, path])];

/** What a browser gets where programs get a 404 in JSON: what the address is for, and where people go. */
export function baseUrlRoutes(app: FastifyInstance, site: Site): void {
  addBrowserVisits(app);
  for (const path of PATHS) {
    publicPage(
      app,
      site,
      path,
      ({ view, reply }) => {
        reply.header('vary', 'Accept');
        return baseUrlPage(view);
      },
      ONLY_BROWSERS,
    );
  }
}

function baseUrlPage(view: ViewContext): Html {
  const t = BASE_URL[view.language];
  const address = baseUrlAt(view.origin);
  const code = `client = OpenAI(
    api_key="jgp_...",
    base_url="${address}",
)
`;
  return renderPage(view, {
    title: t.title,
    lead: t.lead,
    body: html`<div class="stack"><p>${t.use}</p>${copyLine(view, address, t.label)}${addressNotice(view)}
${copyBlock(view, code, t.code)}<p>${t.token}</p></div>
<div class="home-links section">
<a href="/me"><strong>${t.me}</strong><span>${t.meWhat}</span></a>
<a href="${JOIN_PATH}"><strong>${t.join}</strong><span>${t.joinWhat}</span></a>
</div>
<p class="aside"><a href="${HELP_PATH}">${HELP[view.language].link}</a></p>`,
  });
}
