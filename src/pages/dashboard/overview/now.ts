import { WALLET_ID } from '../../../ledger/budgets.ts';
import type { Outcome } from '../../../ledger/holds.ts';
import { localDay, startOfDay } from '../../../ledger/periods.ts';
import type { OpenHold, OpenHolds } from '../../../store/open-holds.ts';
import type { OutcomeCounts } from '../../../store/usage-record.ts';
import { budgetBar } from '../../components/budget-bar.ts';
import { dataTable } from '../../components/data-table.ts';
import { OUTCOMES } from '../../components/outcome-texts.ts';
import { money } from '../../format/format-money.ts';
import type { Site } from '../../web/deps.ts';
import { type Html, html, type Part } from '../../web/html.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { CALLS_PATH, REFUSED_PATH } from '../calls/list.ts';
import { loadWho, studentLink, type Who } from '../people-filter/people-filter.ts';
import { WALLET_PATH } from '../wallet/page.ts';
import { WALLET } from '../wallet/texts.ts';
import { firstSteps, showSteps } from './first-steps.ts';
import { openIncidents } from './incidents.ts';
import { OVERVIEW } from './texts.ts';

const MAX_LIVE_SHOWN = 8;
/** How a call ends that gave its student nothing: what the provider refused, and what did not come to its end. */
const FAILURES = [
  'upstream_refused',
  'upstream_unreachable',
  'upstream_died',
  'upstream_timeout',
  'stopped',
  'crash',
] as const satisfies readonly Outcome[];

/** What moves while one looks: the wallet, the day so far, the calls that run, what waits for a decision. */
export async function overviewNow(view: OwnerView, site: Site): Promise<Html> {
  const wallet = await walletBars(view, site);
  const steps = await firstSteps(view, site);
  if (steps !== null) return html`${showSteps(view, steps)}${wallet}`;
  const [day, live] = await Promise.all([dayFigures(view, site), liveCalls(view, site)]);
  return html`${wallet}${day}<div class="columns section">${live}${await openIncidents(view, site)}</div>`;
}

/** The wallet first: it is the owner's own money. */
async function walletBars(view: OwnerView, { owner }: Site): Promise<Html> {
  const balances = await owner.store.ledger.balancesOf('wallet', WALLET_ID, view.now);
  const bars = balances.map((balance) => budgetBar(view, balance, { size: 'large' }));
  const change = html`<p class="pager"><a href="${WALLET_PATH}">${WALLET[view.language].change}</a></p>`;
  return html`<section><h2>${OVERVIEW[view.language].wallet}</h2>${bars}${change}</section>`;
}

/** Today is the server's day; refusals are counted by the day of each student's class, which is nearly always the same. */
async function dayFigures(view: OwnerView, { owner }: Site): Promise<Html> {
  const t = OVERVIEW[view.language];
  const { records } = owner.store;
  const today = localDay(owner.timeZone, view.now);
  const [outcomes, refusals] = await Promise.all([
    records.outcomesOf({ from: startOfDay(today, owner.timeZone), to: view.now + 1 }),
    records.refusalDays({ from: today, to: today }),
  ]);
  const calls = Object.values(outcomes).reduce((sum, count) => sum + count, 0);
  const refused = refusals.reduce((sum, { count }) => sum + count, 0);
  const failed = FAILURES.reduce((sum, outcome) => sum + (outcomes[outcome] ?? 0), 0);
  const figures = [
    figure(view, t.calls, calls, CALLS_PATH),
    figure(view, t.refusals, refused, REFUSED_PATH),
    figure(view, t.errors, failed, null, failuresOf(view, outcomes)),
  ];
  return html`<section><h2>${t.today}</h2><dl class="figures">${figures}</dl></section>`;
}

function figure({ language }: OwnerView, name: string, count: number, href: string | null, below: Part = null): Html {
  const number = count.toLocaleString(language);
  const shown = href === null ? number : html`<a href="${href}">${number}</a>`;
  return html`<div><dt>${name}</dt><dd>${shown}</dd>${below}</div>`;
}

/** How they failed, each with the way to those calls. */
function failuresOf({ language }: OwnerView, outcomes: OutcomeCounts): Html | null {
  const happened = FAILURES.filter((outcome) => (outcomes[outcome] ?? 0) > 0);
  if (happened.length === 0) return null;
  const links = happened.map((outcome, index) => {
    const { name } = OUTCOMES[language][outcome];
    return html`${index > 0 ? ', ' : null}<a href="${CALLS_PATH}?outcome=${outcome}">${name}</a> ${outcomes[outcome]}`;
  });
  return html`<dd class="figure-parts">${links}</dd>`;
}

async function liveCalls(view: OwnerView, { owner }: Site): Promise<Html> {
  const t = OVERVIEW[view.language];
  const open = await owner.store.ledger.openHolds(MAX_LIVE_SHOWN);
  if (open.count === 0) return html`<section><h2>${t.runningNow}</h2><p class="quiet-text">${t.noLive}</p></section>`;
  const rest = open.count - open.holds.length;
  return html`<section><h2>${t.runningNow}</h2>${liveTable(view, open, await loadWho(owner.store))}
${rest > 0 ? html`<p class="hint">${t.more(rest)}</p>` : null}</section>`;
}

function liveTable(view: OwnerView, { holds, amount }: OpenHolds, who: Who): Html {
  const t = OVERVIEW[view.language];
  return dataTable<OpenHold>({
    caption: t.runningNow,
    isCaptionHidden: true,
    columns: [
      { head: t.student, isName: true, cell: ({ studentId }) => studentLink(view, who, studentId) },
      { head: t.model, cell: ({ servedModel }) => servedModel },
      { head: t.runsFor, isNumber: true, cell: ({ since }) => lasting(view, since) },
      { head: t.held, isNumber: true, cell: (hold) => money(hold.amount, view) },
    ],
    rows: holds,
    ...(holds.length > 1 ? { totals: [t.allHeld, '', '', money(amount, view)] } : {}),
  });
}

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;

function lasting({ language, now }: OwnerView, since: number): string {
  const t = OVERVIEW[language];
  const past = Math.max(0, now - since);
  return past < 2 * MINUTE_MS ? t.seconds(Math.floor(past / SECOND_MS)) : t.minutes(Math.floor(past / MINUTE_MS));
}
