import type { FastifyInstance } from 'fastify';
import type { SchoolClass } from '../../../../access/classes.ts';
import {
  approveJoinRequests,
  type ChosenApproval,
  declineJoinRequests,
  type JoinRequestDetails,
  listJoinRequests,
} from '../../../../admin/join-requests.ts';
import type { Decisions } from '../../../../admin/settle-in-turns.ts';
import { CONTROLS } from '../../../components/control-texts.ts';
import { renderPage } from '../../../components/layout.ts';
import { notice } from '../../../components/notice.ts';
import type { Site } from '../../../web/deps.ts';
import { type Form, postForm } from '../../../web/forms.ts';
import { type Html, html } from '../../../web/html.ts';
import { type RouteResponse, seeOther, withStatus } from '../../../web/page-response.ts';
import { ownerPage, ownerPost } from '../../../web/page-routes.ts';
import { findId } from '../../../web/parse-id.ts';
import { inZone, type OwnerView } from '../../../web/view-context.ts';
import { problemText } from '../../form-errors/form-errors.ts';
import { classPath } from '../class-path.ts';
import { loadClass } from '../load.ts';
import { REQUESTS_PATH, requestsPath } from './paths.ts';
import { REQUESTS } from './request-texts.ts';
import { approvalAs, asField, requestsTable, SELECTION } from './requests-table.ts';

const ROWS_A_PAGE = 50;

/** The join requests of a class: several are approved or declined at once. */
export function requestsRoutes(app: FastifyInstance, site: Site): void {
  ownerPage(app, site, REQUESTS_PATH, async ({ view, param, query }) => {
    const schoolClass = await loadClass(param('id'), site);
    return requestsPage(view, site, schoolClass, { after: findId(query.get('after') ?? '') });
  });

  ownerPost(app, site, REQUESTS_PATH, async ({ view, param, form }) => {
    const schoolClass = await loadClass(param('id'), site);
    const after = findId(form.text('after'));
    const ids = selectedIds(form);
    if (ids.length === 0) {
      const error = REQUESTS[view.language].selectFirst;
      return withStatus(422, await requestsPage(view, site, schoolClass, { after, error }));
    }
    const isDecline = form.text('act') === 'decline';
    const decisions = isDecline
      ? await declineJoinRequests(schoolClass.id, ids, view.actor, site)
      : await approveJoinRequests(
          schoolClass.id,
          ids.map((id) => approvalIn(form, id)),
          view.actor,
          site,
        );
    return answer(view, site, schoolClass, decisions, isDecline ? 'requests_declined' : 'requests_approved');
  });
}

async function answer(
  view: OwnerView,
  site: Site,
  schoolClass: SchoolClass,
  decisions: Decisions,
  done: 'requests_approved' | 'requests_declined',
): Promise<RouteResponse> {
  if (decisions.failed.length === 0) return seeOther(requestsPath(schoolClass.id), done);
  return withStatus(409, await requestsPage(view, site, schoolClass, { after: null, decisions }));
}

/** "all": every request of the page for which somebody is chosen. */
function selectedIds(form: Form): number[] {
  const ids = form.all(form.text('act') === 'approve_all' ? 'shown' : SELECTION).flatMap((id) => findId(id) ?? []);
  return form.text('act') === 'approve_all' ? ids.filter((id) => form.text(asField(id)) !== '') : ids;
}

function approvalIn(form: Form, id: number): ChosenApproval {
  return { id, approval: approvalAs(form.text(asField(id)), false) };
}

interface RequestsPageParts {
  readonly after: number | null;
  readonly error?: string;
  /** Of a form in which some failed. */
  readonly decisions?: Decisions;
}

async function requestsPage(
  ownerView: OwnerView,
  site: Site,
  schoolClass: SchoolClass,
  { after, error, decisions }: RequestsPageParts,
): Promise<Html> {
  const view = inZone(ownerView, schoolClass.timeZone);
  const t = REQUESTS[view.language];
  const { id, name, joinPlaces } = schoolClass;
  const [{ rows, next }, places] = await Promise.all([
    listJoinRequests(id, { after, limit: ROWS_A_PAGE }, site),
    site.store.joining.placesOf(id, view.now),
  ]);
  const names = new Map(places.map(({ student }) => [student.id, student.name]));
  const form = html`${requestsTable(view, rows, schoolClass, names)}
${rows.map(({ request }) => html`<input type="hidden" name="shown" value="${request.id}">`)}
<input type="hidden" name="after" value="${after ?? ''}">${actions(view, rows)}<p class="hint">${t.places(joinPlaces)}</p>`;
  return renderPage(view, {
    title: t.title,
    lead: t.lead(name),
    actions: html`<a class="button plain" href="${classPath(id)}">${t.toClass}</a>`,
    body: html`${error === undefined ? null : notice('bad', error)}${decisions === undefined ? null : failures(view, decisions)}
${rows.length === 0 ? html`<p>${t.none}</p>` : postForm(view, requestsPath(id), form, 'stack')}${pager(view, id, after, next)}`,
    scripts: ['once.js'],
  });
}

function actions({ language }: OwnerView, rows: readonly JoinRequestDetails[]): Html {
  const t = REQUESTS[language];
  const certain = rows.filter(({ request, suggestion }) => request.state === 'waiting' && suggestion.choice !== null);
  const all =
    certain.length === 0
      ? null
      : html`<p class="actions"><button class="button primary" name="act" value="approve_all">${t.approveAll(certain.length)}</button></p><p class="hint">${t.approveAllHint}</p>`;
  return html`<p class="actions"><button class="button plain" name="act" value="approve">${t.approve}</button>
<button class="button danger-open" name="act" value="decline">${t.decline}</button></p>${all}`;
}

function failures({ language }: OwnerView, { done, failed }: Decisions): Html {
  const lines = failed.map(({ id, error }) => html`<li>${id}: ${problemText(language, error.problem)}</li>`);
  return notice('bad', html`<p>${REQUESTS[language].failed(done.length)}</p><ul>${lines}</ul>`);
}

function pager({ language }: OwnerView, id: number, after: number | null, next: number | null): Html | null {
  if (after === null && next === null) return null;
  const t = REQUESTS[language];
  return html`<nav class="pager" aria-label="${CONTROLS[language].pages}">${
    after === null ? null : html`<a href="${requestsPath(id)}">${t.older}</a>`
  }${next === null ? null : html`<a rel="next" href="${requestsPath(id)}?after=${next}">${t.next}</a>`}</nav>`;
}
