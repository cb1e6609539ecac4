import type { FastifyInstance } from 'fastify';
import type { SchoolClass } from '../../../access/classes.ts';
import { AdminError } from '../../../admin/admin-error.ts';
import { changeClass } from '../../../api/class-changes.ts';
import { ownersChange } from '../../../api/deps.ts';
import { submit } from '../../components/field.ts';
import { renderPage } from '../../components/layout.ts';
import { limitsOf, typedLimits } from '../../components/limit-fields.ts';
import type { Site } from '../../web/deps.ts';
import { postForm } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { PageError } from '../../web/page-error.ts';
import { seeOther, withStatus } from '../../web/page-response.ts';
import { ownerPage, ownerPost } from '../../web/page-routes.ts';
import { parseId } from '../../web/parse-id.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { CLASSES } from '../classes/texts.ts';
import { bodyOf, type ClassDraft, classFields, draftFrom, draftOf, errorsOf, type FieldErrors } from './form.ts';
import { classPage } from './page.ts';
import { CLASSES_PATH, classPath } from './paths.ts';

const ONE = `${CLASSES_PATH}/:id`;

export function oneClassRoutes(app: FastifyInstance, site: Site): void {
  const { owner } = site;

  ownerPage(app, site, ONE, async ({ view, param, query }) => {
    const schoolClass = await classAt(param('id'), site);
    return classPage(view, site, { schoolClass, offset: offsetFrom(query.get('after')) });
  });

  ownerPage(app, site, `${ONE}/edit`, async ({ view, param }) => {
    const schoolClass = await classAt(param('id'), site);
    return editPage(view, site, schoolClass, draftOf(schoolClass), {});
  });

  ownerPost(app, site, `${ONE}/edit`, async ({ view, param, form }) => {
    const schoolClass = await classAt(param('id'), site);
    const draft = draftFrom(form);
    try {
      await changeClass(schoolClass.id, bodyOf(draft), owner);
      return seeOther(classPath(schoolClass.id), 'class_changed');
    } catch (error) {
      const errors = errorsOf(error, view, { draft });
      return withStatus(422, editPage(view, site, schoolClass, draft, errors));
    }
  });

  ownerPost(app, site, `${ONE}/budgets`, async ({ view, param, form }) => {
    const schoolClass = await classAt(param('id'), site);
    const [budgets, studentBudgets] = [typedLimits(form, 'budgets'), typedLimits(form, 'student_budgets')];
    try {
      const body = { budgets: limitsOf(budgets), student_budgets: limitsOf(studentBudgets) };
      await changeClass(schoolClass.id, body, owner);
      return seeOther(classPath(schoolClass.id), 'class_changed');
    } catch (error) {
      const errors = errorsOf(error, view, { sets: { budgets, student_budgets: studentBudgets } });
      const tried = { typed: { budgets, studentBudgets }, errors };
      return withStatus(422, await classPage(view, site, { schoolClass, offset: 0, limits: tried }));
    }
  });

  ownerPost(app, site, `${ONE}/join-places`, async ({ view, param, form }) => {
    const schoolClass = await classAt(param('id'), site);
    // "1,000", as the pages write it.
    const typed = form.text('join_places').replaceAll(',', '');
    try {
      await changeClass(schoolClass.id, { join_places: /^\d+$/.test(typed) ? Number(typed) : Number.NaN }, owner);
      return seeOther(classPath(schoolClass.id), Number(typed) === 0 ? 'joining_closed' : 'joining_open');
    } catch (thrown) {
      const error = errorsOf(thrown, view, {}).join_places;
      const tried = { schoolClass, offset: 0, places: { typed, error } };
      return withStatus(422, await classPage(view, site, tried));
    }
  });

  ownerPost(app, site, `${ONE}/join-code`, async ({ param }) => {
    const { id } = await owner.store.access.renewJoinCode(parseId(param('id')), ownersChange(owner));
    return seeOther(classPath(id), 'join_code_renewed');
  });

  ownerPost(app, site, `${ONE}/remove`, async ({ view, param }) => {
    const schoolClass = await classAt(param('id'), site);
    try {
      await owner.store.access.deleteClass(schoolClass.id, ownersChange(owner));
      return seeOther(CLASSES_PATH, 'class_removed');
    } catch (error) {
      // Somebody came into the class meanwhile: the page says what to do now.
      if (!(error instanceof AdminError && error.code === 'class_has_students')) throw error;
      return withStatus(409, await classPage(view, site, { schoolClass, offset: 0 }));
    }
  });
}

/** @throws PageError 404 */
export async function classAt(text: string, { owner }: Site): Promise<SchoolClass> {
  const schoolClass = await owner.store.access.getClass(parseId(text));
  if (schoolClass === null) throw new PageError(404);
  return schoolClass;
}

/** Whatever is no number begins at the start. */
export function offsetFrom(text: string | null): number {
  return text !== null && /^\d{1,7}$/.test(text) ? Number(text) : 0;
}

function editPage(
  view: OwnerView,
  site: Site,
  { id, name }: SchoolClass,
  draft: ClassDraft,
  errors: FieldErrors,
): Html {
  const t = CLASSES[view.language];
  const content = html`${classFields(view, draft, errors, site.owner.allowedModels)}${submit(t.save)}`;
  return renderPage(view, {
    title: t.editTitle(name),
    actions: html`<a class="button plain" href="${classPath(id)}">${t.back}</a>`,
    body: postForm(view, classPath(id, '/edit'), content, 'class-form'),
  });
}
