import { formatUsd, type NanoUsd } from '../../../ledger/money.ts';
import type { ModelUsage, UsageSums } from '../../../store/usage-report.ts';
import { type Column, dataTable } from '../../components/data-table.ts';
import { formatCount } from '../../format/format-count.ts';
import { formatMoney, money, placesFor } from '../../format/format-money.ts';
import { type Html, html, type Part } from '../../web/html.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { costsBySeries, type ModelSeries } from './model-series.ts';
import { USAGE } from './texts.ts';

export interface TableRow extends UsageSums {
  readonly name: Part;
  /** Absent: no bar. */
  readonly models?: readonly ModelUsage[] | undefined;
}

export interface UsageTable {
  readonly caption: string;
  readonly head: string;
  readonly rows: readonly TableRow[];
  readonly total: UsageSums;
  /** A bar per row, as long as its share of the highest cost; null: no bars. */
  readonly bars: { readonly series: ModelSeries; readonly maxCost: NanoUsd } | null;
}

const MAX_DECIMALS = 6;

/** The cost is the first column: on a phone, the others are out of sight. */
export function usageTable(view: OwnerView, { caption, head, rows, total, bars }: UsageTable): Html {
  const t = USAGE[view.language];
  const places = placesFor(
    rows.map(({ cost }) => cost),
    MAX_DECIMALS,
  );
  const barColumns: Column<TableRow>[] =
    bars === null
      ? []
      : [{ head: t.share, cell: ({ models }) => (models === undefined ? null : rowBar(view, models, bars)) }];
  const counts = COUNTS.map((key) => ({
    head: t[HEADS[key]],
    isNumber: true,
    cell: (row: TableRow) => formatCount(row[key]),
  }));
  return dataTable({
    caption,
    isCaptionHidden: true,
    columns: [
      { head, isName: true, cell: ({ name }) => name },
      {
        head: t.cost,
        isNumber: true,
        cell: ({ cost }) => money(cost, view, places),
        value: ({ cost }) => formatUsd(cost),
      },
      ...barColumns,
      ...counts,
    ],
    rows,
    totals: [
      t.total,
      money(total.cost, view, places),
      ...barColumns.map(() => null),
      ...COUNTS.map((key) => formatCount(total[key])),
    ],
    onPhone: 'scroll',
  });
}

const COUNTS = ['requests', 'inputTokens', 'cachedInputTokens', 'outputTokens'] as const;
const HEADS = { requests: 'calls', inputTokens: 'input', cachedInputTokens: 'cached', outputTokens: 'output' } as const;

/** A row's share of the highest cost, in the models' colours. The title has the amounts. */
function rowBar(
  view: OwnerView,
  parts: readonly ModelUsage[],
  { series, maxCost }: NonNullable<UsageTable['bars']>,
): Html {
  const names = seriesNames(view, series);
  const costs = costsBySeries(parts, series);
  const title = costs
    .flatMap((cost, index) => (cost === 0 ? [] : [`${names[index]} ${formatMoney(cost, view)}`]))
    .join(', ');
  let left = 0;
  const rects = costs.map((cost, index) => {
    const width = maxCost === 0 ? 0 : (cost / maxCost) * 100;
    const rect = html`<rect class="series-${index}" x="${left.toFixed(2)}%" width="${width.toFixed(2)}%" height="100%"></rect>`;
    left += width;
    return cost > 0 ? rect : null;
  });
  return html`<svg class="row-bar" width="100%" height="10" role="img" focusable="false"><title>${title === '' ? '0' : title}</title>${rects}</svg>`;
}

export function seriesNames(view: OwnerView, { models, hasOthers }: ModelSeries): string[] {
  return hasOthers ? [...models, USAGE[view.language].otherModels] : [...models];
}

export function legend(view: OwnerView, series: ModelSeries): Html | null {
  const names = seriesNames(view, series);
  if (names.length < 2) return null;
  const items = names.map((name, index) => html`<li><span class="swatch series-${index}"></span>${name}</li>`);
  return html`<ul class="legend">${items}</ul>`;
}
