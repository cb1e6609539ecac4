import type { FastifyInstance } from 'fastify';
import { WALLET_ID } from '../../ledger/budgets.ts';
import { budgetBar } from '../components/budget-bar.ts';
import { livePart } from '../components/live-part.ts';
import type { Site } from '../deps.ts';
import { type Html, html } from '../html.ts';
import { page } from '../layout.ts';
import { ownerFragment, ownerPage } from '../page-routes.ts';
import { SHELL } from '../texts/shell.ts';
import type { OwnerVisit } from '../visit.ts';

const LIVE = '/dashboard/overview/live';

export function overviewRoutes(app: FastifyInstance, site: Site): void {
  ownerPage(app, site, '/dashboard', async ({ visit }) =>
    page(visit, {
      title: SHELL[visit.language].overview,
      body: livePart(LIVE, await walletBars(visit, site)),
      scripts: ['live.js'],
    }),
  );
  ownerFragment(app, site, LIVE, ({ visit }) => walletBars(visit, site));
}

/** The wallet first: it is the owner's own money. */
async function walletBars(visit: OwnerVisit, { owner }: Site): Promise<Html> {
  const balances = await owner.store.ledger.balancesOf('wallet', WALLET_ID, visit.now);
  return html`<section>${balances.map((balance) => budgetBar(visit, balance, { size: 'large' }))}</section>`;
}
