import type { Language } from '../../language/languages.ts';
import { type Html, html, type Part } from '../web/html.ts';
import type { ViewContext } from '../web/view-context.ts';
import { CONTROLS } from './control-texts.ts';
import { type Column, dataTable } from './data-table.ts';

/** Values per step of an axis, for a chart and its table. */
export interface ChartData {
  /** The name of the chart and of its table. */
  readonly caption: string;
  /** The name of the steps, such as "Day". */
  readonly axis: string;
  readonly steps: readonly {
    /** For scripts: YYYY-MM-DD, or an id. */
    readonly key: string;
    /** For people. */
    readonly label: string;
    /** One per series; null: no value, such as a forecast of the past. */
    readonly values: readonly (number | null)[];
  }[];
  readonly series: readonly string[];
  /** A value in the table. */
  readonly show: (value: number) => Part;
  /** A value in labels and titles. */
  readonly showText: (value: number) => string;
}

/** Further series share the last colour: group rare ones before. */
const MAX_COLOURS = 6;

/**
 * Bars drawn by the server, the parts of a step on top of each other. Every size is a share of the box, so that it fits
 * any width without a script or a style attribute.
 */
export function stackedBars({ language }: ViewContext, data: ChartData): Html {
  const totals = data.steps.map(({ values }) => values.reduce<number>((sum, value) => sum + (value ?? 0), 0));
  const highest = Math.max(...totals, 0);
  const slot = 100 / Math.max(1, data.steps.length);
  const bars = data.steps.map(({ label, values }, index) => {
    const title = `${label}: ${data.showText(totals[index] ?? 0)}`;
    return html`<g><title>${title}</title><rect class="slot" x="${(index * slot).toFixed(3)}%" width="${slot.toFixed(3)}%" height="100%"></rect>${stackOf(values, index * slot, slot, highest)}</g>`;
  });
  return html`<figure class="chart"><figcaption>${data.caption}</figcaption>
<div class="plot"><p class="plot-top">${highest > 0 ? data.showText(highest) : ''}</p><svg width="100%" height="180" role="img" aria-label="${data.caption}" focusable="false">${bars}</svg></div>
<p class="plot-ends"><span>${data.steps[0]?.label}</span><span>${data.steps.length > 1 ? data.steps.at(-1)?.label : null}</span></p>
${data.series.length > 1 ? legendOf(data.series) : null}
${tableOfChart(language, data)}</figure>`;
}

/**
 * A line that chart.js draws with uPlot from the table below it; without scripts, there is only the table. The steps are
 * days. A page with one names "chart.js" among its scripts. @param dashed index of a series that is a forecast
 */
export function lineChart({ language }: ViewContext, data: ChartData, dashed?: number): Html {
  return html`<figure class="chart" data-chart="line" data-dashed="${dashed ?? ''}"><figcaption>${data.caption}</figcaption>
<div class="line-plot" data-plot hidden></div>
${data.series.length > 1 ? legendOf(data.series) : null}
${tableOfChart(language, data)}</figure>`;
}

/** From the foot upwards. The smallest part is still half a pixel high. */
function stackOf(values: readonly (number | null)[], left: number, slot: number, highest: number): Html[] {
  let foot = 100;
  return values.flatMap((value, index) => {
    if (value === null || value <= 0 || highest <= 0) return [];
    const height = Math.max(0.3, (value / highest) * 100);
    foot -= height;
    return [
      html`<rect class="series-${Math.min(index, MAX_COLOURS - 1)}" x="${(left + slot * 0.12).toFixed(3)}%" y="${Math.max(0, foot).toFixed(3)}%" width="${(slot * 0.76).toFixed(3)}%" height="${height.toFixed(3)}%"></rect>`,
    ];
  });
}

function legendOf(series: readonly string[]): Html {
  const items = series.map(
    (name, index) => html`<li><span class="swatch series-${Math.min(index, MAX_COLOURS - 1)}"></span>${name}</li>`,
  );
  return html`<ul class="legend">${items}</ul>`;
}

/** The same numbers as a table, for people who cannot see the chart or want to copy them. */
function tableOfChart(language: Language, data: ChartData): Html {
  type Step = ChartData['steps'][number];
  const columns: Column<Step>[] = [
    { head: data.axis, cell: ({ label }) => label, isName: true, value: ({ key }) => key },
    ...data.series.map((name, index) => ({
      head: name,
      isNumber: true,
      cell: ({ values }: Step) => cellOf(values[index] ?? null, data),
      value: ({ values }: Step) => values[index] ?? '',
    })),
  ];
  const table = dataTable({
    caption: data.caption,
    isCaptionHidden: true,
    columns,
    rows: data.steps,
    onPhone: 'scroll',
  });
  return html`<details class="folded"><summary>${CONTROLS[language].asTable}</summary>${table}</details>`;
}

function cellOf(value: number | null, { show }: ChartData): Part {
  return value === null ? '–' : show(value);
}
