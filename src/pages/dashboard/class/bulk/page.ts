import type { FastifyInstance } from 'fastify';
import type { SchoolClass } from '../../../../access/classes.ts';
import { loadSchool } from '../../../../admin/budget-warnings.ts';
import { applyBulkPlan } from '../../../../admin/bulk-change.ts';
import type { BulkAction, BulkPlan } from '../../../../admin/bulk-plan.ts';
import { checkRemovalConfirmed, removalFacts } from '../../../../admin/bulk-removal.ts';

import { findWarningsAfter } from '../../../../admin/bulk-warnings.ts';
import { newestTopUpId, type TopUpWarning, topUpWarnings } from '../../../../admin/top-ups.ts';
import { sendCsv } from '../../../web/csv-file.ts';
import type { Site } from '../../../web/deps.ts';
import type { Form } from '../../../web/forms.ts';
import type { Html } from '../../../web/html.ts';
import { type RouteResponse, seeOther, withStatus } from '../../../web/page-response.ts';
import { ownerPost } from '../../../web/page-routes.ts';
import { inZone, type OwnerView } from '../../../web/view-context.ts';
import { attempt, fieldsNamed } from '../../form-errors/form-errors.ts';
import { STUDENTS_PATH } from '../../student/student-path.ts';
import { CLASS_PATH, classPath } from '../class-path.ts';
import { loadClass } from '../load.ts';
import type { ShowClass } from '../show-class.ts';
import type { BulkDraft } from './bulk-fields.ts';
import { draftFrom, planFrom } from './bulk-request.ts';
import { partlyDonePage, previewPage } from './preview-page.ts';
import { tokenCsv, tokensPage } from './tokens-page.ts';

/** After these, students may together spend more or less of what they share. */
const CHANGES_BUDGETS: ReadonlySet<BulkAction> = new Set(['move', 'set_budget', 'remove_budget', 'resume'] as const);

/** A preview; or the list again, with what was wrong. */
export async function answerBulk(
  view: OwnerView,
  site: Site,
  form: Form,
  schoolClass: SchoolClass,
  showList: (draft: BulkDraft) => Promise<Html>,
): Promise<RouteResponse> {
  const planned = await planFrom(form, schoolClass, view, site);
  if ('done' in planned) {
    const warnings = CHANGES_BUDGETS.has(planned.done.change.action)
      ? findWarningsAfter(planned.done, await loadSchool(site))
      : [];
    const { done: plan } = planned;
    const removal = plan.change.action === 'remove' ? await removalFacts(plan.changing, site) : undefined;
    const shortages = await topUpShortages(plan, site);
    const newestId = plan.change.action === 'top_up' ? { newestId: await newestTopUpId(site) } : {};
    return previewPage(inZone(view, schoolClass.timeZone), plan, { form, warnings, shortages, removal, ...newestId });
  }
  return withStatus(422, await showList({ ...draftFrom(form), errors: planned.errors }));
}

/** Of all top-ups together; none for another change. */
async function topUpShortages({ change, changing }: BulkPlan, site: Site): Promise<readonly TopUpWarning[]> {
  const [first] = changing;
  if (change.action !== 'top_up' || first === undefined) return [];
  return topUpWarnings({ scope: 'student', scopeId: first.student.id }, change.amount * changing.length, site);
}

/** null: the removal is confirmed. */
async function removalError(view: OwnerView, { changing }: BulkPlan, form: Form): Promise<string | null> {
  const typed = /^\d{1,6}$/.test(form.text('confirm')) ? Number(form.text('confirm')) : null;
  const confirmed = await attempt(view.language, fieldsNamed({ confirmStudents: 'confirm' }), async () =>
    checkRemovalConfirmed(changing.length, typed),
  );
  return 'errors' in confirmed ? (confirmed.errors.confirm ?? null) : null;
}

/** The list in which the students were ticked. */
export function listAfter(form: Form, classId: number): string {
  if (form.text('list') === 'students') return STUDENTS_PATH;
  const { offset } = draftFrom(form);
  return classPath(classId, offset === 0 ? '' : `?after=${offset}`);
}

/** First a preview of what would change, then the change; both are planned from the form that was sent. */
export function bulkRoutes(app: FastifyInstance, site: Site, showClass: ShowClass<BulkDraft>): void {
  ownerPost(app, site, `${CLASS_PATH}/bulk`, async ({ view, param, form }) => {
    const schoolClass = await loadClass(param('id'), site);
    return answerBulk(view, site, form, schoolClass, (draft) => showClass(view, schoolClass, draft));
  });

  ownerPost(app, site, `${CLASS_PATH}/bulk/do`, async ({ view, param, form }) => {
    const schoolClass = await loadClass(param('id'), site);
    const planned = await planFrom(form, schoolClass, view, site);
    if ('errors' in planned) {
      return withStatus(422, await showClass(view, schoolClass, { ...draftFrom(form), errors: planned.errors }));
    }
    const plan = planned.done;
    const error = plan.change.action === 'remove' ? await removalError(view, plan, form) : null;
    if (error !== null) {
      const removal = { ...(await removalFacts(plan.changing, site)), error };
      return withStatus(422, previewPage(inZone(view, schoolClass.timeZone), plan, { form, warnings: [], removal }));
    }
    const { issued, failed } = await applyBulkPlan(plan, view.actor, site);
    if (plan.change.action === 'tokens') return tokensPage(view, schoolClass, issued, failed);
    if (failed.length > 0) return withStatus(409, partlyDonePage(view, plan, failed));
    return seeOther(listAfter(form, schoolClass.id), 'bulk_done');
  });

  ownerPost(app, site, `${CLASS_PATH}/tokens.csv`, async ({ view, param, form, reply }) => {
    const { id } = await loadClass(param('id'), site);
    return sendCsv(reply, `jigap-tokens-class-${id}.csv`, tokenCsv(view.language, form));
  });
}
