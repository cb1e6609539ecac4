import { formatUsd } from '../../../ledger/money.ts';
import type { Incident } from '../../../store/journal-store.ts';
import { badge } from '../../components/badge.ts';
import { submit, textField } from '../../components/field.ts';
import { renderPage } from '../../components/layout.ts';
import { notice } from '../../components/notice.ts';
import { formatMoney, money } from '../../format/format-money.ts';
import { time } from '../../format/format-time.ts';
import { postForm } from '../../web/forms.ts';
import { type Html, html, type Part } from '../../web/html.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { studentLink, type Who } from '../people-filter/people-filter.ts';
import { type IncidentStory, leftToRefund, toldOf } from './incident-details.ts';
import { INCIDENTS_PATH } from './list.ts';
import { INCIDENTS } from './texts.ts';

/** A refund that was not given: what was typed, and why. */
export interface RefundErrorShown {
  readonly typed: string;
  readonly error: string;
}

/** All about one incident. Deciding takes two steps: the list leads here, and here it says what each button does. */
export function incidentPage(view: OwnerView, story: IncidentStory, who: Who, faulty?: RefundErrorShown): Html {
  const t = INCIDENTS[view.language];
  const { title, means, outcome } = toldOf(view, story);
  const { incident } = story;
  const left = leftToRefund(incident);
  return renderPage(view, {
    title,
    heading: html`${title} ${outcome === null ? null : badge(outcome)}`,
    lead: means,
    actions: html`<a class="button plain" href="${INCIDENTS_PATH}">${t.back}</a>`,
    body: html`${left === 0 && faulty !== undefined ? notice('bad', faulty.error) : null}<section>${facts(view, story, who)}</section>
${left > 0 ? refundForm(view, incident, nameOf(incident, who), faulty) : null}
${incident.closedAt === null ? closeForm(view, incident) : null}`,
  });
}

/** Why a refund of this much was refused, as things stand now. */
export function tooMuch({ language }: OwnerView, incident: Incident): string {
  const { errors, tooMuch } = INCIDENTS[language];
  const left = leftToRefund(incident);
  return left === 0 ? errors.nothingLeft : tooMuch(formatUsd(left));
}

function nameOf({ studentId }: Incident, { students }: Who): string {
  return students.get(studentId ?? 0)?.name ?? '';
}

function facts(view: OwnerView, { incident, record }: IncidentStory, who: Who): Html {
  const t = INCIDENTS[view.language];
  const { studentId, recordId, charged, refunded, createdAt, closedAt, detail } = incident;
  const rows: readonly (readonly [string, Part])[] = [
    [t.happened, time(createdAt, view, 'exact')],
    [t.student, studentId === null ? null : studentLink(view, who, studentId)],
    [t.model, record === null ? null : modelOf(record)],
    [t.call, recordId === null ? null : html`<a href="/dashboard/calls/${recordId}">${recordId}</a>`],
    [t.charged, recordId === null ? null : money(charged, view)],
    [t.refunded, refunded === 0 ? null : money(refunded, view)],
    [t.decided, closedAt === null ? null : time(closedAt, view, 'exact')],
    [t.detail, recordId === null ? html`<span lang="en">${detail}</span>` : null],
  ];
  const shown = rows.filter(([, value]) => value !== null);
  return html`<dl class="facts">${shown.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}

function modelOf({ model, servedModel }: { readonly model: string; readonly servedModel: string }): string {
  return model === servedModel ? model : `${model} → ${servedModel}`;
}

function refundForm(view: OwnerView, incident: Incident, name: string, faulty?: RefundErrorShown): Html {
  const t = INCIDENTS[view.language];
  const left = leftToRefund(incident);
  const amount = textField({
    name: 'amount_usd',
    label: t.amount,
    value: faulty?.typed ?? formatUsd(left),
    unit: 'USD',
    hint: t.amountHint,
    error: faulty?.error,
    inputmode: 'decimal',
    isRequired: true,
    maxLength: 30,
  });
  const content = html`<p>${t.refundWhat(name, formatMoney(left, view))} ${t.refundBill}</p>${amount}${submit(t.refund)}`;
  return html`<section><h2>${t.refundTitle}</h2>${postForm(view, `${INCIDENTS_PATH}/${incident.id}/refund`, content, 'decision')}</section>`;
}

function closeForm(view: OwnerView, { id, recordId }: Incident): Html {
  const t = INCIDENTS[view.language];
  const isOfCall = recordId !== null;
  const content = html`<p>${isOfCall ? t.closeCall : t.closeHouse}</p>${submit(t.close, 'plain')}`;
  return html`<section><h2>${isOfCall ? t.closeTitle : t.close}</h2>${postForm(view, `${INCIDENTS_PATH}/${id}/close`, content, 'decision')}</section>`;
}
