import type { FastifyInstance } from 'fastify';
import { withoutClass } from '../../../api/usage.ts';
import { usageCsv } from '../../../api/usage-csv.ts';
import type { UsageReport } from '../../../store/store.ts';
import { emptyState } from '../../components/empty-state.ts';
import { page } from '../../components/layout.ts';
import { SHELL } from '../../components/layout-texts.ts';
import { daysText } from '../../format/format-time.ts';
import { sendCsv } from '../../web/csv-file.ts';
import type { Site } from '../../web/deps.ts';
import { type Html, html } from '../../web/html.ts';
import { PageFault } from '../../web/page-error.ts';
import { ownerPage, withStatus } from '../../web/page-routes.ts';
import type { OwnerVisit } from '../../web/view-context.ts';
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

  ownerPage(app, site, PATH, async ({ visit, query }) => {
    const who = await loadWho(store);
    const ask = usageAskFrom(query, who, todayOf(timeZone, visit.now));
    if (ask.query === null) return withStatus(422, usagePage(visit, who, ask, null, pageNumberFrom(query)));
    const report = await store.records.usage({ ...ask.query, split: 'model' });
    return usagePage(visit, who, ask, report, pageNumberFrom(query));
  });

  ownerPage(app, site, CSV_PATH, async ({ visit, query, reply }) => {
    const ask = usageAskFrom(query, await loadWho(store), todayOf(timeZone, visit.now));
    if (ask.query === null) throw new PageFault(400);
    const split = query.get('split') === 'model' ? 'model' : undefined;
    const { rows, total } = await store.records.usage({ ...ask.query, split });
    const kept = ask.groupBy === 'class' ? rows.map(withoutClass) : rows;
    return sendCsv(reply, `jigap-usage-${ask.from}-${ask.to}.csv`, usageCsv(kept, total, split));
  });
}

/** @param report null: what was asked for cannot be, and the form says why */
function usagePage(visit: OwnerVisit, who: Who, ask: UsageAsk, report: UsageReport | null, pageNumber: number): Html {
  const choices = html`${rangeChoices(visit, ask)}${usageForm(visit, who, ask)}`;
  const hasUse = report !== null && report.rows.length > 0;
  return page(visit, {
    title: SHELL[visit.language].usage,
    lead: report === null ? undefined : daysText(ask.from, ask.to, visit, 'date'),
    actions: hasUse ? downloads(visit, ask) : undefined,
    body: html`${choices}${report === null ? null : hasUse ? found(visit, who, ask, report, pageNumber) : nothing(visit, who, ask)}`,
  });
}

function found(visit: OwnerVisit, who: Who, ask: UsageAsk, report: UsageReport, pageNumber: number): Html {
  return html`${usageFigures(visit, report.total)}
<section class="usage-report">${groupChoices(visit, ask)}${usageReport(visit, who, { ask, report, pageNumber })}
<p class="hint">${USAGE[visit.language].refunds}</p></section>`;
}

function downloads(visit: OwnerVisit, ask: UsageAsk): Html {
  const t = USAGE[visit.language];
  const split =
    ask.groupBy === 'model'
      ? null
      : html`<a class="button" href="${usagePath(ask, { path: CSV_PATH, split: 'model' })}" download>${t.csvByModel}</a>`;
  return html`<a class="button" href="${usagePath(ask, { path: CSV_PATH })}" download>${t.csv}</a>${split}`;
}

function nothing(visit: OwnerVisit, who: Who, ask: UsageAsk): Html {
  const t = USAGE[visit.language];
  if (who.students.size === 0) return emptyState(t.nobody, { href: '/dashboard/students', text: t.addStudents });
  const { sent } = ask.who;
  if (sent.student !== '' || sent.class !== '') {
    const all = usagePath(ask, { student: null, class: null });
    return emptyState(t.nothingFiltered, { href: all, text: WHO[visit.language].showAll });
  }
  if (ask.range === '30d') return emptyState(t.nothing);
  return emptyState(t.nothing, { href: usagePath(ask, { range: '30d', from: null, to: null }), text: t.longer });
}

/** From 1 on. */
function pageNumberFrom(query: URLSearchParams): number {
  const text = query.get('page') ?? '';
  return /^[1-9]\d{0,5}$/.test(text) ? Number(text) : 1;
}
