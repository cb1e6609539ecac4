import type { FastifyInstance } from 'fastify';
import { emptyState } from '../../components/empty-state.ts';
import { renderPage } from '../../components/layout.ts';
import { pager } from '../../components/pager.ts';
import type { Site } from '../../web/deps.ts';
import { html } from '../../web/html.ts';
import { ownerPage } from '../../web/page-routes.ts';
import { parseId } from '../../web/parse-id.ts';
import { auditTable } from './audit-table.ts';
import { loadAudit } from './load.ts';
import { AUDIT } from './texts.ts';

export function auditRoutes(app: FastifyInstance, site: Site): void {
  ownerPage(app, site, '/dashboard/audit', async ({ view, query }) => {
    const t = AUDIT[view.language];
    const cursor = query.get('after');
    const { entries, people } = await loadAudit(cursor === null ? null : parseId(cursor), site);
    const { rows, next } = entries;
    const body =
      rows.length === 0 ? emptyState(t.none) : html`${auditTable(view, rows, people)}${pager(view, query, next)}`;
    return renderPage(view, { title: t.title, lead: t.lead, body });
  });
}
