import type { FastifyInstance } from 'fastify';
import type { SchoolClass } from '../../../access/classes.ts';
import { AdminError } from '../../../admin/admin-error.ts';
import {
  type ClaimLinkRequest,
  createClaimLinks,
  findOpenLinks,
  type MadeClaimLink,
  revokeClaimLinks,
} from '../../../admin/claim-links.ts';
import { mailClaimLinks } from '../../../admin/claim-mail.ts';
import { getStudent } from '../../../admin/students.ts';
import type { ClaimSelection } from '../../../store/claim-link-store.ts';
import { sendCsv } from '../../web/csv-file.ts';
import type { Site } from '../../web/deps.ts';
import type { Form } from '../../web/forms.ts';
import { type RouteResponse, seeOther, withStatus } from '../../web/page-response.ts';
import { ownerPage, ownerPost } from '../../web/page-routes.ts';
import { findId, parseId } from '../../web/parse-id.ts';
import { inZone, type OwnerView } from '../../web/view-context.ts';
import { selectedStudents } from '../class/bulk/bulk-request.ts';
import { ALL_MEMBERS, loadClass, loadMembers } from '../class/load.ts';
import { attempt, fieldsNamed } from '../form-errors/form-errors.ts';
import { studentPath } from '../student/student-path.ts';
import { claimCsv } from './claim-csv.ts';
import { type ClassLinks, classLinksPage, EMPTY_LINKS_DRAFT, type LinksDraft } from './class-page.ts';
import { madePage, usedPage } from './made-page.ts';
import { CLASS_LINKS_PATH, classLinksPath, MADE_LINKS_PATH, STUDENT_LINK_PATH } from './paths.ts';
import { CLAIM_LINKS } from './texts.ts';

/** Links are shown by the answer to the form that makes them, and nowhere else: as new API tokens are. */
export function claimLinkRoutes(app: FastifyInstance, site: Site): void {
  ownerPage(app, site, CLASS_LINKS_PATH, async ({ view, param }) => {
    const schoolClass = await loadClass(param('id'), site);
    return showClass(view, schoolClass, EMPTY_LINKS_DRAFT, site);
  });

  // Students who were ticked in the list of the class.
  ownerPost(app, site, `${CLASS_LINKS_PATH}/selected`, async ({ view, param, form }) => {
    const schoolClass = await loadClass(param('id'), site);
    const students = await selectedStudents(form, schoolClass, site);
    const selected = new Set(students.map(({ student }) => student.id));
    const who = selected.size === 0 ? 'without_token' : 'selected';
    return showClass(view, schoolClass, { ...EMPTY_LINKS_DRAFT, for: who, selected }, site);
  });

  ownerPost(app, site, CLASS_LINKS_PATH, async ({ view, param, form }) => {
    const schoolClass = await loadClass(param('id'), site);
    const draft = draftFrom(form);
    const back = { href: classLinksPath(schoolClass.id), text: CLAIM_LINKS[view.language].title };
    const request = { selection: selectionOf(schoolClass, draft), days: daysIn(form), newestId: newestIn(form) };
    const made = await makeLinks(view, request, site);
    if (made === 'used') return withStatus(409, usedPage(view, back));
    if ('errors' in made) return withStatus(422, await showClass(view, schoolClass, { ...draft, ...made }, site));
    if (made.done.length > 0) return madePage(view, made.done, { lead: schoolClass.name, back }, site);
    const errors = { students: CLAIM_LINKS[view.language].nobody };
    return withStatus(422, await showClass(view, schoolClass, { ...draft, errors }, site));
  });

  ownerPost(app, site, `${CLASS_LINKS_PATH}/revoke`, async ({ view, param }) => {
    const { id } = await loadClass(param('id'), site);
    await revokeClaimLinks({ classId: id }, view.actor, site);
    return seeOther(classLinksPath(id), 'claim_links_revoked');
  });

  ownerPost(app, site, STUDENT_LINK_PATH, async ({ view, param, form }) => {
    const { id, name } = await getStudent(parseId(param('id')), site);
    const back = { href: studentPath(id), text: CLAIM_LINKS[view.language].toStudent };
    const made = await makeLinks(view, { selection: { studentId: id }, newestId: newestIn(form) }, site);
    if (made === 'used' || 'errors' in made) return withStatus(409, usedPage(view, back));
    return madePage(view, made.done, { lead: name, back }, site);
  });

  ownerPost(app, site, `${STUDENT_LINK_PATH}/revoke`, async ({ view, param }) => {
    const { id } = await getStudent(parseId(param('id')), site);
    await revokeClaimLinks({ studentId: id }, view.actor, site);
    return seeOther(studentPath(id), 'claim_links_revoked');
  });

  ownerPost(app, site, `${MADE_LINKS_PATH}/csv`, async ({ view, form, reply }) => {
    const links = await findOpenLinks(form.all('code'), site);
    return sendCsv(reply, 'jigap-claim-links.csv', claimCsv(view, links, site));
  });

  ownerPost(app, site, `${MADE_LINKS_PATH}/mail`, async ({ view, form }) => {
    const links = await findOpenLinks(form.all('code'), site);
    await mailClaimLinks(links, view.actor, site);
    return answerMailed(links);
  });
}

