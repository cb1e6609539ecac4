import type { IncidentKind } from '../../../ledger/holds.ts';
import type { Site } from '../../web/deps.ts';
import { type Html, html } from '../../web/html.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { type IncidentStory, storiesOf, toldOf } from '../incidents/incident-details.ts';
import { factsOf, INCIDENTS_PATH, separated } from '../incidents/list.ts';
import { loadWho, type Who } from '../people-filter/people-filter.ts';
import { OVERVIEW } from './texts.ts';

const MAX_SHOWN = 5;
const MAX_COUNTED = 100;

/** The newest of what waits for a decision, and how much of it there is. */
export async function openIncidents(view: OwnerView, { owner }: Site): Promise<Html> {
  const t = OVERVIEW[view.language];
  const { rows, next } = await owner.store.journal.listIncidents({ open: true, after: null, limit: MAX_COUNTED });
  if (rows.length === 0) {
    return html`<section><h2>${t.toDecide}</h2><p class="quiet-text">${t.nothingToDecide}</p></section>`;
  }
  const stories = await storiesOf(owner.store, rows.slice(0, MAX_SHOWN));
  const who = await loadWho(owner.store);
  const count = next === null ? String(rows.length) : `${MAX_COUNTED}+`;
  return html`<section><h2>${t.toDecide} <span class="count">${count}</span></h2>
<ul class="incidents">${stories.map((story) => html`<li>${item(view, story, who)}</li>`)}</ul>
${rows.length > MAX_SHOWN ? html`<p class="pager"><a href="${INCIDENTS_PATH}?state=open">${t.allOpen(count)}</a></p>` : null}</section>`;
}

function item(view: OwnerView, story: IncidentStory, who: Who): Html {
  const { title } = toldOf(view, story);
  return html`<div><h3><a href="${INCIDENTS_PATH}/${story.incident.id}">${title}</a></h3>
<p class="hint">${separated(factsOf(view, story, who))}</p></div>`;
}

const ABOUT_THE_UPSTREAM: ReadonlySet<IncidentKind> = new Set([
  ...([
    'upstream_key_refused',
    'upstream_out_of_money',
    'upstream_address',
    'model_missing',
    'model_retiring',
  ] as const),
]);

/** Those that are open and about the provider, the newest first. */
export async function upstreamIncidents({ owner }: Site): Promise<IncidentStory[]> {
  const { rows } = await owner.store.journal.listIncidents({ open: true, after: null, limit: MAX_COUNTED });
  const about = rows.filter(({ kind }) => ABOUT_THE_UPSTREAM.has(kind)).slice(0, MAX_SHOWN);
  return about.map((incident) => ({ incident, record: null }));
}
