import type { FastifyInstance } from 'fastify';
import { renderPage } from '../../components/layout.ts';
import { LAYOUT } from '../../components/layout-texts.ts';
import { livePart } from '../../components/live-part.ts';
import type { Site } from '../../web/deps.ts';
import { type Html, html, NOTHING } from '../../web/html.ts';
import { ownerFragment, ownerPage } from '../../web/page-routes.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { nearLimits } from './near-limits.ts';
import { overviewNow } from './now.ts';
import { spending } from './spending.ts';
import { demoNotice, upstreamAndModels } from './upstream.ts';

interface Part {
  readonly path: string;
  readonly everySeconds: number;
  readonly show: (view: OwnerView, site: Site) => Promise<Html>;
}

/** Each moves by itself, as often as it is worth it: a chart that was drawn anew under the hand would be in the way. */
const NOW: Part = { path: '/dashboard/overview/now', everySeconds: 4, show: overviewNow };
const SPENDING: Part = { path: '/dashboard/overview/spending', everySeconds: 15, show: onceCalled(spending) };
const LIMITS: Part = { path: '/dashboard/overview/limits', everySeconds: 30, show: onceCalled(nearLimits) };

export function overviewRoutes(app: FastifyInstance, site: Site): void {
  ownerPage(app, site, '/dashboard', async ({ view }) =>
    renderPage(view, {
      title: LAYOUT[view.language].overview,
      body: html`${demoNotice(view)}
${await moving(view, site, NOW)}
${await moving(view, site, SPENDING)}
${await moving(view, site, LIMITS)}
<div class="section">${await upstreamAndModels(view, site)}</div>`,
      scripts: ['live.js', 'chart.js'],
    }),
  );
  for (const { path, show } of [NOW, SPENDING, LIMITS]) ownerFragment(app, site, path, ({ view }) => show(view, site));
}

async function moving(view: OwnerView, site: Site, { path, everySeconds, show }: Part): Promise<Html> {
  return html`<div class="section">${livePart(path, await show(view, site), everySeconds)}</div>`;
}

/** Before the first call there is nothing to chart and nobody near a limit: the steps towards it have the page. */
function onceCalled(show: Part['show']): Part['show'] {
  return async (view, site) => {
    const { rows } = await site.owner.store.records.listRecords({ after: null, limit: 1 });
    return rows.length === 0 ? NOTHING : show(view, site);
  };
}
