import type { IncidentLine } from '../../../admin/incidents.ts';
import { type Html, html } from '../../web/html.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { describeLine } from '../incidents/describe-line.ts';
import { INCIDENTS_PATH } from '../incidents/paths.ts';
import type { People } from '../people-filter/load-people.ts';
import type { OpenIncidents } from './load.ts';
import { OVERVIEW } from './texts.ts';

/** The newest incidents that wait for a decision, and how many there are. */
export function openIncidents(view: OwnerView, { newest, count, hasMore }: OpenIncidents, people: People): Html {
  const t = OVERVIEW[view.language];
  if (count === 0) {
    return html`<section><h2>${t.toDecide}</h2><p class="quiet-text">${t.nothingToDecide}</p></section>`;
  }
  const countText = hasMore ? `${count}+` : String(count);
  return html`<section><h2>${t.toDecide} <span class="count">${countText}</span></h2>
<ul class="incidents">${newest.map((line) => html`<li>${item(view, line, people)}</li>`)}</ul>
${count > newest.length ? html`<p class="pager"><a href="${INCIDENTS_PATH}?state=open">${t.allOpen(countText)}</a></p>` : null}</section>`;
}

function item(view: OwnerView, line: IncidentLine, people: People): Html {
  const { path, title, facts } = describeLine(view, line, people);
  return html`<div><h3><a href="${path}">${title}</a></h3>
<p class="hint">${facts}</p></div>`;
}
