import { formatUsd } from '../../../ledger/money.ts';
import type { Page } from '../../../store/paging.ts';
import type { UsageRecord } from '../../../store/usage-record.ts';
import { badge } from '../../components/badge.ts';
import { choices } from '../../components/choices.ts';
import { type Column, dataTable } from '../../components/data-table.ts';
import { emptyState } from '../../components/empty-state.ts';
import { selectField, submit, textField } from '../../components/field.ts';
import { OUTCOMES } from '../../components/outcome-texts.ts';
import { pager } from '../../components/pager.ts';
import { money, placesFor } from '../../format/format-money.ts';
import { time } from '../../format/format-time.ts';
import type { Site } from '../../web/deps.ts';
import { type Html, html, type Part } from '../../web/html.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { studentLink, type Who, whoFields } from '../people-filter/people-filter.ts';
import { WHO } from '../people-filter/texts.ts';
import { count } from '../usage/table.ts';
import { type CallsAsk, filterQuery, OUTCOME_NAMES } from './filter.ts';
import { CALLS } from './texts.ts';

export const CALLS_PATH = '/dashboard/calls';
export const REFUSED_PATH = '/dashboard/calls/refused';

/** What both kinds of a list can be filtered by. */
const SHARED_FILTERS = ['student', 'class', 'day'];
export const CALL_FILTERS = [...SHARED_FILTERS, 'model', 'outcome'];

export interface CallsShown<Row> {
  readonly who: Who;
  readonly ask: CallsAsk;
  readonly query: URLSearchParams;
  /** null: what was asked for cannot be. */
  readonly page: Page<Row> | null;
}

export function callsBody(view: OwnerView, site: Site, shown: CallsShown<UsageRecord>): Html {
  const { ask } = shown;
  const t = CALLS[view.language];
  const models = selectField({
    name: 'model',
    label: t.model,
    value: ask.sent.model,
    choices: [{ value: '', text: t.everyModel }, ...modelNames(site, ask).map((name) => ({ value: name, text: name }))],
  });
  const outcomes = selectField({
    name: 'outcome',
    label: t.outcome,
    value: ask.sent.outcome,
    choices: [
      { value: '', text: t.everyOutcome },
      ...OUTCOME_NAMES.map((name) => ({ value: name, text: OUTCOMES[view.language][name].name })),
    ],
    error: ask.errors.has('outcome') ? t.noSuch : undefined,
  });
  return html`${kinds(view, CALLS_PATH, ask)}
${filterForm(view, CALLS_PATH, shown, html`${models}${outcomes}`)}
${shown.page === null ? null : list(view, shown, shown.page)}`;
}

/** Calls that cost or could have, and requests that were refused before: the filters that both have stay. */
export function kinds(view: OwnerView, here: string, ask: CallsAsk): Html {
  const t = CALLS[view.language];
  const kept = filterQuery(ask, SHARED_FILTERS);
  return choices(t.kinds, [
    { href: CALLS_PATH + kept, text: t.served, isOn: here === CALLS_PATH },
    { href: REFUSED_PATH + kept, text: t.refused, isOn: here === REFUSED_PATH },
  ]);
}

/** Asked for by GET, so that what is seen can be kept as a link. */
export function filterForm<Row>(view: OwnerView, path: string, { who, ask }: CallsShown<Row>, more: Html): Html {
  const t = CALLS[view.language];
  const error = ask.errors.has('day') ? t.noDay : undefined;
  const day = textField({ name: 'day', label: t.upTo, type: 'date', value: ask.sent.day, error });
  return html`<form class="filters" method="get" action="${path}"><div class="fields">${whoFields(view, who, ask.who)}${more}${day}${submit(WHO[view.language].show, 'plain')}</div></form>`;
}

export function csvLink(view: OwnerView, path: string, ask: CallsAsk): Html {
  const t = CALLS[view.language];
  const href = path + filterQuery(ask, CALL_FILTERS);
  return html`<a class="button" href="${href}" title="${t.csvHint}" download>${t.csv}</a>`;
}

