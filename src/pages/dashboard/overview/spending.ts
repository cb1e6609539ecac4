import type { BudgetBalance } from '../../../ledger/budgets.ts';
import { WALLET_ID } from '../../../ledger/budgets.ts';
import { localDay } from '../../../ledger/periods.ts';
import { addUtcDays, utcDaysBetween } from '../../../ledger/utc-days.ts';
import { lineChart } from '../../components/charts.ts';
import { CONTROLS } from '../../components/control-texts.ts';
import { emptyState } from '../../components/empty-state.ts';
import { formatMoney, placesFor } from '../../format/format-money.ts';
import { formatDay } from '../../format/format-time.ts';
import type { Site } from '../../web/deps.ts';
import { type Html, html } from '../../web/html.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { type DaySpend, type Forecast, forecastOf } from './spend-forecast.ts';
import { OVERVIEW } from './texts.ts';

const DAYS = 30;
/** Further ahead, a line would say more than anybody knows. */
const MAX_DAYS_AHEAD = 31;
/** Which line of the chart is dashed. */
const FORECAST = 1;

/** What the wallet paid per day, and how its month will end if that goes on. */
export async function spending(view: OwnerView, site: Site): Promise<Html> {
  const t = OVERVIEW[view.language];
  const [days, budget] = await Promise.all([spendPerDay(view, site), walletMonth(view, site)]);
  const isQuiet = days.every(({ spent }) => spent === 0);
  const forecast = budget === undefined ? null : forecastOf(days, budget);
  const content = isQuiet ? emptyState(t.noSpend) : chartOf(view, days, forecast);
  return html`<section><h2>${t.spendPerDay}</h2>
${forecast === null || budget === undefined ? null : html`<p class="outlook">${outlook(view, forecast, budget)}</p>`}
${content}
${isQuiet ? null : html`<p class="hint">${forecast === null ? t.noForecast : t.forecastHow}</p>`}</section>`;
}

/** Refunds are taken off the day of their call, as everywhere. */
async function spendPerDay({ now, timeZone }: OwnerView, { owner }: Site): Promise<DaySpend[]> {
  const today = localDay(timeZone, now);
  const from = addUtcDays(today, 1 - DAYS);
  const { rows } = await owner.store.records.usage({ from, to: today, groupBy: 'day' });
  const spent = new Map(rows.map(({ key, cost }) => [key, cost]));
  return utcDaysBetween(from, today).map((day) => ({ day, spent: spent.get(day) ?? 0 }));
}

/** The wallet always has a month: the owner's, or the server's setting. */
async function walletMonth({ now }: OwnerView, { owner }: Site): Promise<BudgetBalance | undefined> {
  const balances = await owner.store.ledger.balancesOf('wallet', WALLET_ID, now);
  return balances.find(({ period }) => period === 'month');
}

function outlook(view: OwnerView, { usedUpOn, lastDay, atEnd }: Forecast, { limit }: BudgetBalance): string {
  const t = OVERVIEW[view.language];
  const places = placesFor([atEnd], 4);
  if (usedUpOn !== null) return t.forecastOver(formatDay(usedUpOn, view), formatMoney(limit, view));
  return t.forecastEnd(formatDay(lastDay, view), formatMoney(atEnd, view, places), formatMoney(limit, view));
}

function chartOf(view: OwnerView, days: readonly DaySpend[], forecast: Forecast | null): Html {
  const t = OVERVIEW[view.language];
  const today = days.at(-1)?.day;
  const isDrawn = forecast !== null && forecast.days.length > 0;
  const past = days.map(({ day, spent }) => ({
    ...{ key: day, label: formatDay(day, view) },
    // The dashed line begins where the other one ends.
    values: isDrawn ? [spent, day === today ? spent : null] : [spent],
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
      series: isDrawn ? [t.spent, t.forecast] : [t.spent],
      show: showText,
      showText,
    },
    isDrawn ? FORECAST : undefined,
  );
}
