import { budgetTitle, percentUsed, resetText, smallBar, stateBadge } from '../../components/budget-bar.ts';
import { BUDGET } from '../../components/budget-texts.ts';
import { dataTable } from '../../components/data-table.ts';
import type { Site } from '../../web/deps.ts';
import { type Html, html } from '../../web/html.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { loadPeople, type People } from '../people-filter/load-people.ts';
import { studentLink } from '../people-filter/people-links.ts';
import { loadNearLimits, type NearLimit } from './load-near-limits.ts';
import { OVERVIEW } from './texts.ts';

export async function nearLimits(view: OwnerView, site: Site): Promise<Html> {
  const t = OVERVIEW[view.language];
  const people = await loadPeople(site.store);
  const rows = await loadNearLimits(people, view, site);
  const content = rows.length === 0 ? html`<p class="quiet-text">${t.noNear}</p>` : table(view, rows, people);
  return html`<section><h2>${t.near}</h2>${content}</section>`;
}

function table(view: OwnerView, rows: readonly NearLimit[], people: People): Html {
  const t = OVERVIEW[view.language];
  const { used } = BUDGET[view.language];
  return dataTable({
    caption: t.near,
    isCaptionHidden: true,
    columns: [
      { head: t.student, isName: true, cell: ({ studentId }) => studentLink(view, people, studentId) },
      { head: t.budget, cell: ({ balance }) => budgetTitle(view, balance) },
      { head: t.used, cell: ({ balance }) => smallBar(view, balance) },
      {
        head: t.share,
        isNumber: true,
        cell: ({ balance }) => html`<span>${used(percentUsed(balance))} ${stateBadge(view, balance)}</span>`,
      },
      { head: t.resets, cell: ({ balance }) => resetText(view, balance) },
    ],
    rows,
  });
}