/** Those that may answer now, and the one that is chosen: links from older use bring theirs. */
function modelNames({ models }: Site, { sent }: CallsAsk): string[] {
  const served = models.allowed.map((name) => {
    const behind = models.aliases.get(name) ?? name;
    return models.catalogue.get(behind)?.id ?? behind;
  });
  return [...new Set([...served, ...(sent.model === '' ? [] : [sent.model])])].sort();
}

function list(view: OwnerView, { who, ask, query }: CallsShown<UsageRecord>, { rows, next }: Page<UsageRecord>): Html {
  const t = CALLS[view.language];
  if (rows.length === 0) {
    return ask.hasFilter
      ? emptyState(t.noneFiltered, { href: CALLS_PATH, text: WHO[view.language].showAll })
      : emptyState(t.none, { href: '/dashboard/students', text: t.addStudents });
  }
  const table = dataTable({ caption: t.title, isCaptionHidden: true, columns: columns(view, who, rows), rows });
  return html`<div class="calls-list served">${table}</div>${pager(view, query, next)}`;
}

const MAX_PLACES = 6;

function columns(view: OwnerView, who: Who, rows: readonly UsageRecord[]): Column<UsageRecord>[] {
  const t = CALLS[view.language];
  const places = placesFor(
    rows.map(({ cost }) => cost),
    MAX_PLACES,
  );
  return [
    {
      head: t.time,
      isName: true,
      cell: ({ id, startedAt }) =>
        html`<a class="quiet-link" href="${CALLS_PATH}/${id}">${time(startedAt, view, 'shortMoment')}</a>`,
    },
    { head: WHO[view.language].student, cell: ({ studentId }) => studentLink(view, who, studentId) },
    { head: t.model, cell: modelText },
    { head: t.outcome, cell: ({ outcome }) => outcomeMark(view, outcome) },
    { head: t.input, isNumber: true, cell: (record) => inputText(view, record) },
    { head: t.output, isNumber: true, cell: ({ outputTokens }) => count(outputTokens) },
    {
      head: t.cost,
      isNumber: true,
      cell: (record) => html`${money(record.cost, view, places)}${refundNote(view, record)}`,
      value: ({ cost }) => formatUsd(cost),
    },
    { head: t.took, isNumber: true, cell: ({ durationMs }) => seconds(view, durationMs) },
  ];
}

/** An alias shows both: what was asked for, and what answered. */
function modelText({ model, servedModel }: UsageRecord): Html {
  if (model === servedModel) return html`${model}`;
  return html`<span>${model} <span class="quiet-text">→ ${servedModel}</span></span>`;
}

function inputText({ language }: OwnerView, { inputTokens, cachedInputTokens }: UsageRecord): Html {
  if (cachedInputTokens === 0) return html`${count(inputTokens)}`;
  const note = `${CALLS[language].cached} ${count(cachedInputTokens)}`;
  return html`<span>${count(inputTokens)} <span class="cell-note">${note}</span></span>`;
}

function refundNote(view: OwnerView, { refunded }: UsageRecord): Html | null {
  if (refunded === 0) return null;
  return html` <span class="cell-note">${CALLS[view.language].refunded} ${money(refunded, { ...view, krwPerUsd: null })}</span>`;
}

/** In a list, only what is out of the ordinary catches the eye. */
export function outcomeMark(view: OwnerView, outcome: UsageRecord['outcome']): Part {
  return FINE.has(outcome) ? OUTCOMES[view.language][outcome].name : outcomeBadge(view, outcome);
}

export function outcomeBadge({ language }: OwnerView, outcome: UsageRecord['outcome']): Html {
  const { name } = OUTCOMES[language][outcome];
  return badge(name, FINE.has(outcome) ? 'plain' : FREE.has(outcome) ? 'near' : 'bad');
}

/** Charged at their real cost; not charged at all. Of the others, somebody may want the money back. */
const FINE: ReadonlySet<UsageRecord['outcome']> = new Set(['ok', 'hung_up']);
const FREE: ReadonlySet<UsageRecord['outcome']> = new Set(['upstream_refused', 'upstream_unreachable']);

export function seconds({ language }: OwnerView, ms: number): string {
  return CALLS[language].seconds((ms / 1000).toLocaleString('en', { maximumFractionDigits: ms < 10_000 ? 2 : 0 }));
}
