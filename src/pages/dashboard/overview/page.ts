import type { FastifyInstance } from 'fastify';
import { renderPage } from '../../components/layout.ts';
import { LAYOUT } from '../../components/layout-texts.ts';
import { livePart } from '../../components/live-part.ts';
import type { Site } from '../../web/deps.ts';
import { type Html, html, NOTHING } from '../../web/html.ts';
import { ownerFragment, ownerPage } from '../../web/page-routes.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { lastBackupLine } from '../backups/last-backup.ts';
import { waitingNotice } from '../class/joining/waiting-notice.ts';
import { pauseAllButton, pausedNotice } from '../class/lessons/paused-classes.ts';
import { loadClasses } from '../classes/load.ts';
import { hasCalls } from '../guide/load.ts';
import { liveGuide } from '../guide/page.ts';
import { GUIDE_PATH } from '../guide/step-list.ts';
import { GUIDE } from '../guide/texts.ts';
import { refusedModelsSection } from '../models/refused-section.ts';
import { waitingRequestsNotice } from '../money-requests/waiting-requests-notice.ts';
import { demoNotice } from './demo-notice.ts';
import { liveSection, walletSection } from './live-section.ts';
import { nearLimits } from './near-limits.ts';
import { newNotices } from './new-notices.ts';
import { spendingSection } from './spending-section.ts';
import { upstreamSection } from './upstream-section.ts';

interface Part {
  readonly path: string;
  readonly everySeconds: number;
  readonly show: (view: OwnerView, site: Site) => Promise<Html>;
}

/** Each is refreshed at its own interval: a chart that is replaced while somebody reads it would disturb. */
const WALLET: Part = { path: '/dashboard/overview/wallet', everySeconds: 6, show: walletSection };
const NOW: Part = { path: '/dashboard/overview/now', everySeconds: 4, show: afterFirstCall(liveSection) };
const SPENDING: Part = {
  path: '/dashboard/overview/spending',
  everySeconds: 15,
  show: afterFirstCall(spendingSection),
};
const LIMITS: Part = { path: '/dashboard/overview/limits', everySeconds: 30, show: afterFirstCall(nearLimits) };

const WAITING: Part = { path: '/dashboard/overview/waiting', everySeconds: 10, show: waitingNotices };

const NOTICES: Part = { path: '/dashboard/overview/notices', everySeconds: 10, show: newNotices };

const PARTS = [WALLET, WAITING, NOTICES, NOW, SPENDING, LIMITS];

/** The owner's money and its chart come before everything else: both are within the first screen. */
export function overviewRoutes(app: FastifyInstance, site: Site): void {
  ownerPage(app, site, '/dashboard', async ({ view, request }) => {
    const classes = await loadClasses(site);
    return renderPage(view, {
      title: LAYOUT[view.language].overview,
      actions: pauseAllButton(view, classes),
      body: html`${pausedNotice(view, classes)}${await refreshed(view, site, WALLET)}
${livePart(WAITING.path, await waitingNotices(view, site), WAITING.everySeconds)}
${livePart(NOTICES.path, await newNotices(view, site), NOTICES.everySeconds)}
${await liveGuide(view, site, request)}
${await refreshed(view, site, SPENDING)}
${demoNotice(view, site)}
${await refreshed(view, site, NOW)}
${await refreshed(view, site, LIMITS)}
<div class="section">${await refusedModelsSection(view, site)}</div>
<div class="section">${await upstreamSection(view, site)}</div>
${await lastBackupLine(view, site)}
<p class="pager"><a href="${GUIDE_PATH}">${GUIDE[view.language].title}</a></p>`,
      scripts: ['live.js', 'chart.js'],
    });
  });
  for (const { path, show } of PARTS) ownerFragment(app, site, path, ({ view }) => show(view, site));
}

/** People who wait for the owner. */
async function waitingNotices(view: OwnerView, site: Site): Promise<Html> {
  return html`${await waitingNotice(view, site)}${await waitingRequestsNotice(view, site)}`;
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
