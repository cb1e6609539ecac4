import type { FastifyInstance } from 'fastify';
import { usageCsv } from '../../../admin/usage-csv.ts';
import type { UsageReport } from '../../../store/usage-report.ts';
import { emptyState } from '../../components/empty-state.ts';
import { renderPage } from '../../components/layout.ts';
import { LAYOUT } from '../../components/layout-texts.ts';
import { zonesHint } from '../../components/zones-hint.ts';
import { formatDays } from '../../format/format-time.ts';
import { sendCsv } from '../../web/csv-file.ts';
import type { Site } from '../../web/deps.ts';
import { type Html, html } from '../../web/html.ts';
import { PageError } from '../../web/page-error.ts';
import { withStatus } from '../../web/page-response.ts';
import { ownerPage } from '../../web/page-routes.ts';
import type { OwnerView } from '../../web/view-context.ts';
import type { People } from '../people-filter/load-people.ts';
import { PEOPLE } from '../people-filter/texts.ts';
import { type LoadedUsage, loadUsage } from './load.ts';
import { USAGE } from './texts.ts';
import { groupChoices, rangeChoices, usageForm } from './usage-form.ts';
import { usageFigures, usageReport } from './usage-report.ts';
import { type UsageRequest, usagePath } from './usage-request.ts';

const PATH = '/dashboard/usage';
const CSV_PATH = '/dashboard/usage.csv';

export function usageRoutes(app: FastifyInstance, site: Site): void {
  ownerPage(app, site, PATH, async ({ view, query }) => {
    const list = await loadUsage(query, 'model', site);
    const answer = usagePage(view, list, parsePageNumber(query));
    return list.report === null ? withStatus(422, answer) : answer;
  });

  ownerPage(app, site, CSV_PATH, async ({ view, query, reply }) => {
    const split = query.get('split') === 'model' ? 'model' : undefined;
    const { request, report } = await loadUsage(query, split, site);
    if (report === null) throw new PageError(400);
    return sendCsv(reply, `jigap-usage-${request.from}-${request.to}.csv`, usageCsv(report, split, view.language));
  });
}

function usagePage(view: OwnerView, { people, timeZones, request, report }: LoadedUsage, pageNumber: number): Html {
  const hasUsage = report !== null && report.rows.length > 0;
  const result = hasUsage
    ? reportSection(view, people, request, report, pageNumber)
    : report === null
      ? null
      : noUsage(view, people, request);
  return renderPage(view, {
    title: LAYOUT[view.language].usage,
    lead: report === null ? undefined : formatDays(request.from, request.to, view, 'date'),
    actions: hasUsage ? downloads(view, request) : undefined,
    body: html`${rangeChoices(view, request)}${usageForm(view, people, request)}${zonesHint(view, timeZones)}${result}`,
  });
}

function reportSection(
  view: OwnerView,
  people: People,
  request: UsageRequest,
  report: UsageReport,
  pageNumber: number,
): Html {
  return html`${usageFigures(view, report)}
<section class="usage-report">${groupChoices(view, request)}${usageReport(view, people, { request, report, pageNumber })}
<p class="hint">${USAGE[view.language].refunds}</p></section>`;
}

function downloads(view: OwnerView, request: UsageRequest): Html {
  const t = USAGE[view.language];
  const split =
    request.groupBy === 'model'
      ? null
      : html`<a class="button" href="${usagePath(request, { path: CSV_PATH, split: 'model' })}" download>${t.csvByModel}</a>`;
  return html`<a class="button" href="${usagePath(request, { path: CSV_PATH })}" download>${t.csv}</a>${split}`;
}

function noUsage(view: OwnerView, people: People, request: UsageRequest): Html {
  const t = USAGE[view.language];
  if (people.students.size === 0) return emptyState(t.noStudents, { href: '/dashboard/students', text: t.addStudents });
  const { sent } = request.people;
  if (sent.student !== '' || sent.class !== '') {
    const all = usagePath(request, { student: null, class: null });
    return emptyState(t.noneFiltered, { href: all, text: PEOPLE[view.language].showAll });
  }
  if (request.range === '30d') return emptyState(t.none);
  return emptyState(t.none, { href: usagePath(request, { range: '30d', from: null, to: null }), text: t.longer });
}

/** From 1 on. */
function parsePageNumber(query: URLSearchParams): number {
  const text = query.get('page') ?? '';
  return /^[1-9]\d{0,5}$/.test(text) ? Number(text) : 1;
}
