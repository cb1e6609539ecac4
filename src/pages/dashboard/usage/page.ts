import type { FastifyInstance } from 'fastify';
import { withoutClass } from '../../../api/usage.ts';
import { usageCsv } from '../../../api/usage-csv.ts';
import type { UsageReport } from '../../../store/usage-report.ts';
import { emptyState } from '../../components/empty-state.ts';
import { renderPage } from '../../components/layout.ts';
import { LAYOUT } from '../../components/layout-texts.ts';
import { formatDays } from '../../format/format-time.ts';
import { sendCsv } from '../../web/csv-file.ts';
import type { Site } from '../../web/deps.ts';
import { type Html, html } from '../../web/html.ts';
import { PageError } from '../../web/page-error.ts';
import { withStatus } from '../../web/page-response.ts';
import { ownerPage } from '../../web/page-routes.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { loadWho, type Who } from '../people-filter/people-filter.ts';
import { WHO } from '../people-filter/texts.ts';
import { groupChoices, rangeChoices, usageForm } from './choices.ts';
import { todayOf, type UsageAsk, usageAskFrom, usagePath } from './query.ts';
import { usageFigures, usageReport } from './report.ts';
import { USAGE } from './texts.ts';

const PATH = '/dashboard/usage';
const CSV_PATH = '/dashboard/usage.csv';

export function usageRoutes(app: FastifyInstance, site: Site): void {
  const { store, timeZone } = site.owner;

  ownerPage(app, site, PATH, async ({ view, query }) => {
    const who = await loadWho(store);
    const ask = usageAskFrom(query, who, todayOf(timeZone, view.now));
    if (ask.query === null) return withStatus(422, usagePage(view, who, ask, null, pageNumberFrom(query)));
    const report = await store.records.usage({ ...ask.query, split: 'model' });
    return usagePage(view, who, ask, report, pageNumberFrom(query));
  });

  ownerPage(app, site, CSV_PATH, async ({ view, query, reply }) => {
    const ask = usageAskFrom(query, await loadWho(store), todayOf(timeZone, view.now));
    if (ask.query === null) throw new PageError(400);
    const split = query.get('split') === 'model' ? 'model' : undefined;
    const { rows, total } = await store.records.usage({ ...ask.query, split });
    const kept = ask.groupBy === 'class' ? rows.map(withoutClass) : rows;
    return sendCsv(reply, `jigap-usage-${ask.from}-${ask.to}.csv`, usageCsv(kept, total, split));
  });
}

/** @param report null: what was asked for cannot be, and the form says why */
function usagePage(view: OwnerView, who: Who, ask: UsageAsk, report: UsageReport | null, pageNumber: number): Html {
  const choices = html`${rangeChoices(view, ask)}${usageForm(view, who, ask)}`;
  const hasUse = report !== null && report.rows.length > 0;
  return renderPage(view, {
    title: LAYOUT[view.language].usage,
    lead: report === null ? undefined : formatDays(ask.from, ask.to, view, 'date'),
    actions: hasUse ? downloads(view, ask) : undefined,
    body: html`${choices}${report === null ? null : hasUse ? found(view, who, ask, report, pageNumber) : nothing(view, who, ask)}`,
  });
}

function found(view: OwnerView, who: Who, ask: UsageAsk, report: UsageReport, pageNumber: number): Html {
  return html`${usageFigures(view, report.total)}
<section class="usage-report">${groupChoices(view, ask)}${usageReport(view, who, { ask, report, pageNumber })}
<p class="hint">${USAGE[view.language].refunds}</p></section>`;
}

function downloads(view: OwnerView, ask: UsageAsk): Html {
  const t = USAGE[view.language];
  const split =
    ask.groupBy === 'model'
      ? null
      : html`<a class="button" href="${usagePath(ask, { path: CSV_PATH, split: 'model' })}" download>${t.csvByModel}</a>`;
  return html`<a class="button" href="${usagePath(ask, { path: CSV_PATH })}" download>${t.csv}</a>${split}`;
}

function nothing(view: OwnerView, who: Who, ask: UsageAsk): Html {
  const t = USAGE[view.language];
  if (who.students.size === 0) return emptyState(t.nobody, { href: '/dashboard/students', text: t.addStudents });
  const { sent } = ask.who;
  if (sent.student !== '' || sent.class !== '') {
    const all = usagePath(ask, { student: null, class: null });
    return emptyState(t.nothingFiltered, { href: all, text: WHO[view.language].showAll });
  }
  if (ask.range === '30d') return emptyState(t.nothing);
  return emptyState(t.nothing, { href: usagePath(ask, { range: '30d', from: null, to: null }), text: t.longer });
}

/** From 1 on. */
function pageNumberFrom(query: URLSearchParams): number {
  const text = query.get('page') ?? '';
  return /^[1-9]\d{0,5}$/.test(text) ? Number(text) : 1;
}
