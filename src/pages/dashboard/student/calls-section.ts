import type { UsageRecord } from '../../../store/usage-record.ts';
import { dataTable } from '../../components/data-table.ts';
import { OUTCOMES } from '../../components/outcome-texts.ts';
import { money, placesFor } from '../../format/format-money.ts';
import { ago } from '../../format/format-time.ts';
import { type Html, html } from '../../web/html.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { linkTo } from '../../web/way-back.ts';
import { outcomeCell } from '../calls/outcome-badge.ts';
import type { LoadedStudent } from './load.ts';
import { STUDENT } from './texts.ts';

export function callsSection(view: OwnerView, { student, calls }: LoadedStudent): Html {
  const t = STUDENT[view.language];
  if (calls.length === 0) return html`<section><h2>${t.newest}</h2><p class="quiet-text">${t.noCalls}</p></section>`;
  const places = placesFor(
    calls.map(({ cost }) => cost),
    4,
  );
  const table = dataTable<UsageRecord>({
    caption: t.newest,
    isCaptionHidden: true,
    rows: calls,
    columns: [
      {
        head: t.when,
        isName: true,
        cell: ({ id, startedAt }) =>
          html`<a href="${linkTo(view, `/dashboard/calls/${id}`)}">${ago(startedAt, view)}</a>`,
      },
      { head: t.model, cell: ({ servedModel }) => servedModel },
      { head: t.inputTokens, isNumber: true, cell: ({ inputTokens }) => inputTokens.toLocaleString('en-US') },
      { head: t.outputTokens, isNumber: true, cell: ({ outputTokens }) => outputTokens.toLocaleString('en-US') },
      { head: t.cost, isNumber: true, cell: ({ cost }) => money(cost, view, places) },
      { head: t.outcome, cell: ({ outcome }) => outcomeOf(view, outcome) },
    ],
  });
  return html`<section><h2>${t.newest}</h2><div class="calls-list own">${table}</div><p class="more"><a href="/dashboard/calls?student=${student.id}">${t.allCalls}</a></p></section>`;
}

function outcomeOf(view: OwnerView, outcome: UsageRecord['outcome']): Html {
  return html`<span title="${OUTCOMES[view.language][outcome].what}">${outcomeCell(view, outcome)}</span>`;
}
