import type { FastifyInstance } from 'fastify';
import { listMoneyRequests, type WaitingMoneyRequest } from '../../../admin/list-money-requests.ts';
import { declineMoneyRequests, grantMoneyRequests, MAX_WORD_CHARACTERS } from '../../../admin/money-requests.ts';
import type { Decisions } from '../../../admin/settle-in-turns.ts';
import type { MoneyGrant } from '../../../store/money-request-store.ts';
import { CONTROLS } from '../../components/control-texts.ts';
import { textArea } from '../../components/field.ts';
import { renderPage } from '../../components/layout.ts';
import { notice } from '../../components/notice.ts';
import { parseUsd } from '../../format/parse-usd.ts';
import type { Site } from '../../web/deps.ts';
import { type Form, postForm } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { type RouteResponse, seeOther, withStatus } from '../../web/page-response.ts';
import { ownerPage, ownerPost } from '../../web/page-routes.ts';
import { findId } from '../../web/parse-id.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { problemText } from '../form-errors/form-errors.ts';
import { MONEY_REQUESTS_PATH } from './paths.ts';
import { amountField, GRANT_ONE, requestsTable, SELECTION, untilField } from './requests-table.ts';
import { WAITING_REQUESTS } from './texts.ts';

const ROWS_A_PAGE = 50;

/** Students who ask for more money: one, or several at once, are granted or declined. */
export function waitingRequestRoutes(app: FastifyInstance, site: Site): void {
  ownerPage(app, site, MONEY_REQUESTS_PATH, ({ view, query }) =>
    requestsPage(view, site, { after: findId(query.get('after') ?? '') }),
  );

  ownerPost(app, site, MONEY_REQUESTS_PATH, async ({ view, form }) => {
    const after = findId(form.text('after'));
    const one = findId(form.text(GRANT_ONE));
    const ids = one === null ? form.all(SELECTION).flatMap((id) => findId(id) ?? []) : [one];
    if (ids.length === 0) {
      const error = WAITING_REQUESTS[view.language].selectFirst;
      return withStatus(422, await requestsPage(view, site, { after, error, sent: form }));
    }
    const isDecline = one === null && form.text('act') === 'decline';
    const decisions = isDecline
      ? await declineMoneyRequests(ids, form.text('word'), view.actor, site)
      : await grantMoneyRequests(
          ids.map((id) => ({ id, grant: grantIn(form, id) })),
          view.actor,
          site,
        );
    return answer(view, site, form, decisions, isDecline ? 'money_declined' : 'money_granted');
  });
}

async function answer(
  view: OwnerView,
  site: Site,
  sent: Form,
  decisions: Decisions,
  done: 'money_granted' | 'money_declined',
): Promise<RouteResponse> {
  if (decisions.failed.length === 0) return seeOther(MONEY_REQUESTS_PATH, done);
  return withStatus(409, await requestsPage(view, site, { after: findId(sent.text('after')), decisions, sent }));
}

/** An amount that cannot be read is NaN, which the rules refuse. */
function grantIn(form: Form, id: number): MoneyGrant {
  const day = form.text(untilField(id));
  const amount = parseUsd(form.text(amountField(id))) ?? Number.NaN;
  return { amount, end: day === '' ? null : { day }, word: form.text('word') };
}

interface RequestsPageParts {
  readonly after: number | null;
  readonly error?: string;
  /** Of a form in which some failed. */
  readonly decisions?: Decisions;
  readonly sent?: Form;
}

async function requestsPage(
  view: OwnerView,
  site: Site,
  { after, error, decisions, sent }: RequestsPageParts,
): Promise<Html> {
  const t = WAITING_REQUESTS[view.language];
  const { rows, next } = await listMoneyRequests({ after, limit: ROWS_A_PAGE }, site);
  const zone = ({ schoolClass }: WaitingMoneyRequest) => schoolClass?.timeZone ?? site.timeZone;
  // Enter in a field presses the first button of a form: without this one, that of the first request.
  const nothing = html`<button hidden disabled></button>`;
  const form = html`${nothing}${requestsTable(view, rows, sent ?? null, zone)}<input type="hidden" name="after" value="${after ?? ''}">
${textArea({
  ...{ name: 'word', label: t.word, hint: t.wordHint(MAX_WORD_CHARACTERS), rows: 2, maxLength: MAX_WORD_CHARACTERS },
  value: sent?.text('word'),
})}
<p class="actions"><button class="button primary" name="act" value="grant">${t.grant}</button>
<button class="button danger-open" name="act" value="decline">${t.decline}</button></p><p class="hint">${t.shared}</p>`;
  return renderPage(view, {
    title: t.title,
    lead: t.lead,
    body: html`${error === undefined ? null : notice('bad', error)}${decisions === undefined ? null : failures(view, decisions, rows)}
${rows.length === 0 ? html`<p>${t.none}</p>` : postForm(view, MONEY_REQUESTS_PATH, form, 'stack')}${pager(view, after, next)}`,
    scripts: ['once.js'],
  });
}

/** By name where the request still waits: the number of one that was answered says nothing to the owner. */
function failures({ language }: OwnerView, { done, failed }: Decisions, rows: readonly WaitingMoneyRequest[]): Html {
  const names = new Map(rows.map(({ request, student }) => [request.id, student.name]));
  const lines = failed.map(
    ({ id, error }) => html`<li>${names.get(id) ?? id}: ${problemText(language, error.problem)}</li>`,
  );
  return notice('bad', html`<p>${WAITING_REQUESTS[language].failed(done.length)}</p><ul>${lines}</ul>`);
}

function pager({ language }: OwnerView, after: number | null, next: number | null): Html | null {
  if (after === null && next === null) return null;
  const t = WAITING_REQUESTS[language];
  return html`<nav class="pager" aria-label="${CONTROLS[language].pages}">${
    after === null ? null : html`<a href="${MONEY_REQUESTS_PATH}">${t.first}</a>`
  }${next === null ? null : html`<a rel="next" href="${MONEY_REQUESTS_PATH}?after=${next}">${t.next}</a>`}</nav>`;
}
