import { localDay, startOfDay } from '../../ledger/periods.ts';
import { DAY_MS } from '../../ledger/utc-days.ts';
import type { UsageRow } from '../../store/usage-report.ts';
import { stackedBars } from '../components/charts.ts';
import { CONTROLS } from '../components/control-texts.ts';
import { formatMoney, money } from '../format/format-money.ts';
import { formatDay } from '../format/format-time.ts';
import type { Site } from '../web/deps.ts';
import { type Html, html } from '../web/html.ts';
import type { StudentView } from '../web/view-context.ts';
import { ME } from './texts.ts';

const SHOWN_DAYS = 30;
/** The most expensive ones; the others share one part of a bar. */
const MAX_MODELS = 4;
const COST_PLACES = 4;

/** Costs of the last thirty days in the class's zone, stacked by model; null without any call. */
export async function usageByDay(view: StudentView, { store }: Site): Promise<Html | null> {
  const days = lastDays(view);
  const { rows, total } = await store.records.usage({
    from: days[0] ?? '',
    to: days.at(-1) ?? '',
    groupBy: 'day',
    split: 'model',
    studentId: view.caller.student.id,
  });
  if (total.requests === 0) return null;
  const t = ME(view);
  const models = mostExpensiveModels(rows);
  const hasOthers = rows.some((row) => row.models?.some(({ model }) => !models.includes(model)));
  const chart = stackedBars(view, {
    caption: t.days,
    axis: CONTROLS[view.language].day,
    steps: days.map((day) => ({
      key: day,
      label: formatDay(day, view),
      values: valuesOf(
        rows.find(({ key }) => key === day),
        models,
        hasOthers,
      ),
    })),
    series: hasOthers ? [...models, t.otherModels] : models,
    show: (nano) => money(nano, view, COST_PLACES),
    showText: (nano) => formatMoney(nano, view),
  });
  return html`<section>${chart}</section>`;
}

function lastDays({ timeZone, now }: StudentView): string[] {
  // Noon of today: a day of 23 or 25 hours on the way back does not skip or repeat one.
  const noon = startOfDay(localDay(timeZone, now), timeZone) + DAY_MS / 2;
  return Array.from({ length: SHOWN_DAYS }, (_, index) => localDay(timeZone, noon - (SHOWN_DAYS - 1 - index) * DAY_MS));
}

function mostExpensiveModels(rows: readonly UsageRow[]): string[] {
  const costs = new Map<string, number>();
  for (const { model, cost } of rows.flatMap(({ models = [] }) => models)) {
    costs.set(model, (costs.get(model) ?? 0) + cost);
  }
  return [...costs]
    .sort(([, a], [, b]) => b - a)
    .slice(0, MAX_MODELS)
    .map(([model]) => model);
}

function valuesOf(row: UsageRow | undefined, models: readonly string[], hasOthers: boolean): number[] {
  const parts = row?.models ?? [];
  const own = models.map((name) => parts.find(({ model }) => model === name)?.cost ?? 0);
  if (!hasOthers) return own;
  return [...own, parts.filter(({ model }) => !models.includes(model)).reduce((sum, { cost }) => sum + cost, 0)];
}
