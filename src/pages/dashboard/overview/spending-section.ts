import { loadReportDays, loadTimeZones } from '../../../admin/report-days.ts';
import { type BudgetBalance, isPlainMoney } from '../../../ledger/budgets.ts';
import { lineChart } from '../../components/charts.ts';
import { CONTROLS } from '../../components/control-texts.ts';
import { emptyState } from '../../components/empty-state.ts';
import { zonesHint } from '../../components/zones-hint.ts';
import { formatMoney, placesFor } from '../../format/format-money.ts';
import { formatDay, zoneNote } from '../../format/format-time.ts';
import type { Site } from '../../web/deps.ts';
import { type Html, html } from '../../web/html.ts';
import { inZone, type OwnerView } from '../../web/view-context.ts';
import { loadDaySpend, loadWallet } from './load.ts';
import { type DaySpend, type Forecast, forecastSpend } from './spend-forecast.ts';
import { OVERVIEW } from './texts.ts';

/** A forecast for longer would be a guess. */
const MAX_DAYS_AHEAD = 31;
/** The dashed line of the chart. */
const FORECAST_SERIES = 1;

/** What the wallet paid per day, and a forecast of its month. */
export async function spendingSection(view: OwnerView, site: Site): Promise<Html> {
  const t = OVERVIEW[view.language];
  const reportDays = await loadReportDays(site);
  const [days, wallet, timeZones] = await Promise.all([
    loadDaySpend(reportDays, site),
    loadWallet(view, site),
    loadTimeZones(undefined, site),
  ]);
  // There is always one: the owner's, or the server's setting.
  const budget = wallet.find((balance) => balance.period === 'month' && isPlainMoney(balance));
  const hasNoSpend = days.every(({ spent }) => spent === 0);
  const forecast = budget === undefined ? null : forecastSpend(days, budget, reportDays.first);
  const content = hasNoSpend ? emptyState(t.noSpend) : chart(view, days, forecast);
  const outlook =
    forecast === null || budget === undefined
      ? null
      : html`<p class="outlook">${forecastText(view, forecast, budget)}</p>`;
  const hint = forecast === null ? t.noForecast : t.forecastHow;
  return html`<section><h2>${t.spendPerDay}</h2>
${content}${outlook}
${hasNoSpend ? null : html`<p class="hint">${hint}</p>${zonesHint(view, timeZones)}`}</section>`;
}

function forecastText(
  view: OwnerView,
  { usedUpOn, lastDay, atEnd }: Forecast,
  { limit, calendar }: BudgetBalance,
): string {
  const t = OVERVIEW[view.language];
  const places = placesFor([atEnd], 4);
  const zone = zoneNote(inZone(view, calendar.timeZone));
  if (usedUpOn !== null) return t.forecastOver(formatDay(usedUpOn, view) + zone, formatMoney(limit, view));
  return t.forecastEnd(formatDay(lastDay, view) + zone, formatMoney(atEnd, view, places), formatMoney(limit, view));
}

function chart(view: OwnerView, days: readonly DaySpend[], forecast: Forecast | null): Html {
  const t = OVERVIEW[view.language];
  const today = days.at(-1)?.day;
  const hasForecast = forecast !== null && forecast.days.length > 0;
  const past = days.map(({ day, spent }) => ({
    ...{ key: day, label: formatDay(day, view) },
    // The dashed line begins where the solid one ends.
    values: hasForecast ? [spent, day === today ? spent : null] : [spent],
  }));
  const ahead = (forecast?.days ?? []).slice(0, MAX_DAYS_AHEAD).map((day) => ({
    ...{ key: day, label: formatDay(day, view) },
    values: [null, forecast?.mean ?? 0],
  }));
  const places = placesFor(
    days.map(({ spent }) => spent),
    4,
  );
  const showText = (value: number) => formatMoney(value, view, places);
  return lineChart(
    view,
    {
      caption: t.spendCaption,
      axis: CONTROLS[view.language].day,
      steps: [...past, ...ahead],
      series: hasForecast ? [t.spent, t.forecast] : [t.spent],
      show: showText,
      showText,
    },
    hasForecast ? FORECAST_SERIES : undefined,
  );
}
