import type { FastifyInstance } from 'fastify';
import { budgetBar } from '../components/budget-bar.ts';
import type { Site } from '../deps.ts';
import { html } from '../html.ts';
import { page } from '../layout.ts';
import { studentPage } from '../page-routes.ts';

export function myPageRoutes(app: FastifyInstance, site: Site): void {
  studentPage(app, site, '/me', async ({ visit }) => {
    const { student, schoolClass } = visit.caller;
    const balances = await site.owner.store.ledger.balancesOf('student', student.id, visit.now);
    return page(visit, {
      title: student.name,
      lead: schoolClass?.name,
      body: html`<section>${balances.map((balance) => budgetBar(visit, balance, { size: 'large' }))}</section>`,
    });
  });
}
