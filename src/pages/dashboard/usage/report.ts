import { formatUsd } from '../../../ledger/money.ts';
import type { UsageReport, UsageRow, UsageSums } from '../../../store/usage-report.ts';
import { stackedBars } from '../../components/charts.ts';
import { formatMoney, money, placesFor } from '../../format/format-money.ts';
import { type Html, html, type Part } from '../../web/html.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { classLink, studentLink, type Who } from '../people-filter/people-filter.ts';
import { costsBySeries, seriesOf } from './models.ts';
import { type UsageAsk, usagePath } from './query.ts';
import { count, legend, seriesNames, type TableRow, usageTable } from './table.ts';
import { USAGE } from './texts.ts';
import { type StepSize, stepSizeOf, stepsOf, stepText, sumOf } from './usage-buckets.ts';

export interface UsageShown {
  readonly ask: UsageAsk;
  /** Split by model. */
  readonly report: UsageReport;
  /** From 1 on; days fit on one. */
  readonly pageNumber: number;
}

/** What was used, as chart and table. */
export function usageReport(view: OwnerView, who: Who, shown: UsageShown): Html {
  return shown.ask.groupBy === 'day' ? reportOfDays(view, shown) : reportOfOthers(view, who, shown);
}

/** All of it; the cost exactly, because this is what is compared with other sums. */
export function usageFigures(view: OwnerView, total: UsageSums): Html {
  const t = USAGE[view.language];
  const figures: readonly (readonly [string, Part, Part])[] = [
    [t.cost, money(total.cost, view, placesFor([total.cost], 4)), t.exactly(formatUsd(total.cost))],
    [t.calls, count(total.requests), null],
    [
      t.inputTokens,
      count(total.inputTokens),
      total.cachedInputTokens === 0 ? null : t.ofThese(count(total.cachedInputTokens)),
    ],
    [t.outputTokens, count(total.outputTokens), null],
  ];
  return html`<dl class="figures usage-figures">${figures.map(
    ([name, figure, note]) =>
      html`<div><dt>${name}</dt><dd>${figure}</dd>${note === null ? null : html`<dd class="figure-note">${note}</dd>`}</div>`,
  )}</dl>`;
}

function reportOfDays(view: OwnerView, { ask, report }: UsageShown): Html {
  const t = USAGE[view.language];
  const { from, to } = ask;
  const size = stepSizeOf(from, to);
  const steps = stepsOf(report.rows, from, to, size);
  const isLong = from.slice(0, 4) !== to.slice(0, 4);
  const series = seriesOf(report.rows);
  const places = placesFor(
    report.rows.flatMap(({ models = [] }) => models.map(({ cost }) => cost)),
    6,
  );
  const chart = stackedBars(view, {
    caption: t.costBy[size],
    axis: t.heads[size],
    series: seriesNames(view, series),
    steps: steps.map((step) => ({
      key: step.key,
      label: stepText(step, size, view, isLong),
      values: costsBySeries(step.models, series),
    })),
    show: (nano) => (nano === 0 ? '–' : formatMoney(nano, { ...view, krwPerUsd: null }, places)),
    showText: (nano) => formatMoney(nano, view, placesFor([nano], 4)),
  });
  const rows = steps
    .filter(({ requests }) => requests > 0)
    .map((step) => ({
      ...step,
      models: undefined,
      name: dayName(stepText(step, size, view, isLong), step.to, ask, size),
    }))
    .reverse();
  return html`${size === 'day' ? null : html`<p class="hint">${t.summedUp[size]}</p>`}${chart}
${usageTable(view, { caption: t.costBy[size], head: t.heads[size], rows, total: report.total, bars: null })}`;
}

/** A day leads to its calls, newest first. */
function dayName(text: string, day: string, { who }: UsageAsk, size: StepSize): Part {
  if (size !== 'day') return text;
  const query = new URLSearchParams({ ...whoQuery(who.sent), day });
  return html`<a class="quiet-link" href="/dashboard/calls?${query.toString()}">${text}</a>`;
}

const ROWS_PER_PAGE = 40;

function reportOfOthers(view: OwnerView, who: Who, { ask, report, pageNumber }: UsageShown): Html {
  const t = USAGE[view.language];
  const { groupBy } = ask;
  const series = seriesOf(report.rows);
  const dearest = Math.max(...report.rows.map(({ cost }) => cost), 0);
  const first = firstRowOf(pageNumber, report.rows.length);
  const here = report.rows.slice(first, first + ROWS_PER_PAGE);
  const elsewhere = [...report.rows.slice(0, first), ...report.rows.slice(first + ROWS_PER_PAGE)];
  const named: TableRow[] = here.map((row) => ({ ...row, name: rowName(view, who, ask, row) }));
  // So that what is seen adds up to the total on every page.
  const rest: TableRow[] =
    elsewhere.length === 0
      ? []
      : [
          {
            ...sumOf(elsewhere),
            models: undefined,
            name: html`<span class="quiet-text">${t.otherRows(elsewhere.length)}</span>`,
          },
        ];
  const table = { caption: t.costBy[groupBy], head: t.heads[groupBy], rows: [...named, ...rest], total: report.total };
  return html`<h2 class="unseen">${t.costBy[groupBy]}</h2>${legend(view, series)}${usageTable(view, { ...table, bars: { series, dearest } })}
${morePages(view, ask, first, report.rows.length)}`;
}

function firstRowOf(pageNumber: number, rows: number): number {
  const first = (pageNumber - 1) * ROWS_PER_PAGE;
  return first < rows ? first : 0;
}

function rowName(view: OwnerView, who: Who, { who: { sent }, groupBy }: UsageAsk, { key }: UsageRow): Part {
  if (groupBy === 'student') return studentLink(view, who, Number(key));
  if (groupBy === 'class') return classLink(view, who, Number(key));
  const query = new URLSearchParams({ ...whoQuery(sent), model: key });
  return html`<a class="who" href="/dashboard/calls?${query.toString()}">${key}</a>`;
}

function whoQuery({ student, class: ofClass }: UsageAsk['who']['sent']): Record<string, string> {
  return { ...(student === '' ? {} : { student }), ...(ofClass === '' ? {} : { class: ofClass }) };
}

function morePages(view: OwnerView, ask: UsageAsk, first: number, rows: number): Html | null {
  if (rows <= ROWS_PER_PAGE) return null;
  const t = USAGE[view.language];
  const next = first + ROWS_PER_PAGE;
  const back = first === 0 ? null : html`<a href="${usagePath(ask)}">${t.back}</a>`;
  const more =
    next >= rows
      ? null
      : html`<a rel="next" href="${usagePath(ask, { page: String(next / ROWS_PER_PAGE + 1) })}">${t.more}</a>`;
  return html`<nav class="pager" aria-label="${t.pages}">${back}${more}</nav>`;
}
