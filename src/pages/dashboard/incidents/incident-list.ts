import type { IncidentLine } from '../../../admin/incidents.ts';
import type { Page } from '../../../store/paging.ts';
import { badge } from '../../components/badge.ts';
import { choices } from '../../components/choices.ts';
import { emptyState } from '../../components/empty-state.ts';
import { renderPage } from '../../components/layout.ts';
import { pager } from '../../components/pager.ts';
import { type Html, html } from '../../web/html.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { linkTo } from '../../web/way-back.ts';
import type { People } from '../people-filter/load-people.ts';
import { describeLine } from './describe-line.ts';
import type { AllIncidents, IncidentPage, IncidentState } from './load.ts';
import { INCIDENTS_PATH } from './paths.ts';
import { INCIDENTS } from './texts.ts';

const STATES = ['all', 'open', 'closed'] as const;

/** All that are open, and the newest of the closed ones. */
export function allIncidents(view: OwnerView, { people, open, closed }: AllIncidents): Html {
  const t = INCIDENTS[view.language];
  const isEmpty = open.rows.length + closed.rows.length === 0;
  const sections = html`<section><h2>${t.open}</h2>${itemList(view, open, people, t.noneOpen)}${more(open, 'open', t.moreOpen)}</section>
<section><h2>${t.closed}</h2>${itemList(view, closed, people, t.noneClosed)}${more(closed, 'closed', t.moreClosed)}</section>`;
  return listPage(view, 'all', isEmpty ? emptyState(t.noneAtAll) : sections);
}

export function incidentsInState(
  view: OwnerView,
  { people, page }: IncidentPage,
  state: IncidentState,
  query: URLSearchParams,
): Html {
  const t = INCIDENTS[view.language];
  const none = state === 'open' ? t.noneOpen : t.noneClosed;
  const section = html`<section><h2 class="unseen">${t[state]}</h2>${itemList(view, page, people, none)}${pager(view, query, page.next)}</section>`;
  return listPage(view, state, section);
}

function listPage(view: OwnerView, state: (typeof STATES)[number], content: Html): Html {
  const t = INCIDENTS[view.language];
  const links = STATES.map((each) => ({
    href: each === 'all' ? INCIDENTS_PATH : `${INCIDENTS_PATH}?state=${each}`,
    text: t[each],
    isOn: each === state,
  }));
  const body = html`${choices(t.states, links)}<div class="after-choices">${content}</div>`;
  return renderPage(view, { title: t.title, lead: t.lead, body });
}

function itemList(view: OwnerView, { rows }: Page<IncidentLine>, people: People, none: string): Html {
  if (rows.length === 0) return html`<p class="quiet-text">${none}</p>`;
  return html`<ul class="incidents">${rows.map((line) => html`<li>${item(view, line, people)}</li>\n`)}</ul>`;
}

function item(view: OwnerView, line: IncidentLine, people: People): Html {
  const t = INCIDENTS[view.language];
  const { path: to, title, means, outcome, isOpen, facts } = describeLine(view, line, people);
  const path = linkTo(view, to);
  return html`<div><h3><a href="${path}">${title}</a> ${outcome === null ? null : badge(outcome)}</h3>
${isOpen ? html`<p>${means}</p>` : null}
<p class="hint">${facts}</p></div>
<p><a class="button plain" href="${path}">${isOpen ? t.decide : t.look}</a></p>`;
}

function more({ next }: Page<IncidentLine>, state: IncidentState, text: string): Html | null {
  return next === null ? null : html`<p class="pager"><a href="${INCIDENTS_PATH}?state=${state}">${text}</a></p>`;
}
