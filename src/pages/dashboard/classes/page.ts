import type { FastifyInstance } from 'fastify';
import { emptyState } from '../../components/empty-state.ts';
import { renderPage } from '../../components/layout.ts';
import { LAYOUT } from '../../components/layout-texts.ts';
import type { Site } from '../../web/deps.ts';
import { type Html, html } from '../../web/html.ts';
import { ownerPage } from '../../web/page-routes.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { ARCHIVED_CLASSES_PATH, CLASSES_PATH } from '../class/class-path.ts';
import { classTable } from './class-table.ts';
import { classesFilter, classesPager } from './classes-filter.ts';
import { type ClassesQuery, parseClassesQuery } from './classes-query.ts';
import { loadClasses, loadClassList } from './load.ts';
import { CLASSES } from './texts.ts';

export function classesRoutes(app: FastifyInstance, site: Site): void {
  ownerPage(app, site, CLASSES_PATH, async ({ view, query: search }) => {
    const query = parseClassesQuery(search);
    return query.isArchived ? archivedPage(view, site, query) : currentPage(view, site, query);
  });
}

async function currentPage(view: OwnerView, site: Site, query: ClassesQuery): Promise<Html> {
  const t = CLASSES[view.language];
  const add = { href: `${CLASSES_PATH}/new`, text: t.add };
  const [classes, archived] = await Promise.all([loadClasses(site), loadClasses(site, 'archived')]);
  const toArchived = html`<p class="aside"><a href="${ARCHIVED_CLASSES_PATH}">${t.toArchived} (${archived.length})</a></p>`;
  const list =
    classes.length === 0
      ? emptyState(t.none, add)
      : await listOf(
          view,
          site,
          query,
          classes.map(({ name }) => name),
        );
  return renderPage(view, {
    title: LAYOUT[view.language].classes,
    lead: t.lead,
    actions: classes.length === 0 ? undefined : html`<a class="button primary" href="${add.href}">${add.text}</a>`,
    body: html`${list}${archived.length === 0 ? null : toArchived}`,
  });
}

async function archivedPage(view: OwnerView, site: Site, query: ClassesQuery): Promise<Html> {
  const t = CLASSES[view.language];
  const archived = await loadClasses(site, 'archived');
  return renderPage(view, {
    title: t.archivedTitle,
    lead: t.archivedLead,
    actions: html`<a class="button plain" href="${CLASSES_PATH}">${t.toCurrent}</a>`,
    body:
      archived.length === 0
        ? html`<p class="quiet-text">${t.noneArchived}</p>`
        : await listOf(
            view,
            site,
            query,
            archived.map(({ name }) => name),
          ),
  });
}

async function listOf(view: OwnerView, site: Site, query: ClassesQuery, names: readonly string[]): Promise<Html> {
  const t = CLASSES[view.language];
  const { rows, total } = await loadClassList(view, site, query);
  const all = query.isArchived ? ARCHIVED_CLASSES_PATH : CLASSES_PATH;
  const list =
    rows.length === 0
      ? emptyState(t.noMatch, { href: all, text: t.showAll })
      : html`${classTable(view, rows)}${classesPager(view, query, rows.length, total)}`;
  return html`${classesFilter(view, query, names)}${list}`;
}
