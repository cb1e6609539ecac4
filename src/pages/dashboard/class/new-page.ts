import type { FastifyInstance } from 'fastify';
import { addClass } from '../../../api/class-changes.ts';
import { submit } from '../../components/field.ts';
import { renderPage } from '../../components/layout.ts';
import { limitsOf, type TypedLimits, typedLimits } from '../../components/limit-fields.ts';
import type { Site } from '../../web/deps.ts';
import { postForm } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { seeOther, withStatus } from '../../web/page-response.ts';
import { ownerPage, ownerPost } from '../../web/page-routes.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { CLASSES } from '../classes/texts.ts';
import { bodyOf, type ClassDraft, classFields, draftFrom, emptyDraft, errorsOf, type FieldErrors } from './form.ts';
import { limitSets } from './limits.ts';
import { CLASSES_PATH } from './paths.ts';

interface NewDraft {
  readonly draft: ClassDraft;
  readonly budgets: TypedLimits;
  readonly studentBudgets: TypedLimits;
}

/** Before `/dashboard/classes/:id`, which "new" must not be taken for. */
export function newClassRoutes(app: FastifyInstance, site: Site): void {
  ownerPage(app, site, `${CLASSES_PATH}/new`, ({ view }) => {
    const empty = { draft: emptyDraft(site.owner), budgets: {}, studentBudgets: {} };
    return newPage(view, site, empty, {});
  });

  ownerPost(app, site, CLASSES_PATH, async ({ view, form }) => {
    const draft = draftFrom(form);
    const [budgets, studentBudgets] = [typedLimits(form, 'budgets'), typedLimits(form, 'student_budgets')];
    try {
      const limits = { budgets: limitsOf(budgets), student_budgets: limitsOf(studentBudgets) };
      const { id } = await addClass({ ...bodyOf(draft), ...limits }, site.owner);
      return seeOther(`${CLASSES_PATH}/${id}`, 'class_added');
    } catch (error) {
      const errors = errorsOf(error, view, { draft, sets: { budgets, student_budgets: studentBudgets } });
      return withStatus(422, newPage(view, site, { draft, budgets, studentBudgets }, errors));
    }
  });
}

function newPage(view: OwnerView, site: Site, { draft, budgets, studentBudgets }: NewDraft, errors: FieldErrors): Html {
  const t = CLASSES[view.language];
  const content = html`${classFields(view, draft, errors, site.owner.allowedModels)}
${limitSets(view, site, { budgets, studentBudgets }, errors)}
${submit(t.create)}`;
  return renderPage(view, { title: t.add, lead: t.newLead, body: postForm(view, CLASSES_PATH, content, 'class-form') });
}
