import type { NanoUsd } from '../../../ledger/money.ts';
import { utcDaysBetween } from '../../../ledger/utc-days.ts';
import type { ModelUsage, UsageReport } from '../../../store/usage-report.ts';
import { type ChartData, stackedBars } from '../../components/charts.ts';
import { CONTROLS } from '../../components/control-texts.ts';
import { dataTable } from '../../components/data-table.ts';
import { formatMoney, money, placesFor } from '../../format/format-money.ts';
import { formatDay, zoneNote } from '../../format/format-time.ts';
import { type Html, html } from '../../web/html.ts';
import type { OwnerView } from '../../web/view-context.ts';
import type { LoadedStudent } from './load.ts';
import { STUDENT } from './texts.ts';

/** More would share a colour: the cheapest ones become one series. */
const MAX_MODEL_SERIES = 5;

export function usageSection(view: OwnerView, loaded: LoadedStudent): Html {
  const t = STUDENT[view.language];
  const { usage } = loaded;
  if (usage.total.requests === 0) {
    return html`<section><h2>${t.usage}</h2><p class="quiet-text">${t.noUsage}</p></section>`;
  }
  const models = byModel(usage);
  const zone = zoneNote(view);
  return html`<section><h2>${t.usage}${zone}</h2><div class="stack">${stackedBars(view, perDay(view, loaded, models))}
${modelTable(view, usage, models)}</div></section>`;
}

/** The most expensive first. */
function byModel({ rows }: UsageReport): readonly ModelUsage[] {
  const sums = new Map<string, ModelUsage>();
  for (const part of rows.flatMap(({ models = [] }) => models)) {
    const sum = sums.get(part.model);
    sums.set(part.model, sum === undefined ? part : added(sum, part));
  }
  return [...sums.values()].sort((a, b) => b.cost - a.cost || b.requests - a.requests);
}

function added(a: ModelUsage, b: ModelUsage): ModelUsage {
  return {
    model: a.model,
    requests: a.requests + b.requests,
    inputTokens: a.inputTokens + b.inputTokens,
    cachedInputTokens: a.cachedInputTokens + b.cachedInputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    cost: a.cost + b.cost,
  };
}

function perDay(view: OwnerView, { days, usage }: LoadedStudent, models: readonly ModelUsage[]): ChartData {
  const t = STUDENT[view.language];
  const apart = models.slice(0, models.length > MAX_MODEL_SERIES + 1 ? MAX_MODEL_SERIES : MAX_MODEL_SERIES + 1);
  const names = apart.map(({ model }) => model);
  const hasOthers = names.length < models.length;
  const rows = new Map(usage.rows.map((row) => [row.key, row]));
  const valuesOn = (day: string): NanoUsd[] => {
    const row = rows.get(day);
    const costs = names.map((name) => row?.models?.find(({ model }) => model === name)?.cost ?? 0);
    const rest = (row?.cost ?? 0) - costs.reduce((sum, cost) => sum + cost, 0);
    return hasOthers ? [...costs, rest] : costs;
  };
  const steps = utcDaysBetween(days.from, days.to).map((day) => ({
    key: day,
    label: formatDay(day, view),
    values: valuesOn(day),
  }));
  const places = placesFor(
    steps.flatMap(({ values }) => values),
    4,
  );
  return {
    caption: t.perDay,
    axis: CONTROLS[view.language].day,
    series: hasOthers ? [...names, t.otherModels] : names,
    steps,
    show: (value) => money(value, view, places),
    showText: (value) => formatMoney(value, view, places),
  };
}

function modelTable(view: OwnerView, { total }: UsageReport, models: readonly ModelUsage[]): Html {
  const t = STUDENT[view.language];
  const places = placesFor(
    models.map(({ cost }) => cost),
    4,
  );
  const count = (value: number) => value.toLocaleString('en-US');
  return dataTable<ModelUsage>({
    caption: t.perModel,
    rows: models,
    onPhone: 'scroll',
    columns: [
      { head: t.model, isName: true, cell: ({ model }) => model },
      { head: t.calls, isNumber: true, cell: ({ requests }) => count(requests) },
      { head: t.inputTokens, isNumber: true, cell: ({ inputTokens }) => count(inputTokens) },
      { head: t.outputTokens, isNumber: true, cell: ({ outputTokens }) => count(outputTokens) },
      { head: t.cost, isNumber: true, cell: ({ cost }) => money(cost, view, places) },
    ],
    totals: [
      t.total,
      count(total.requests),
      count(total.inputTokens),
      count(total.outputTokens),
      money(total.cost, view, places),
    ],
  });
}
