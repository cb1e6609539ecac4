import type { Incident } from '../../../store/journal-store.ts';
import type { Page } from '../../../store/paging.ts';
import { badge } from '../../components/badge.ts';
import { choices } from '../../components/choices.ts';
import { emptyState } from '../../components/empty-state.ts';
import { renderPage } from '../../components/layout.ts';
import { pager } from '../../components/pager.ts';
import { money } from '../../format/format-money.ts';
import { ago } from '../../format/format-time.ts';
import type { Site } from '../../web/deps.ts';
import { type Html, html, type Part } from '../../web/html.ts';
import { parseId } from '../../web/parse-id.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { loadWho, studentLink, type Who } from '../people-filter/people-filter.ts';
import { type IncidentStory, storiesOf, toldOf } from './incident-details.ts';
import { INCIDENTS } from './texts.ts';

export const INCIDENTS_PATH = '/dashboard/incidents';

const STATES = ['all', 'open', 'closed'] as const;
type State = (typeof STATES)[number];

const PER_PAGE = 30;
/** Of the closed ones, beneath all that are open. */
const CLOSED_BELOW = 10;

interface Listed {
  readonly stories: readonly IncidentStory[];
  readonly next: number | null;
}

/** `?state=open` and `?state=closed` are lists to page through; without it, what is open and the newest of the rest. */
export async function incidentList(view: OwnerView, site: Site, query: URLSearchParams): Promise<Html> {
  const t = INCIDENTS[view.language];
  const state = STATES.find((one) => one === query.get('state')) ?? 'all';
  const who = await loadWho(site.owner.store);
  const body = state === 'all' ? await both(view, site, who) : await oneState(view, site, { who, state, query });
  return renderPage(view, {
    title: t.title,
    lead: t.lead,
    body: html`${stateLinks(view, state)}<div class="after-choices">${body}</div>`,
  });
}

async function both(view: OwnerView, site: Site, who: Who): Promise<Html> {
  const t = INCIDENTS[view.language];
  const [open, closed] = await Promise.all([
    listed(site, { open: true, limit: PER_PAGE, after: null }),
    listed(site, { open: false, limit: CLOSED_BELOW, after: null }),
  ]);
  if (open.stories.length + closed.stories.length === 0) return emptyState(t.noneAtAll);
  return html`<section><h2>${t.open}</h2>${itemsOf(view, open, who, t.noneOpen)}${more(open, 'open', t.moreOpen)}</section>
<section><h2>${t.closed}</h2>${itemsOf(view, closed, who, t.noneClosed)}${more(closed, 'closed', t.moreClosed)}</section>`;
}

interface OneState {
  readonly who: Who;
  readonly state: 'open' | 'closed';
  readonly query: URLSearchParams;
}

async function oneState(view: OwnerView, site: Site, { who, state, query }: OneState): Promise<Html> {
  const t = INCIDENTS[view.language];
  const cursor = query.get('after');
  const after = cursor === null ? null : parseId(cursor);
  const list = await listed(site, { open: state === 'open', limit: PER_PAGE, after });
  const none = state === 'open' ? t.noneOpen : t.noneClosed;
  return html`<section><h2 class="unseen">${t[state]}</h2>${itemsOf(view, list, who, none)}${pager(view, query, list.next)}</section>`;
}

async function listed({ owner }: Site, asked: { open: boolean; limit: number; after: number | null }): Promise<Listed> {
  const { rows, next }: Page<Incident> = await owner.store.journal.listIncidents(asked);
  return { stories: await storiesOf(owner.store, rows), next };
}

function stateLinks({ language }: OwnerView, current: State): Html {
  const t = INCIDENTS[language];
  const links = STATES.map((state) => ({
    href: state === 'all' ? INCIDENTS_PATH : `${INCIDENTS_PATH}?state=${state}`,
    text: t[state],
    isOn: state === current,
  }));
  return choices(t.states, links);
}

function itemsOf(view: OwnerView, { stories }: Listed, who: Who, none: string): Html {
  if (stories.length === 0) return html`<p class="quiet-text">${none}</p>`;
  return html`<ul class="incidents">${stories.map((story) => html`<li>${item(view, story, who)}</li>\n`)}</ul>`;
}

function item(view: OwnerView, story: IncidentStory, who: Who): Html {
  const t = INCIDENTS[view.language];
  const { incident } = story;
  const { title, means, outcome } = toldOf(view, story);
  const isOpen = incident.closedAt === null;
  return html`<div><h3><a href="${INCIDENTS_PATH}/${incident.id}">${title}</a> ${outcome === null ? null : badge(outcome)}</h3>
${isOpen ? html`<p>${means}</p>` : null}
<p class="hint">${separated(factsOf(view, story, who))}</p></div>
<p><a class="button plain" href="${INCIDENTS_PATH}/${incident.id}">${isOpen ? t.decide : t.look}</a></p>`;
}

/** To whom, when, with which model, and what it cost whom: one line. */
export function factsOf(view: OwnerView, { incident, record }: IncidentStory, who: Who): Part[] {
  const t = INCIDENTS[view.language];
  const { studentId, charged, refunded, recordId, detail } = incident;
  return [
    studentId === null ? null : studentLink(view, who, studentId),
    record === null ? null : record.servedModel,
    ago(incident.createdAt, view),
    recordId === null ? null : html`${t.charged} ${money(charged, view)}`,
    refunded === 0 ? null : html`${t.refunded} ${money(refunded, view)}`,
    // What the server noted is of two lines at most, and in English.
    recordId === null ? html`<span lang="en">${detail}</span>` : null,
  ];
}

export function separated(parts: readonly Part[]): Part[] {
  return parts.filter((part) => part !== null).flatMap((part, index) => (index === 0 ? [part] : [' · ', part]));
}

function more({ next }: Listed, state: State, text: string): Html | null {
  return next === null ? null : html`<p class="pager"><a href="${INCIDENTS_PATH}?state=${state}">${text}</a></p>`;
}
