import { formatUsd } from '../../../ledger/money.ts';
import type { UsageReport, UsageRow } from '../../../store/usage-report.ts';
import { stackedBars } from '../../components/charts.ts';
import { formatCount } from '../../format/format-count.ts';
import { formatMoney, money, placesFor } from '../../format/format-money.ts';
import { type Html, html, type Part } from '../../web/html.ts';
import type { OwnerView } from '../../web/view-context.ts';
import type { People } from '../people-filter/load-people.ts';
import { NO_CLASS } from '../people-filter/people-filter.ts';
import { classLink, studentLink } from '../people-filter/people-links.ts';
import { costsBySeries, groupSeries } from './model-series.ts';
import { USAGE } from './texts.ts';
import { type BucketSize, bucketText, bucketUsage, chooseBucketSize, sumOf } from './usage-buckets.ts';
import { type UsageRequest, usagePath } from './usage-request.ts';
import { legend, seriesNames, type TableRow, usageTable } from './usage-table.ts';

export interface UsageView {
  readonly request: UsageRequest;
  /** Split by model. */
  readonly report: UsageReport;
  /** From 1 on; days fit on one. */
  readonly pageNumber: number;
}

/** What was used, as chart and table. */
export function usageReport(view: OwnerView, people: People, usage: UsageView): Html {
  return usage.request.groupBy === 'day' ? reportByDay(view, usage) : reportByName(view, people, usage);
}

/** The total. Its cost is exact, because it is compared with other sums. */
export function usageFigures(view: OwnerView, { total, shared }: Pick<UsageReport, 'total' | 'shared'>): Html {
  const t = USAGE[view.language];
  const figures: readonly (readonly [string, Part, Part])[] = [
    [t.cost, money(total.cost, view, placesFor([total.cost], 4)), t.exactly(formatUsd(total.cost))],
    [t.calls, formatCount(total.requests), null],
    [
      t.inputTokens,
      formatCount(total.inputTokens),
      total.cachedInputTokens === 0 ? null : t.ofThese(formatCount(total.cachedInputTokens)),
    ],
    [t.outputTokens, formatCount(total.outputTokens), null],
    ...(shared.requests === 0
      ? []
      : [
          [
            t.saved,
            money(shared.saved, view, placesFor([shared.saved], 4)),
            t.sharedCalls(formatCount(shared.requests)),
          ] as const,
        ]),
  ];
  return html`<dl class="figures usage-figures">${figures.map(
    ([name, figure, note]) =>
      html`<div><dt>${name}</dt><dd>${figure}</dd>${note === null ? null : html`<dd class="figure-note">${note}</dd>`}</div>`,
  )}</dl>`;
}

function reportByDay(view: OwnerView, { request, report }: UsageView): Html {
  const t = USAGE[view.language];
  const { from, to } = request;
  const size = chooseBucketSize(from, to);
  const buckets = bucketUsage(report.rows, from, to, size);
  const isLong = from.slice(0, 4) !== to.slice(0, 4);
  const series = groupSeries(report.rows);
  const places = placesFor(
    report.rows.flatMap(({ models = [] }) => models.map(({ cost }) => cost)),
    6,
  );
  const chart = stackedBars(view, {
    caption: t.costBy[size],
    axis: t.heads[size],
    series: seriesNames(view, series),
    steps: buckets.map((bucket) => ({
      key: bucket.key,
      label: bucketText(bucket, size, view, isLong),
      values: costsBySeries(bucket.models, series),
    })),
    show: (nano) => (nano === 0 ? '–' : formatMoney(nano, { ...view, krwPerUsd: null }, places)),
    showText: (nano) => formatMoney(nano, view, placesFor([nano], 4)),
  });
  const rows = buckets
    .filter(({ requests }) => requests > 0)
    .map((bucket) => ({
      ...bucket,
      models: undefined,
      name: dayName(bucketText(bucket, size, view, isLong), bucket.to, request, size),
    }))
    .reverse();
  return html`${size === 'day' ? null : html`<p class="hint">${t.summedUp[size]}</p>`}${chart}
${usageTable(view, { caption: t.costBy[size], head: t.heads[size], rows, total: report.total, bars: null })}`;
}

/** A day links to its calls, newest first. */
function dayName(text: string, day: string, { people }: UsageRequest, size: BucketSize): Part {
  if (size !== 'day') return text;
  const query = new URLSearchParams({ ...peopleQuery(people.sent), day });
  return html`<a class="quiet-link" href="/dashboard/calls?${query.toString()}">${text}</a>`;
}

const ROWS_PER_PAGE = 40;

function reportByName(view: OwnerView, people: People, { request, report, pageNumber }: UsageView): Html {
  const t = USAGE[view.language];
  const { groupBy } = request;
  const series = groupSeries(report.rows);
  const maxCost = Math.max(...report.rows.map(({ cost }) => cost), 0);
  const first = firstRowOf(pageNumber, report.rows.length);
  const here = report.rows.slice(first, first + ROWS_PER_PAGE);
  const others = [...report.rows.slice(0, first), ...report.rows.slice(first + ROWS_PER_PAGE)];
  const named: TableRow[] = here.map((row) => ({ ...row, name: rowName(view, people, request, row) }));
  // With them, the rows of each page add up to the total.
  const rest: TableRow[] =
    others.length === 0
      ? []
      : [
          {
            ...sumOf(others),
            models: undefined,
            name: html`<span class="quiet-text">${t.otherRows(others.length)}</span>`,
          },
        ];
  const table = { caption: t.costBy[groupBy], head: t.heads[groupBy], rows: [...named, ...rest], total: report.total };
  return html`<h2 class="unseen">${t.costBy[groupBy]}</h2>${legend(view, series)}${usageTable(view, { ...table, bars: { series, maxCost } })}
${morePages(view, request, first, report.rows.length)}`;
}

function firstRowOf(pageNumber: number, rows: number): number {
  const first = (pageNumber - 1) * ROWS_PER_PAGE;
  return first < rows ? first : 0;
}

function rowName(
  view: OwnerView,
  people: People,
  { people: { sent }, groupBy }: UsageRequest,
  { key }: UsageRow,
): Part {
  if (groupBy === 'student') return studentLink(view, people, Number(key));
  if (groupBy === 'class') return classLink(view, people, key === NO_CLASS ? null : Number(key));
  const query = new URLSearchParams({ ...peopleQuery(sent), model: key });
  return html`<a class="who" href="/dashboard/calls?${query.toString()}">${key}</a>`;
}

function peopleQuery({ student, class: ofClass }: UsageRequest['people']['sent']): Record<string, string> {
  return { ...(student === '' ? {} : { student }), ...(ofClass === '' ? {} : { class: ofClass }) };
}

function morePages(view: OwnerView, request: UsageRequest, first: number, rows: number): Html | null {
  if (rows <= ROWS_PER_PAGE) return null;
  const t = USAGE[view.language];
  const next = first + ROWS_PER_PAGE;
  const back = first === 0 ? null : html`<a href="${usagePath(request)}">${t.back}</a>`;
  const more =
    next >= rows
      ? null
      : html`<a rel="next" href="${usagePath(request, { page: String(next / ROWS_PER_PAGE + 1) })}">${t.more}</a>`;
  return html`<nav class="pager" aria-label="${t.pages}">${back}${more}</nav>`;
}
