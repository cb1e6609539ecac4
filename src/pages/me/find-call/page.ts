import type { FastifyInstance } from 'fastify';
import { holdIdOf } from '../../../ledger/hold-ids.ts';
import type { FoundCall } from '../../../store/found-call.ts';
import { submit, textField } from '../../components/field.ts';
import { renderPage } from '../../components/layout.ts';
import { notice } from '../../components/notice.ts';
import { money } from '../../format/format-money.ts';
import { time } from '../../format/format-time.ts';
import type { Site } from '../../web/deps.ts';
import { type Html, html, NOTHING, type Part } from '../../web/html.ts';
import { withStatus } from '../../web/page-response.ts';
import { studentPage } from '../../web/page-routes.ts';
import type { StudentView } from '../../web/view-context.ts';
import { ESTIMATE_PATH } from '../estimate/estimate-form.ts';
import { tokensOf } from '../last-calls.ts';
import { ME } from '../texts.ts';
import { FIND_CALL } from './texts.ts';

const FIND_PATH = '/me/call';
const MAX_ID_CHARACTERS = 100;

/** The cost of one of the student's own calls, by the x-request-id that its program got. */
export function findCallRoutes(app: FastifyInstance, site: Site): void {
  studentPage(app, site, FIND_PATH, async ({ view, query }) => {
    const requestId = (query.get('id') ?? '').trim();
    if (requestId === '') return findPage(view, '', NOTHING);
    const id = holdIdOf(requestId);
    const found = id === null ? null : await site.store.records.findCall(id, view.caller.student.id);
    const shown = requestId.slice(0, MAX_ID_CHARACTERS);
    if (found !== null) return findPage(view, shown, facts(view, found));
    return withStatus(404, findPage(view, shown, notice('near', FIND_CALL[view.language].none)));
  });
}

/** On the student's page: what a call would cost, and what one did cost. */
export function callCostSection(view: StudentView): Html {
  const t = FIND_CALL[view.language];
  return html`<section class="section stack"><h2>${t.section}</h2><p><a href="${ESTIMATE_PATH}">${t.estimate}</a></p>${findForm(view, '')}</section>`;
}

function findForm(view: StudentView, typed: string): Html {
  const t = FIND_CALL[view.language];
  const field = { name: 'id', label: t.label, hint: t.hint, value: typed, maxLength: MAX_ID_CHARACTERS };
  return html`<form method="get" action="${FIND_PATH}" class="stack">${textField({ ...field, isRequired: true })}${submit(t.find, 'plain')}</form>`;
}

function findPage(view: StudentView, typed: string, shown: Html): Html {
  const t = FIND_CALL[view.language];
  return renderPage(view, {
    title: t.title,
    actions: html`<a class="button plain" href="/me">${t.back}</a>`,
    body: html`${shown}<div class="section">${findForm(view, typed)}</div>`,
  });
}

function facts(view: StudentView, found: FoundCall): Html {
  const t = FIND_CALL[view.language];
  if ('hold' in found) {
    const { model, servedModel, since, amount } = found.hold;
    const rows: Row[] = [
      [t.started, time(since, view, 'exact')],
      [t.model, modelText({ model, servedModel })],
      [t.held, money(amount, view)],
    ];
    return html`<section><p>${t.running}</p>${list(rows)}</section>`;
  }
  const { record } = found;
  const { refunded } = record;
  const rows: Row[] = [
    [t.started, time(record.startedAt, view, 'exact')],
    [t.model, modelText(record)],
    [t.tokens, tokensOf(view, record)],
    [t.outcome, ME(view).outcomes[record.outcome]],
    [t.cost, money(record.cost, view)],
    ...(refunded === 0 ? [] : [[t.refunded, money(refunded, view)] as Row]),
  ];
  return html`<section>${list(rows)}</section>`;
}

type Row = readonly [string, Part];

function list(rows: readonly Row[]): Html {
  return html`<dl class="facts">${rows.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}

function modelText({ model, servedModel }: { readonly model: string; readonly servedModel: string }): string {
  return model === servedModel ? model : `${model} → ${servedModel}`;
}