/** Where the owner sees how far the e-mails have come. */
function answerMailed(links: readonly MadeClaimLink[]): RouteResponse {
  const [first] = links;
  if (first === undefined) return seeOther('/dashboard/classes');
  const { classId, id } = first.student;
  return seeOther(classId === null ? studentPath(id) : classLinksPath(classId), 'claim_links_mailed');
}

async function makeLinks(view: OwnerView, request: ClaimLinkRequest, site: Site) {
  try {
    const fields = fieldsNamed({ days: 'days', students: 'students' });
    return await attempt(view.language, fields, () => createClaimLinks(request, view.actor, site));
  } catch (error) {
    if (error instanceof AdminError && error.code === 'claim_links_outdated') return 'used';
    throw error;
  }
}

async function showClass(view: OwnerView, schoolClass: SchoolClass, draft: LinksDraft, site: Site) {
  return classLinksPage(inZone(view, schoolClass.timeZone), await loadLinks(view, schoolClass, site), draft);
}

async function loadLinks(view: OwnerView, schoolClass: SchoolClass, site: Site): Promise<ClassLinks> {
  const { claimLinks } = site.store;
  // Before the students: of two answers, the older one makes a form that is refused, and never one that revokes unseen.
  const newestId = await claimLinks.newestIdOfClass(schoolClass.id);
  const { rows: students } = await loadMembers(view, site, schoolClass, 0, ALL_MEMBERS);
  const links = await claimLinks.newestOf(students.map(({ student }) => student.id));
  return { schoolClass, students, links, newestId };
}

function draftFrom(form: Form): LinksDraft {
  const who = form.text('students');
  return {
    for: who === 'all' || who === 'selected' ? who : 'without_token',
    selected: selectedIn(form),
    days: form.text('days'),
    errors: {},
  };
}

function selectionOf({ id: classId }: SchoolClass, draft: LinksDraft): ClaimSelection {
  return { classId, students: draft.for === 'selected' ? [...draft.selected] : draft.for };
}

/** Ids; what is none was sent by no form of these pages, and names no student. */
function selectedIn(form: Form): ReadonlySet<number> {
  return new Set(form.all('student').map((id) => findId(id) ?? 0));
}

/** NaN for what is no number, which the rules refuse. */
function daysIn(form: Form): number {
  const typed = form.text('days');
  return /^\d+$/.test(typed) ? Number(typed) : Number.NaN;
}

/** NaN matches no link: a form without the field is refused. */
function newestIn(form: Form): number {
  const id = form.text('newest');
  return /^\d{1,15}$/.test(id) ? Number(id) : Number.NaN;
}
