import type { ApiToken } from '../../../access/api-tokens.ts';
import { formatUsd, type NanoUsd } from '../../../ledger/money.ts';
import type { Incident } from '../../../store/journal-store.ts';
import type { Store } from '../../../store/store.ts';
import type { UsageRecord } from '../../../store/usage-record.ts';
import { badge } from '../../components/badge.ts';
import { endpointName } from '../../components/endpoint-name.ts';
import { notice } from '../../components/notice.ts';
import { OUTCOMES } from '../../components/outcome-texts.ts';
import { money } from '../../format/format-money.ts';
import { time } from '../../format/format-time.ts';
import { type Html, html, type Part } from '../../web/html.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { classLink, studentLink, type Who } from '../people-filter/people-filter.ts';
import { WHO } from '../people-filter/texts.ts';
import { count } from '../usage/table.ts';
import { CALLS_PATH, outcomeBadge, seconds } from './list.ts';
import { CALLS } from './texts.ts';

export interface FoundCall {
  readonly record: UsageRecord;
  readonly incidents: readonly Incident[];
  /** null: it is not among the student's newest. */
  readonly token: ApiToken | null;
}

const MAX_TOKENS = 200;
const MAX_INCIDENTS = 20;

/** null: there is no such call, or it still runs. */
export async function findCall({ records, journal, access }: Store, id: number): Promise<FoundCall | null> {
  const { rows } = await records.listRecords({ after: id + 1, limit: 1 });
  const [record] = rows;
  if (record?.id !== id) return null;
  const [incidents, tokens] = await Promise.all([
    journal.listIncidents({ after: null, limit: MAX_INCIDENTS, recordId: id }),
    access.listTokens(record.studentId, { after: null, limit: MAX_TOKENS }),
  ]);
  const token = tokens.rows.find((each) => each.id === record.tokenId) ?? null;
  return { record, incidents: incidents.rows, token };
}

type Facts = readonly (readonly [name: string, value: Part])[];

export function callBody(view: OwnerView, who: Who, found: FoundCall): Html {
  const { record, incidents } = found;
  const t = CALLS[view.language];
  return html`<p class="call-outcome">${outcomeBadge(view, record.outcome)} ${OUTCOMES[view.language][record.outcome].what}</p>
${incidents.map((incident) => incidentNotice(view, incident))}
<div class="columns call">
<section><h2>${t.who}</h2>${facts(whoFacts(view, who, found))}</section>
<section><h2>${t.usage}</h2>${facts(tokenFacts(view, record))}</section>
<section><h2>${t.money}</h2>${facts(moneyFacts(view, record))}</section>
<section><h2>${t.timing}</h2>${facts(timeFacts(view, record))}</section>
</div>
<p class="section"><a href="${CALLS_PATH}">${t.back}</a></p>`;
}

function incidentNotice({ language }: OwnerView, { id, closedAt }: Incident): Html {
  const t = CALLS[language];
  const isOpen = closedAt === null;
  const state = badge(isOpen ? t.incidentOpen : t.incidentClosed, isOpen ? 'near' : 'plain');
  return notice(isOpen ? 'near' : 'good', html`<a href="/dashboard/incidents/${id}">${t.incident} ${id}</a> ${state}`);
}

function whoFacts(view: OwnerView, who: Who, { record, token }: FoundCall): Facts {
  const t = CALLS[view.language];
  const w = WHO[view.language];
  const tokenName = token === null ? String(record.tokenId) : `${token.prefix}… ${token.label ?? ''}`;
  return [
    [w.student, studentLink(view, who, record.studentId)],
    [w.class, classLink(view, who, record.classId)],
    [t.apiToken, html`<span class="who">${tokenName}</span>`],
    [t.endpoint, html`<code>${endpointName(record.endpoint)}</code>`],
    [t.asked, record.model],
    ...(record.model === record.servedModel ? [] : [[t.servedBy, record.servedModel] as const]),
  ];
}

function tokenFacts({ language }: OwnerView, record: UsageRecord): Facts {
  const t = CALLS[language];
  const { inputTokens, cachedInputTokens, cacheWriteTokens, outputTokens, cost } = record;
  if (inputTokens + outputTokens === 0 && cost > 0) return [[t.usage, t.unknownCounts]];
  return [
    [t.input, number(inputTokens)],
    [t.cachedInput, number(cachedInputTokens)],
    ...(cacheWriteTokens === 0 ? [] : [[t.cacheWrite, number(cacheWriteTokens)] as const]),
    [t.output, number(outputTokens)],
  ];
}

function moneyFacts(view: OwnerView, record: UsageRecord): Facts {
  const t = CALLS[view.language];
  const { held, cost, refunded } = record;
  const places = placesOf([held, cost, refunded]);
  const amount = (nano: NanoUsd) => html`<span class="number">${money(nano, view, places)}</span>`;
  return [
    [t.held, amount(held)],
    [t.cost, amount(cost)],
    ...(refunded === 0
      ? []
      : ([
          [t.refunded, amount(refunded)],
          [t.net, amount(cost - refunded)],
        ] as const)),
    [t.price, record.priceVersion],
  ];
}

/** One call is shown exactly: as many decimals as its longest amount has. */
function placesOf(amounts: readonly NanoUsd[]): number {
  return Math.max(2, ...amounts.map((nano) => formatUsd(nano).split('.')[1]?.length ?? 0));
}

function timeFacts(view: OwnerView, { startedAt, durationMs, firstByteMs }: UsageRecord): Facts {
  const t = CALLS[view.language];
  return [
    [t.time, time(startedAt, view, 'exact')],
    [t.firstByte, firstByteMs === null ? '–' : seconds(view, firstByteMs)],
    [t.took, seconds(view, durationMs)],
  ];
}

function number(value: number): Html {
  return html`<span class="number">${count(value)}</span>`;
}

function facts(pairs: Facts): Html {
  return html`<dl class="facts">${pairs.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}
