import { SPEECH } from '../../endpoints/speech.ts';
import type { UsageRecord } from '../../store/usage-record.ts';
import { type Column, dataTable } from '../components/data-table.ts';
import { emptyState } from '../components/empty-state.ts';
import { formatCount } from '../format/format-count.ts';
import { formatMoney, money, placesFor } from '../format/format-money.ts';
import { ago } from '../format/format-time.ts';
import type { Site } from '../web/deps.ts';
import { type Html, html } from '../web/html.ts';
import type { StudentView } from '../web/view-context.ts';
import { mayCall } from './budget-status.ts';
import { CODE_ID } from './code-section.ts';
import { ME } from './texts.ts';

const MAX_CALLS = 8;
const CALLS_ON_PHONE = 3;
/** To a millionth of a dollar; the title has the exact amount. */
const MAX_PLACES = 6;

/** The last calls and their costs, newest first; without calls, a link to the first program. */
export async function lastCalls(view: StudentView, { store }: Site): Promise<Html> {
  const t = ME(view);
  const { rows } = await store.records.listRecords({
    studentId: view.caller.student.id,
    after: null,
    limit: MAX_CALLS,
  });
  const list =
    rows.length === 0
      ? emptyState(mayCall(view) ? t.noCallsBegin : t.noCalls, { href: `#${CODE_ID}`, text: t.noCallsNext })
      : html`${allCallsSwitch(view, rows)}<div class="my-calls">${tableOf(view, rows)}</div>`;
  return html`<section><h2>${t.calls}</h2>${list}</section>`;
}

/** On a phone the list has three rows until this is opened (my-page.css): eight would fill the screen. */
function allCallsSwitch(view: StudentView, rows: readonly UsageRecord[]): Html | null {
  if (rows.length <= CALLS_ON_PHONE) return null;
  return html`<details class="all-calls"><summary>${ME(view).allCalls(rows.length)}</summary></details>`;
}

function tableOf(view: StudentView, rows: readonly UsageRecord[]): Html {
  const t = ME(view);
  const places = placesFor(
    rows.map(({ cost }) => cost),
    MAX_PLACES,
  );
  const columns: Column<UsageRecord>[] = [
    { head: t.when, cell: ({ startedAt }) => ago(startedAt, view) },
    { head: t.model, isName: true, cell: (row) => modelOf(view, row) },
    { head: t.inAndOut, cell: (row) => tokensOf(view, row) },
    { head: t.outcome, cell: (row) => outcomeOf(view, row) },
    { head: t.cost, isNumber: true, cell: ({ cost }) => money(cost, view, places) },
  ];
  return dataTable({ caption: t.calls, isCaptionHidden: true, columns, rows });
}

function modelOf(view: StudentView, { model, servedModel }: UsageRecord): Html {
  const fallback =
    model === servedModel ? null : html` <span class="fallback">${ME(view).answeredBy(servedModel)}</span>`;
  return html`${model}${fallback}`;
}

/** Nothing of a text that was read aloud: its characters are billed. */
export function tokensOf(view: StudentView, { endpoint, inputTokens, outputTokens }: UsageRecord): string {
  if (endpoint === SPEECH.kind) return '–';
  return ME(view).tokens(formatCount(inputTokens), formatCount(outputTokens));
}

function outcomeOf(view: StudentView, { outcome, refunded }: UsageRecord): Html {
  const t = ME(view);
  const back = refunded === 0 ? null : html` <span class="refund">${t.refunded(formatMoney(refunded, view))}</span>`;
  return html`<span class="outcome ${outcome === 'ok' ? 'quiet-text' : ''}">${t.outcomes[outcome]}${back}</span>`;
}
