import type { FastifyInstance } from 'fastify';
import { page } from '../../components/layout.ts';
import { SHELL } from '../../components/layout-texts.ts';
import { livePart } from '../../components/live-part.ts';
import type { Site } from '../../web/deps.ts';
import { type Html, html, NOTHING } from '../../web/html.ts';
import { ownerFragment, ownerPage } from '../../web/page-routes.ts';
import type { OwnerVisit } from '../../web/view-context.ts';
import { nearLimits } from './near-limits.ts';
import { overviewNow } from './now.ts';
import { spending } from './spending.ts';
import { demoNotice, upstreamAndModels } from './upstream.ts';

interface Part {
  readonly path: string;
  readonly everySeconds: number;
  readonly show: (visit: OwnerVisit, site: Site) => Promise<Html>;
}

/** Each moves by itself, as often as it is worth it: a chart that was drawn anew under the hand would be in the way. */
const NOW: Part = { path: '/dashboard/overview/now', everySeconds: 4, show: overviewNow };
const SPENDING: Part = { path: '/dashboard/overview/spending', everySeconds: 15, show: onceCalled(spending) };
const LIMITS: Part = { path: '/dashboard/overview/limits', everySeconds: 30, show: onceCalled(nearLimits) };

export function overviewRoutes(app: FastifyInstance, site: Site): void {
  ownerPage(app, site, '/dashboard', async ({ visit }) =>
    page(visit, {
      title: SHELL[visit.language].overview,
      body: html`${demoNotice(visit)}
${await moving(visit, site, NOW)}
${await moving(visit, site, SPENDING)}
${await moving(visit, site, LIMITS)}
<div class="section">${await upstreamAndModels(visit, site)}</div>`,
      scripts: ['live.js', 'chart.js'],
    }),
  );
  for (const { path, show } of [NOW, SPENDING, LIMITS])
    ownerFragment(app, site, path, ({ visit }) => show(visit, site));
}

async function moving(visit: OwnerVisit, site: Site, { path, everySeconds, show }: Part): Promise<Html> {
  return html`<div class="section">${livePart(path, await show(visit, site), everySeconds)}</div>`;
}

/** Before the first call there is nothing to chart and nobody near a limit: the steps towards it have the page. */
function onceCalled(show: Part['show']): Part['show'] {
  return async (visit, site) => {
    const { rows } = await site.owner.store.records.listRecords({ after: null, limit: 1 });
    return rows.length === 0 ? NOTHING : show(visit, site);
  };
}
