import type { FastifyInstance } from 'fastify';
import { renderPage } from '../../components/layout.ts';
import { LAYOUT } from '../../components/layout-texts.ts';
import { livePart } from '../../components/live-part.ts';
import type { Site } from '../../web/deps.ts';
import { type Html, html, NOTHING } from '../../web/html.ts';
import { ownerFragment, ownerPage } from '../../web/page-routes.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { demoNotice } from './demo-notice.ts';
import { liveSection } from './live-section.ts';
import { hasCalls } from './load.ts';
import { nearLimits } from './near-limits.ts';
import { spendingSection } from './spending-section.ts';
import { upstreamSection } from './upstream-section.ts';

interface Part {
  readonly path: string;
  readonly everySeconds: number;
  readonly show: (view: OwnerView, site: Site) => Promise<Html>;
}

/** Each is refreshed at its own interval: a chart that is replaced while somebody reads it would disturb. */
const NOW: Part = { path: '/dashboard/overview/now', everySeconds: 4, show: liveSection };
const SPENDING: Part = {
  path: '/dashboard/overview/spending',
  everySeconds: 15,
  show: afterFirstCall(spendingSection),
};
const LIMITS: Part = { path: '/dashboard/overview/limits', everySeconds: 30, show: afterFirstCall(nearLimits) };

export function overviewRoutes(app: FastifyInstance, site: Site): void {
  ownerPage(app, site, '/dashboard', async ({ view }) =>
    renderPage(view, {
      title: LAYOUT[view.language].overview,
      body: html`${demoNotice(view, site)}
${await refreshed(view, site, NOW)}
${await refreshed(view, site, SPENDING)}
${await refreshed(view, site, LIMITS)}
<div class="section">${await upstreamSection(view, site)}</div>`,
      scripts: ['live.js', 'chart.js'],
    }),
  );
  for (const { path, show } of [NOW, SPENDING, LIMITS]) ownerFragment(app, site, path, ({ view }) => show(view, site));
}

async function refreshed(view: OwnerView, site: Site, { path, everySeconds, show }: Part): Promise<Html> {
  return html`<div class="section">${livePart(path, await show(view, site), everySeconds)}</div>`;
}

/** Before the first call the page has only the steps to it. */
function afterFirstCall(show: Part['show']): Part['show'] {
  return async (view, site) => {
    return (await hasCalls(site)) ? show(view, site) : NOTHING;
  };
}
