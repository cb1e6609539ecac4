import type { SchoolClass } from '../../../../access/classes.ts';
import type { JoinCandidate } from '../../../../admin/join-request-rules.ts';
import type { JoinRequestDetails } from '../../../../admin/join-requests.ts';
import type { JoinApproval } from '../../../../store/joining.ts';
import { dataTable } from '../../../components/data-table.ts';
import { checkbox } from '../../../components/field.ts';
import { ago } from '../../../format/format-time.ts';
import { attribute, type Html, html } from '../../../web/html.ts';
import { findId } from '../../../web/parse-id.ts';
import type { OwnerView, ViewContext } from '../../../web/view-context.ts';
import { requestPath } from './paths.ts';
import { REQUESTS } from './request-texts.ts';

/** The name of a request's checkbox. */
export const SELECTION = 'requests';
export const AS_NEW = 'new';

/** The name of the field that says as whom a request is approved. */
export function asField(id: number): string {
  return `as-${id}`;
}

/** @param as AS_NEW, or the id of a student of the class @returns null: nobody was chosen */
export function approvalAs(as: string, revokesTokens: boolean): JoinApproval | null {
  if (as === AS_NEW) return { as: 'new' };
  const studentId = findId(as);
  return studentId === null ? null : { as: 'student', studentId, revokesTokens };
}

/** @param names of the students of the class, by id */
export function requestsTable(
  view: OwnerView,
  rows: readonly JoinRequestDetails[],
  schoolClass: SchoolClass,
  names: ReadonlyMap<number, string>,
): Html {
  const t = REQUESTS[view.language];
  return dataTable<JoinRequestDetails>({
    caption: t.title,
    isCaptionHidden: true,
    rows,
    columns: [
      { head: t.name, isName: true, cell: (row) => nameCell(view, row) },
      { head: t.identity, cell: ({ request: { identity } }) => identity ?? '–' },
      { head: t.asked, cell: ({ request: { createdAt } }) => ago(createdAt, view) },
      { head: t.as, cell: (row) => asCell(view, row, schoolClass, names) },
    ],
  });
}

function nameCell({ language }: ViewContext, { request }: JoinRequestDetails): Html {
  const t = REQUESTS[language];
  const { id, name, browsers, attempts } = request;
  const label = html`<span class="unseen">${t.pick(name)}</span>`;
  const warning = browsers > 1 ? html`<span class="cell-note warning">${t.browsers(browsers)}</span>` : null;
  const tries = attempts > 2 ? html`<span class="cell-note">${t.attempts(attempts)}</span>` : null;
  return html`<span class="pick">${checkbox(SELECTION, label, false, String(id))}<span>${name}${warning}${tries}</span></span>`;
}

function asCell(
  { language }: ViewContext,
  { request, suggestion }: JoinRequestDetails,
  { id: classId }: SchoolClass,
  names: ReadonlyMap<number, string>,
): Html {
  const t = REQUESTS[language];
  const { id, name, state, studentId } = request;
  if (state === 'approved') {
    return html`<span class="quiet-text">${t.approvedAs(names.get(studentId ?? 0) ?? String(studentId))}</span>`;
  }
  const { choice, candidates } = suggestion;
  const chosen = choice === null ? '' : choice.as === 'new' ? AS_NEW : String(choice.studentId);
  const options = [
    { value: '', text: t.choose },
    ...candidates.map((candidate) => ({
      value: String(candidate.student.id),
      text: candidateText(language, candidate),
    })),
    { value: AS_NEW, text: t.asNew },
  ].map(
    ({ value, text }) =>
      html`<option ${[attribute('value', value), attribute('selected', value === chosen)]}>${text}</option>`,
  );
  return html`<span class="join-as"><select name="${asField(id)}" aria-label="${t.asWhom(name)}">${options}</select>
<a href="${requestPath(classId, id)}" aria-label="${t.moreOf(name)}">${t.more}</a></span>`;
}

/** "김민지 20261004: name and number match, has an API token" */
function candidateText(language: OwnerView['language'], { student, matchedBy, isTaken }: JoinCandidate): string {
  const t = REQUESTS[language];
  const who = student.studentNumber === null ? student.name : `${student.name} ${student.studentNumber}`;
  return `${who}: ${t.matches[matchedBy]}${isTaken ? `, ${t.taken}` : ''}`;
}
