import type { FastifyInstance } from 'fastify';
import type { SchoolClass } from '../../../../access/classes.ts';
import type { ClassPlace } from '../../../../access/join-requests.ts';
import {
  approveJoinRequests,
  declineJoinRequests,
  getJoinRequest,
  type JoinRequestDetails,
} from '../../../../admin/join-requests.ts';
import { checkbox, submit } from '../../../components/field.ts';
import { renderPage } from '../../../components/layout.ts';
import { notice } from '../../../components/notice.ts';
import { time } from '../../../format/format-time.ts';
import type { Site } from '../../../web/deps.ts';
import { postForm } from '../../../web/forms.ts';
import { attribute, type Html, html } from '../../../web/html.ts';
import { PageError } from '../../../web/page-error.ts';
import { seeOther, withStatus } from '../../../web/page-response.ts';
import { ownerPage, ownerPost } from '../../../web/page-routes.ts';
import { parseId } from '../../../web/parse-id.ts';
import { inZone, type OwnerView } from '../../../web/view-context.ts';
import { problemText } from '../../form-errors/form-errors.ts';
import { loadClass } from '../load.ts';
import { REQUEST_PATH, requestPath, requestsPath } from './paths.ts';
import { REQUESTS } from './request-texts.ts';
import { AS_NEW, approvalAs } from './requests-table.ts';

interface LoadedRequest extends JoinRequestDetails {
  readonly schoolClass: SchoolClass;
  readonly places: readonly ClassPlace[];
}

/** One join request, approved as any student of the class. */
export function requestRoutes(app: FastifyInstance, site: Site): void {
  ownerPage(app, site, REQUEST_PATH, async ({ view, param }) =>
    requestPage(view, await load(param('id'), param('request'), site)),
  );

  ownerPost(app, site, REQUEST_PATH, async ({ view, param, form }) => {
    const loaded = await load(param('id'), param('request'), site);
    const { id: classId } = loaded.schoolClass;
    const { id } = loaded.request;
    if (form.text('act') === 'decline') {
      const { failed } = await declineJoinRequests(classId, [id], view.actor, site);
      if (failed.length > 0) throw new PageError(404);
      return seeOther(requestsPath(classId), 'requests_declined');
    }
    const as = form.text('as');
    const approval = approvalAs(as, form.has('revoke'));
    const { failed } = await approveJoinRequests(classId, [{ id, approval }], view.actor, site);
    const [failure] = failed;
    if (failure === undefined) return seeOther(requestsPath(classId), 'requests_approved');
    return withStatus(422, requestPage(view, loaded, { as, error: problemText(view.language, failure.error.problem) }));
  });
}

/** @throws PageError 404, AdminError join_request_not_found */
async function load(classId: string, id: string, site: Site): Promise<LoadedRequest> {
  const schoolClass = await loadClass(classId, site);
  return { schoolClass, ...(await getJoinRequest(schoolClass.id, parseId(id), site)) };
}

function requestPage(
  ownerView: OwnerView,
  { schoolClass, request, suggestion, places }: LoadedRequest,
  refused: { readonly as: string; readonly error: string } | null = null,
): Html {
  const view = inZone(ownerView, schoolClass.timeZone);
  const t = REQUESTS[view.language];
  const { id, name, identity, browsers, state, createdAt, expiresAt, studentId } = request;
  const facts = html`<dl class="facts"><dt>${t.name}</dt><dd>${name}</dd><dt>${t.identity}</dt><dd>${identity ?? '–'}</dd>
<dt>${t.asked}</dt><dd>${time(createdAt, view, 'moment')}</dd><dt>${t.until}</dt><dd>${time(expiresAt, view, 'moment')}</dd></dl>`;
  const suggested = suggestion.candidates[0]?.student.id;
  const chosen = refused?.as ?? (suggested === undefined ? AS_NEW : String(suggested));
  const approvedAs = places.find(({ student }) => student.id === studentId)?.student.name ?? String(studentId);
  const approval =
    state === 'approved'
      ? html`<p>${t.approvedAs(approvedAs)}</p>`
      : html`<div class="field"><label for="field-as">${t.as}</label><select id="field-as" name="as">${asOptions(view, places, chosen)}</select></div>
${checkbox('revoke', t.revoke)}${submit(t.approveOne)}`;
  const path = requestPath(schoolClass.id, id);
  const declining = html`<input type="hidden" name="act" value="decline">${submit(t.declineOne, 'danger')}`;
  return renderPage(view, {
    title: t.oneTitle(name),
    lead: schoolClass.name,
    actions: html`<a class="button plain" href="${requestsPath(schoolClass.id)}">${t.title}</a>`,
    body: html`${refused === null ? null : notice('bad', refused.error)}${browsers > 1 ? notice('near', t.browsers(browsers)) : null}
<div class="stack">${facts}${state === 'approved' ? approval : postForm(view, path, approval, 'class-form')}</div>
<div class="section">${postForm(view, path, declining)}</div>`,
    scripts: ['once.js'],
  });
}

function asOptions({ language }: OwnerView, places: readonly ClassPlace[], chosen: string): Html {
  const t = REQUESTS[language];
  const group = (label: string, isTaken: boolean) => {
    const options = places
      .filter((place) => place.isTaken === isTaken)
      .map(({ student }) =>
        option(String(student.id), `${student.name} ${student.studentNumber ?? ''}`.trim(), chosen),
      );
    return options.length === 0 ? null : html`<optgroup label="${label}">${options}</optgroup>`;
  };
  return html`${option(AS_NEW, t.asNew, chosen)}${group(t.unclaimed, false)}${group(t.claimed, true)}`;
}

function option(value: string, text: string, chosen: string): Html {
  return html`<option ${[attribute('value', value), attribute('selected', value === chosen)]}>${text}</option>`;
}
