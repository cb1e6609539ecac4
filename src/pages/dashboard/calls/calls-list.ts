import { modelNamesOf } from '../../../ledger/model-aliases.ts';
import { formatUsd } from '../../../ledger/money.ts';
import type { Page } from '../../../store/paging.ts';
import type { UsageRecord } from '../../../store/usage-record.ts';
import { type Column, dataTable } from '../../components/data-table.ts';
import { emptyState } from '../../components/empty-state.ts';
import { selectField } from '../../components/field.ts';
import { OUTCOMES } from '../../components/outcome-texts.ts';
import { pager } from '../../components/pager.ts';
import { formatCount } from '../../format/format-count.ts';
import { money, placesFor } from '../../format/format-money.ts';
import { time } from '../../format/format-time.ts';
import type { Site } from '../../web/deps.ts';
import { type Html, html } from '../../web/html.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { linkTo } from '../../web/way-back.ts';
import type { People } from '../people-filter/load-people.ts';
import { studentLink } from '../people-filter/people-links.ts';
import { PEOPLE } from '../people-filter/texts.ts';
import { CALLS_PATH, filterForm, listLinks } from './calls-form.ts';
import { type CallsRequest, OUTCOME_NAMES } from './calls-request.ts';
import { formatSeconds } from './format-seconds.ts';
import type { CallsList } from './load.ts';
import { outcomeCell } from './outcome-badge.ts';
import { CALLS } from './texts.ts';

export function callsList(view: OwnerView, site: Site, list: CallsList<UsageRecord>): Html {
  const { request } = list;
  const t = CALLS[view.language];
  const models = selectField({
    name: 'model',
    label: t.model,
    value: request.sent.model,
    choices: [
      { value: '', text: t.everyModel },
      ...modelNames(site, request).map((name) => ({ value: name, text: name })),
    ],
  });
  const outcomes = selectField({
    name: 'outcome',
    label: t.outcome,
    value: request.sent.outcome,
    choices: [
      { value: '', text: t.everyOutcome },
      ...OUTCOME_NAMES.map((name) => ({ value: name, text: OUTCOMES[view.language][name].name })),
    ],
    error: request.errors.has('outcome') ? t.noSuch : undefined,
  });
  return html`${listLinks(view, CALLS_PATH, request)}
${filterForm(view, CALLS_PATH, list, html`${models}${outcomes}`)}
${list.page === null ? null : table(view, list, list.page)}`;
}

/** The models that may answer now, and the chosen one, which may be a former one. */
function modelNames({ policy }: Site, { sent }: CallsRequest): string[] {
  const models = policy();
  const served = models.allowed
    .flatMap((name) => modelNamesOf(name, models.aliases))
    .map((link) => models.catalogue.get(link)?.id ?? link);
  return [...new Set([...served, ...(sent.model === '' ? [] : [sent.model])])].sort();
}

function table(
  view: OwnerView,
  { people, request, query }: CallsList<UsageRecord>,
  { rows, next }: Page<UsageRecord>,
): Html {
  const t = CALLS[view.language];
  if (rows.length === 0) {
    return request.hasFilter
      ? emptyState(t.noneFiltered, { href: CALLS_PATH, text: PEOPLE[view.language].showAll })
      : emptyState(t.none, { href: '/dashboard/students', text: t.addStudents });
  }
  const rowsTable = dataTable({ caption: t.title, isCaptionHidden: true, columns: columns(view, people, rows), rows });
  return html`<div class="calls-list served">${rowsTable}</div>${pager(view, query, next)}`;
}

const MAX_DECIMALS = 6;

function columns(view: OwnerView, people: People, rows: readonly UsageRecord[]): Column<UsageRecord>[] {
  const t = CALLS[view.language];
  const places = placesFor(
    rows.map(({ cost }) => cost),
    MAX_DECIMALS,
  );
  return [
    {
      head: t.time,
      isName: true,
      cell: ({ id, startedAt }) =>
        html`<a class="quiet-link" href="${linkTo(view, `${CALLS_PATH}/${id}`)}">${time(startedAt, view, 'shortMoment')}</a>`,
    },
    { head: PEOPLE[view.language].student, cell: ({ studentId }) => studentLink(view, people, studentId) },
    { head: t.model, cell: modelText },
    { head: t.outcome, cell: ({ outcome }) => outcomeCell(view, outcome) },
    { head: t.input, isNumber: true, cell: (record) => inputText(view, record) },
    { head: t.output, isNumber: true, cell: ({ outputTokens }) => formatCount(outputTokens) },
    {
      head: t.cost,
      isNumber: true,
      cell: (record) => html`${money(record.cost, view, places)}${refundNote(view, record, places)}`,
      value: ({ cost }) => formatUsd(cost),
    },
    { head: t.took, isNumber: true, cell: ({ durationMs }) => formatSeconds(view, durationMs) },
  ];
}

/** The requested model; with an alias, also the one that answered. */
function modelText({ model, servedModel }: UsageRecord): Html {
  if (model === servedModel) return html`${model}`;
  return html`<span>${model} <span class="quiet-text">→ ${servedModel}</span></span>`;
}

function inputText({ language }: OwnerView, { inputTokens, cachedInputTokens }: UsageRecord): Html {
  if (cachedInputTokens === 0) return html`${formatCount(inputTokens)}`;
  const note = `${CALLS[language].cached} ${formatCount(cachedInputTokens)}`;
  return html`<span>${formatCount(inputTokens)} <span class="cell-note">${note}</span></span>`;
}

function refundNote(view: OwnerView, { refunded }: UsageRecord, places: number): Html | null {
  if (refunded === 0) return null;
  return html` <span class="cell-note">${CALLS[view.language].refunded} ${money(refunded, { ...view, krwPerUsd: null }, places)}</span>`;
}
