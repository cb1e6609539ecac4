import { loadTimeZones } from '../../../admin/report-days.ts';
import { countToday, type Today } from '../../../admin/today.ts';
import type { OpenHold, OpenHolds } from '../../../store/open-holds.ts';
import type { OutcomeCounts } from '../../../store/usage-record.ts';
import { budgetBar } from '../../components/budget-bar.ts';
import { dataTable } from '../../components/data-table.ts';
import { OUTCOMES } from '../../components/outcome-texts.ts';
import { zonesHint } from '../../components/zones-hint.ts';
import { money, placesFor } from '../../format/format-money.ts';
import type { Site } from '../../web/deps.ts';
import { type Html, html, type Part } from '../../web/html.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { CALLS_PATH, REFUSED_PATH } from '../calls/calls-form.ts';
import { loadPeople, type People } from '../people-filter/load-people.ts';
import { studentLink } from '../people-filter/people-links.ts';
import { WALLET_PATH } from '../wallet/paths.ts';
import { projectLimitLine } from '../wallet/project-limit-section.ts';
import { WALLET } from '../wallet/texts.ts';
import { FAILURES, loadLiveCalls, loadOpenIncidents, loadWallet } from './load.ts';
import { openIncidents } from './open-incidents.ts';
import { OVERVIEW } from './texts.ts';

/** What changes every few seconds: the figures of today, the calls that run, the open incidents. */
export async function liveSection(view: OwnerView, site: Site): Promise<Html> {
  const [today, live, incidents, people, timeZones] = await Promise.all([
    countToday(site),
    loadLiveCalls(site),
    loadOpenIncidents(site),
    loadPeople(site.store),
    loadTimeZones(undefined, site),
  ]);
  return html`${todayFigures(view, today, timeZones)}<div class="columns section">${liveCalls(view, live, people)}${openIncidents(view, incidents, people)}</div>`;
}

/** The first of the page: it is the owner's own money. */
export async function walletSection(view: OwnerView, site: Site): Promise<Html> {
  const balances = await loadWallet(view, site);
  const bars = balances.map((balance) => budgetBar(view, balance, { size: 'large' }));
  const change = html`<p class="pager"><a href="${WALLET_PATH}">${WALLET[view.language].change}</a></p>`;
  return html`<section><h2>${OVERVIEW[view.language].wallet}</h2>${bars}${projectLimitLine(view, site)}${change}</section>`;
}

function todayFigures(view: OwnerView, { calls, refusals, outcomes }: Today, timeZones: readonly string[]): Html {
  const t = OVERVIEW[view.language];
  const failed = FAILURES.reduce((sum, outcome) => sum + (outcomes[outcome] ?? 0), 0);
  const figures = [
    figure(view, t.calls, calls, CALLS_PATH),
    figure(view, t.refusals, refusals, REFUSED_PATH),
    figure(view, t.errors, failed, null, failureLinks(view, outcomes)),
  ];
  return html`<section><h2>${t.today}</h2><dl class="figures">${figures}</dl>${zonesHint(view, timeZones)}</section>`;
}

function figure({ language }: OwnerView, name: string, count: number, href: string | null, below: Part = null): Html {
  const number = count.toLocaleString(language);
  const content = href === null ? number : html`<a href="${href}">${number}</a>`;
  return html`<div><dt>${name}</dt><dd>${content}</dd>${below}</div>`;
}

/** Each outcome that occurred, with a link to its calls. */
function failureLinks({ language }: OwnerView, outcomes: OutcomeCounts): Html | null {
  const occurred = FAILURES.filter((outcome) => (outcomes[outcome] ?? 0) > 0);
  if (occurred.length === 0) return null;
  const links = occurred.map((outcome, index) => {
    const { name } = OUTCOMES[language][outcome];
    return html`${index > 0 ? ', ' : null}<a href="${CALLS_PATH}?outcome=${outcome}">${name}</a> ${outcomes[outcome]}`;
  });
  return html`<dd class="figure-parts">${links}</dd>`;
}

function liveCalls(view: OwnerView, live: OpenHolds, people: People): Html {
  const t = OVERVIEW[view.language];
  if (live.count === 0) return html`<section><h2>${t.runningNow}</h2><p class="quiet-text">${t.noLive}</p></section>`;
  const rest = live.count - live.holds.length;
  return html`<section><h2>${t.runningNow}</h2>${liveTable(view, live, people)}
${rest > 0 ? html`<p class="hint">${t.more(rest)}</p>` : null}</section>`;
}

function liveTable(view: OwnerView, { holds, amount }: OpenHolds, people: People): Html {
  const t = OVERVIEW[view.language];
  const places = placesFor(
    holds.map((hold) => hold.amount),
    4,
  );
  return dataTable<OpenHold>({
    caption: t.runningNow,
    isCaptionHidden: true,
    columns: [
      { head: t.student, isName: true, cell: ({ studentId }) => studentLink(view, people, studentId) },
      { head: t.model, cell: ({ servedModel }) => servedModel },
      { head: t.runsFor, isNumber: true, cell: ({ since }) => durationText(view, since) },
      { head: t.held, isNumber: true, cell: (hold) => money(hold.amount, view, places) },
    ],
    rows: holds,
    ...(holds.length > 1 ? { totals: [t.total, '', '', money(amount, view, places)] } : {}),
  });
}

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;

function durationText({ language, now }: OwnerView, since: number): string {
  const t = OVERVIEW[language];
  const past = Math.max(0, now - since);
  return past < 2 * MINUTE_MS ? t.seconds(Math.floor(past / SECOND_MS)) : t.minutes(Math.floor(past / MINUTE_MS));
}
