import type { IncidentDetails } from '../../../admin/incidents.ts';
import { refundable } from '../../../admin/refund-rules.ts';
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
import type { People } from '../people-filter/load-people.ts';
import { studentLink } from '../people-filter/people-links.ts';
import { describeIncident, incidentNote } from './describe-incident.ts';
import type { LoadedIncident } from './load.ts';
import { INCIDENTS_PATH } from './paths.ts';
import { INCIDENTS } from './texts.ts';

/** A refund that was refused: what was typed, and why. */
export interface RefusedRefund {
  readonly typed: string;
  readonly error: string;
}

/** One incident. Deciding takes two steps: the list links here, and here it says what each button does. */
export function incidentPage(view: OwnerView, { details, people }: LoadedIncident, refused?: RefusedRefund): Html {
  const t = INCIDENTS[view.language];
  const { title, means, outcome } = describeIncident(view, details);
  const { incident } = details;
  const left = refundable(incident);
  return renderPage(view, {
    title,
    heading: html`${title} ${outcome === null ? null : badge(outcome)}`,
    lead: means,
    actions: view.back === null ? html`<a class="button plain" href="${INCIDENTS_PATH}">${t.back}</a>` : undefined,
    body: html`${left === 0 && refused !== undefined ? notice('bad', refused.error) : null}<section>${facts(view, details, people)}</section>
${left > 0 ? refundForm(view, incident, nameOf(incident, people), refused) : null}
${incident.closedAt === null ? closeForm(view, incident) : null}`,
  });
}

function nameOf({ studentId }: Incident, { students }: People): string {
  return students.get(studentId ?? 0)?.name ?? '';
}

function facts(view: OwnerView, { incident, record }: IncidentDetails, people: People): Html {
  const t = INCIDENTS[view.language];
  const { studentId, recordId, charged, refunded, createdAt, closedAt, detail } = incident;
  const rows: readonly (readonly [string, Part])[] = [
    [t.happened, time(createdAt, view, 'exact')],
    [t.student, studentId === null ? null : studentLink(view, people, studentId)],
    [t.model, record === null ? null : modelOf(record)],
    [t.call, recordId === null ? null : html`<a href="/dashboard/calls/${recordId}">${recordId}</a>`],
    [t.charged, recordId === null ? null : money(charged, view)],
    [t.refunded, refunded === 0 ? null : money(refunded, view)],
    [t.decided, closedAt === null ? null : time(closedAt, view, 'exact')],
    [t.detail, recordId === null ? incidentNote(view, detail) : null],
  ];
  const present = rows.filter(([, value]) => value !== null);
  return html`<dl class="facts">${present.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}

function modelOf({ model, servedModel }: { readonly model: string; readonly servedModel: string }): string {
  return model === servedModel ? model : `${model} → ${servedModel}`;
}

function refundForm(view: OwnerView, incident: Incident, name: string, refused?: RefusedRefund): Html {
  const t = INCIDENTS[view.language];
  const left = refundable(incident);
  const amount = textField({
    name: 'amount_usd',
    label: t.amount,
    value: refused?.typed ?? formatUsd(left),
    unit: 'USD',
    hint: t.amountHint,
    error: refused?.error,
    inputmode: 'decimal',
    isRequired: true,
    maxLength: 30,
  });
  const content = html`<p>${t.refundWhat(name, formatMoney(left, view))} ${t.refundBill}</p>${amount}${submit(t.refund)}`;
  return html`<section><h2>${t.refundTitle}</h2>${postForm(view, `${INCIDENTS_PATH}/${incident.id}/refund`, content, 'decision')}</section>`;
}

function closeForm(view: OwnerView, { id, recordId }: Incident): Html {
  const t = INCIDENTS[view.language];
  const isAboutCall = recordId !== null;
  const content = html`<p>${isAboutCall ? t.closeCall : t.closeServer}</p>${submit(t.close, 'plain')}`;
  return html`<section><h2>${isAboutCall ? t.closeTitle : t.close}</h2>${postForm(view, `${INCIDENTS_PATH}/${id}/close`, content, 'decision')}</section>`;
}
