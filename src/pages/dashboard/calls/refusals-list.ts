import type { Page } from '../../../store/paging.ts';
import type { RefusalRecord } from '../../../store/refusal-store.ts';
import { type Column, dataTable } from '../../components/data-table.ts';
import { emptyState } from '../../components/empty-state.ts';
import { endpointName } from '../../components/endpoint-name.ts';
import { selectField } from '../../components/field.ts';
import { pager } from '../../components/pager.ts';
import { zonesHint } from '../../components/zones-hint.ts';
import { formatCount } from '../../format/format-count.ts';
import { time } from '../../format/format-time.ts';
import { type Html, html } from '../../web/html.ts';
import type { OwnerView } from '../../web/view-context.ts';
import type { People } from '../people-filter/load-people.ts';
import { studentLink } from '../people-filter/people-links.ts';
import { PEOPLE } from '../people-filter/texts.ts';
import { filterForm, listLinks, REFUSED_PATH } from './calls-form.ts';
import type { RefusalsList } from './load.ts';
import { isListed, LISTED_REASONS, refusalText } from './refusal-texts.ts';
import { CALLS } from './texts.ts';

/** @param offers to serve the names that were refused */
export function refusalsList(view: OwnerView, list: RefusalsList, offers: Html | null): Html {
  const { request } = list;
  const t = CALLS[view.language];
  const reasons = selectField({
    name: 'reason',
    label: t.reason,
    value: request.sent.reason,
    choices: [
      { value: '', text: t.everyReason },
      ...LISTED_REASONS.map((reason) => ({ value: reason, text: refusalText(reason, view.language) })),
    ],
    error: request.errors.has('reason') ? t.noSuch : undefined,
  });
  return html`${listLinks(view, REFUSED_PATH, request)}
${filterForm(view, REFUSED_PATH, list, reasons)}
${countsText(view, list)}
${offers}
${list.page === null ? null : table(view, list, list.page)}`;
}

/** "Last 7 days: 14 refused: Budget does not cover it 12, Unknown token 2", and why the list has fewer. */
function countsText(view: OwnerView, { counts, timeZones }: RefusalsList): Html | null {
  const { language } = view;
  if (counts.length === 0) return null;
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  const parts = counts.map(({ reason, count }) => `${refusalText(reason, language)} ${formatCount(count)}`);
  const t = CALLS[language];
  const note = counts.some(({ reason }) => !isListed(reason)) ? html`<p class="hint">${t.onlyCounted}</p>` : null;
  return html`<div class="refused-week"><p><strong>${t.refusedDays(total)}</strong> <span class="quiet-text">${parts.join(' · ')}</span></p>${note}${zonesHint(view, timeZones)}</div>`;
}

function table(view: OwnerView, list: RefusalsList, { rows, next }: Page<RefusalRecord>): Html {
  const t = CALLS[view.language];
  const { people, request, query, counts } = list;
  if (rows.length === 0) {
    return request.hasFilter
      ? emptyState(t.noneFiltered, { href: REFUSED_PATH, text: PEOPLE[view.language].showAll })
      : emptyState(counts.length > 0 ? t.noneListed : t.noneRefused);
  }
  const rowsTable = dataTable({ caption: t.refused, isCaptionHidden: true, columns: columns(view, people), rows });
  return html`<div class="calls-list refused">${rowsTable}</div>${pager(view, query, next)}`;
}

function columns(view: OwnerView, people: People): Column<RefusalRecord>[] {
  const t = CALLS[view.language];
  return [
    { head: t.time, isName: true, cell: ({ at }) => time(at, view, 'shortMoment') },
    { head: PEOPLE[view.language].student, cell: ({ studentId }) => studentLink(view, people, studentId) },
    { head: t.reason, cell: ({ reason }) => refusalText(reason, view.language) },
    { head: t.model, cell: ({ model }) => model ?? '–' },
    { head: t.endpoint, cell: ({ endpoint }) => (endpoint === null ? '–' : endpointName(endpoint)) },
    { head: t.status, isNumber: true, cell: ({ status }) => status },
    { head: t.times, isNumber: true, cell: ({ times }) => `${formatCount(times)}×` },
  ];
}
