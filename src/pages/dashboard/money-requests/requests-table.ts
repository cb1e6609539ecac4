import type { WaitingMoneyRequest } from '../../../admin/list-money-requests.ts';
import { formatUsd } from '../../../ledger/money.ts';
import { localDay } from '../../../ledger/periods.ts';
import { dataTable } from '../../components/data-table.ts';
import { checkbox } from '../../components/field.ts';
import { money } from '../../format/format-money.ts';
import { ago } from '../../format/format-time.ts';
import type { Form } from '../../web/forms.ts';
import { attribute, type Html, html } from '../../web/html.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { classPath } from '../class/class-path.ts';
import { studentPath } from '../student/student-path.ts';
import { WAITING_REQUESTS } from './texts.ts';

/** The name of a request's checkbox. */
export const SELECTION = 'requests';
/** The name of the buttons that grant one. */
export const GRANT_ONE = 'grant';

/** The names of the fields of one request. */
export const amountField = (id: number) => `amount-${id}`;
export const untilField = (id: number) => `until-${id}`;

/** @param sent the form as it was sent, when some of it failed @param zone of the class of a request */
export function requestsTable(
  view: OwnerView,
  rows: readonly WaitingMoneyRequest[],
  sent: Form | null,
  zone: (row: WaitingMoneyRequest) => string,
): Html {
  const t = WAITING_REQUESTS[view.language];
  const ticked = new Set(sent?.all(SELECTION) ?? []);
  return dataTable<WaitingMoneyRequest>({
    caption: t.title,
    isCaptionHidden: true,
    rows,
    columns: [
      { head: t.student, isName: true, cell: (row) => studentCell(view, row, ticked) },
      {
        head: t.reason,
        cell: ({ request }) =>
          html`<span><span class="words">${request.reason}</span> <span class="cell-note">${ago(request.createdAt, view)}</span></span>`,
      },
      { head: t.asks, isNumber: true, cell: ({ request }) => money(request.amount, view) },
      { head: t.give, cell: (row) => amountCell(view, row, sent) },
      { head: t.until, cell: (row) => untilCell(view, row, sent, zone(row)) },
      { head: t.act, isHeadHidden: true, cell: (row) => grantButton(view, row) },
    ],
  });
}

function studentCell(
  view: OwnerView,
  { request, student, schoolClass }: WaitingMoneyRequest,
  ticked: Set<string>,
): Html {
  const t = WAITING_REQUESTS[view.language];
  const id = String(request.id);
  const label = html`<span class="unseen">${t.pick(student.name)}</span>`;
  const ofClass =
    schoolClass === null ? t.noClass : html`<a href="${classPath(schoolClass.id)}">${schoolClass.name}</a>`;
  return html`<span class="pick">${checkbox(SELECTION, label, ticked.has(id), id)}<span><a href="${studentPath(student.id)}">${student.name}</a><span class="cell-note">${ofClass}</span></span></span>`;
}

function amountCell(view: OwnerView, { request, student, defaultEnd }: WaitingMoneyRequest, sent: Form | null): Html {
  if (defaultEnd === null) return html`–`;
  const name = amountField(request.id);
  const value = sent?.has(name) === true ? sent.text(name) : formatUsd(request.amount);
  return html`<input class="cell-input" name="${name}" inputmode="decimal" autocomplete="off" maxlength="20" value="${value}" aria-label="${WAITING_REQUESTS[view.language].giveTo(student.name)}">`;
}

/** The last day, that day included: what a date field can say. */
function untilCell(
  view: OwnerView,
  { request, student, defaultEnd }: WaitingMoneyRequest,
  sent: Form | null,
  timeZone: string,
): Html {
  const t = WAITING_REQUESTS[view.language];
  if (defaultEnd === null) return html`<span class="quiet-text">${t.classOver}</span>`;
  const name = untilField(request.id);
  const value = sent?.has(name) === true ? sent.text(name) : localDay(timeZone, defaultEnd - 1);
  return html`<input class="cell-input" type="date" name="${name}" value="${value}" aria-label="${t.untilOf(student.name)}">`;
}

function grantButton(view: OwnerView, { request, student, defaultEnd }: WaitingMoneyRequest): Html {
  const t = WAITING_REQUESTS[view.language];
  return html`<button class="button plain" name="${GRANT_ONE}" value="${request.id}" aria-label="${t.grantTo(student.name)}" ${attribute('disabled', defaultEnd === null)}>${t.grantOne}</button>`;
}
