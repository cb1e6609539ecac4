import type { CallDetails } from '../../../admin/calls.ts';
import { formatUsd, type NanoUsd } from '../../../ledger/money.ts';
import type { Incident } from '../../../store/journal-store.ts';
import type { UsageRecord } from '../../../store/usage-record.ts';
import { badge } from '../../components/badge.ts';
import { endpointName } from '../../components/endpoint-name.ts';
import { notice } from '../../components/notice.ts';
import { OUTCOMES } from '../../components/outcome-texts.ts';
import { formatCount } from '../../format/format-count.ts';
import { money } from '../../format/format-money.ts';
import { time } from '../../format/format-time.ts';
import { type Html, html, type Part } from '../../web/html.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { linkTo } from '../../web/way-back.ts';
import type { People } from '../people-filter/load-people.ts';
import { classLink, studentLink } from '../people-filter/people-links.ts';
import { PEOPLE } from '../people-filter/texts.ts';
import { CALLS_PATH } from './calls-form.ts';
import { formatSeconds } from './format-seconds.ts';
import { outcomeBadge } from './outcome-badge.ts';
import { CALLS } from './texts.ts';

type Facts = readonly (readonly [name: string, value: Part])[];

export function callDetails(view: OwnerView, people: People, call: CallDetails): Html {
  const { record, incidents } = call;
  const t = CALLS[view.language];
  return html`<p class="call-outcome">${outcomeBadge(view, record.outcome)} ${OUTCOMES[view.language][record.outcome].what}</p>
${incidents.map((incident) => incidentNotice(view, incident))}
<div class="columns call">
<section><h2>${t.who}</h2>${facts(peopleFacts(view, people, call))}</section>
<section><h2>${t.usage}</h2>${facts(usageFacts(view, record))}</section>
<section><h2>${t.money}</h2>${facts(moneyFacts(view, record))}</section>
<section><h2>${t.timing}</h2>${facts(timeFacts(view, record))}</section>
</div>
${view.back === null ? html`<p class="section"><a href="${CALLS_PATH}">${t.back}</a></p>` : null}`;
}

function incidentNotice(view: OwnerView, { id, closedAt }: Incident): Html {
  const t = CALLS[view.language];
  const isOpen = closedAt === null;
  const state = badge(isOpen ? t.incidentOpen : t.incidentClosed, isOpen ? 'near' : 'plain');
  return notice(
    isOpen ? 'near' : 'good',
    html`<a href="${linkTo(view, `/dashboard/incidents/${id}`)}">${t.incident} ${id}</a> ${state}`,
  );
}

function peopleFacts(view: OwnerView, people: People, { record, token }: CallDetails): Facts {
  const t = CALLS[view.language];
  const w = PEOPLE[view.language];
  const tokenName = token === null ? String(record.tokenId) : `${token.prefix}… ${token.label ?? ''}`;
  return [
    [w.student, studentLink(view, people, record.studentId)],
    [w.class, classLink(view, people, record.classId)],
    [t.apiToken, html`<span class="who">${tokenName}</span>`],
    [t.endpoint, html`<code>${endpointName(record.endpoint)}</code>`],
    [t.requestedModel, record.model],
    ...(record.model === record.servedModel ? [] : [[t.servedBy, record.servedModel] as const]),
  ];
}

function usageFacts({ language }: OwnerView, record: UsageRecord): Facts {
  const t = CALLS[language];
  const { inputTokens, cachedInputTokens, cacheWriteTokens, outputTokens, cost } = record;
  const { images } = record.quantities;
  const ofImages = images === 0 ? [] : [[t.images, number(images)] as const];
  if (inputTokens + outputTokens === 0 && cost > 0) return [[t.usage, t.unknownCounts], ...ofImages];
  return [
    [t.input, number(inputTokens)],
    [t.cachedInput, number(cachedInputTokens)],
    ...(cacheWriteTokens === 0 ? [] : [[t.cacheWrite, number(cacheWriteTokens)] as const]),
    [t.output, number(outputTokens)],
    ...ofImages,
  ];
}

function moneyFacts(view: OwnerView, record: UsageRecord): Facts {
  const t = CALLS[view.language];
  const { held, cost, refunded, saved } = record;
  const places = exactDecimals([held, cost, refunded, saved]);
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
    ...(saved === 0 ? [] : [[t.saved, amount(saved)] as const]),
    [t.price, record.priceVersion],
  ];
}

/** The amounts of one call are exact: they get the decimals of the longest one. */
function exactDecimals(amounts: readonly NanoUsd[]): number {
  return Math.max(2, ...amounts.map((nano) => formatUsd(nano).split('.')[1]?.length ?? 0));
}

function timeFacts(view: OwnerView, { startedAt, durationMs, firstByteMs }: UsageRecord): Facts {
  const t = CALLS[view.language];
  return [
    [t.time, time(startedAt, view, 'exact')],
    [t.firstByte, firstByteMs === null ? '–' : formatSeconds(view, firstByteMs)],
    [t.took, formatSeconds(view, durationMs)],
  ];
}

function number(value: number): Html {
  return html`<span class="number">${formatCount(value)}</span>`;
}

function facts(pairs: Facts): Html {
  return html`<dl class="facts">${pairs.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}
