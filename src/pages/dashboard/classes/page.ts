import type { FastifyInstance } from 'fastify';
import { emptyState } from '../../components/empty-state.ts';
import { renderPage } from '../../components/layout.ts';
import { LAYOUT } from '../../components/layout-texts.ts';
import type { Site } from '../../web/deps.ts';
import { html } from '../../web/html.ts';
import { ownerPage } from '../../web/page-routes.ts';
import { CLASSES_PATH } from '../class/class-path.ts';
import { classTable } from './class-table.ts';
import { classesFilter, classesPager } from './classes-filter.ts';
import { parseClassesQuery } from './classes-query.ts';
import { loadClasses, loadClassList } from './load.ts';
import { CLASSES } from './texts.ts';

export function classesRoutes(app: FastifyInstance, site: Site): void {
  ownerPage(app, site, CLASSES_PATH, async ({ view, query: search }) => {
    const t = CLASSES[view.language];
    const add = { href: `${CLASSES_PATH}/new`, text: t.add };
    const query = parseClassesQuery(search);
    const [{ rows, total }, classes] = await Promise.all([loadClassList(view, site, query), loadClasses(site)]);
    const list =
      rows.length === 0
        ? emptyState(t.noMatch, { href: CLASSES_PATH, text: t.showAll })
        : html`${classTable(view, rows)}${classesPager(view, query, rows.length, total)}`;
    return renderPage(view, {
      title: LAYOUT[view.language].classes,
      lead: t.lead,
      actions: classes.length === 0 ? undefined : html`<a class="button primary" href="${add.href}">${add.text}</a>`,
      body: classes.length === 0 ? emptyState(t.none, add) : html`${classesFilter(view, query, classes)}${list}`,
    });
  });
}
