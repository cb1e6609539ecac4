import { addUtcDays } from '../../../ledger/utc-days.ts';
import type { Page } from '../../../store/paging.ts';
import type { RefusalRecord } from '../../../store/refusal-store.ts';
import type { Store } from '../../../store/store.ts';
import { type Column, dataTable } from '../../components/data-table.ts';
import { emptyState } from '../../components/empty-state.ts';
import { endpointName } from '../../components/endpoint-name.ts';
import { selectField } from '../../components/field.ts';
import { pager } from '../../components/pager.ts';
import { time } from '../../format/format-time.ts';
import { type Html, html } from '../../web/html.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { studentLink, type Who, type WhoFilter } from '../people-filter/people-filter.ts';
import { WHO } from '../people-filter/texts.ts';
import { count } from '../usage/table.ts';
import { type CallsShown, filterForm, kinds, REFUSED_PATH } from './list.ts';
import { isOfNobody, LISTED_REASONS, refusalText } from './refusal-texts.ts';
import { CALLS } from './texts.ts';

export interface ReasonCount {
  readonly reason: string;
  readonly count: number;
}

/** All that was refused in seven days, the most frequent first: floods and unknown tokens are counted, not listed. */
export async function refusedOfWeek({ records }: Store, today: string, filter: WhoFilter): Promise<ReasonCount[]> {
  const days = await records.refusalDays({ from: addUtcDays(today, -6), to: today, ...filter });
  const byReason = Map.groupBy(days, ({ reason }) => reason);
  return [...byReason]
    .map(([reason, of]) => ({ reason, count: of.reduce((sum, day) => sum + day.count, 0) }))
    .sort((a, b) => b.count - a.count);
}

export function refusedBody(view: OwnerView, shown: CallsShown<RefusalRecord>, week: readonly ReasonCount[]): Html {
  const { ask } = shown;
  const t = CALLS[view.language];
  const reasons = selectField({
    name: 'reason',
    label: t.reason,
    value: ask.sent.reason,
    choices: [
      { value: '', text: t.everyReason },
      ...LISTED_REASONS.map((reason) => ({ value: reason, text: refusalText(reason, view.language) })),
    ],
    error: ask.errors.has('reason') ? t.noSuch : undefined,
  });
  return html`${kinds(view, REFUSED_PATH, ask)}
${filterForm(view, REFUSED_PATH, shown, reasons)}
${weekText(view, week)}
${shown.page === null ? null : list(view, shown, shown.page, week.length > 0)}`;
}

/** "Last 7 days: 14 refused: Budget does not cover it 12, Unknown token 2", and why not all of them are below. */
function weekText({ language }: OwnerView, week: readonly ReasonCount[]): Html | null {
  if (week.length === 0) return null;
  const all = week.reduce((sum, reason) => sum + reason.count, 0);
  const parts = week.map(({ reason, count: times }) => `${refusalText(reason, language)} ${count(times)}`);
  const t = CALLS[language];
  const note = week.some(({ reason }) => isOfNobody(reason)) ? html`<p class="hint">${t.onlyCounted}</p>` : null;
  return html`<div class="refused-week"><p><strong>${t.refusedDays(all)}</strong> <span class="quiet-text">${parts.join(' · ')}</span></p>${note}</div>`;
}

function list(
  view: OwnerView,
  shown: CallsShown<RefusalRecord>,
  { rows, next }: Page<RefusalRecord>,
  isCounted: boolean,
): Html {
  const t = CALLS[view.language];
  const { who, ask, query } = shown;
  if (rows.length === 0) {
    return ask.hasFilter
      ? emptyState(t.noneFiltered, { href: REFUSED_PATH, text: WHO[view.language].showAll })
      : emptyState(isCounted ? t.noneListed : t.noneRefused);
  }
  const table = dataTable({ caption: t.refused, isCaptionHidden: true, columns: columns(view, who), rows });
  return html`<div class="calls-list refused">${table}</div>${pager(view, query, next)}`;
}

function columns(view: OwnerView, who: Who): Column<RefusalRecord>[] {
  const t = CALLS[view.language];
  return [
    { head: t.time, isName: true, cell: ({ at }) => time(at, view, 'shortMoment') },
    { head: WHO[view.language].student, cell: ({ studentId }) => studentLink(view, who, studentId) },
    { head: t.reason, cell: ({ reason }) => refusalText(reason, view.language) },
    { head: t.model, cell: ({ model }) => model ?? '–' },
    { head: t.endpoint, cell: ({ endpoint }) => (endpoint === null ? '–' : endpointName(endpoint)) },
    { head: t.status, isNumber: true, cell: ({ status }) => status },
    { head: t.times, isNumber: true, cell: ({ times }) => `${count(times)}×` },
  ];
}
