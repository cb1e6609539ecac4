import type { FastifyInstance } from 'fastify';
import type { SchoolClass } from '../../../access/classes.ts';
import { addStudent } from '../../../api/students.ts';
import { selectField, submit, textField } from '../../components/field.ts';
import { typedUsd } from '../../format/parse-usd.ts';
import type { Site } from '../../web/deps.ts';
import { type Form, postForm } from '../../web/forms.ts';
import { attribute, type Html, html } from '../../web/html.ts';
import { seeOther, withStatus } from '../../web/page-response.ts';
import { ownerPost } from '../../web/page-routes.ts';
import type { OwnerView, ViewContext } from '../../web/view-context.ts';
import { classChoices, typedClassId } from '../classes/every-class.ts';
import { attempt, type ErrorFields, type Tried } from '../student/form-errors.ts';
import { STUDENTS_PATH } from './query.ts';
import { STUDENTS } from './texts.ts';

export const ADDING_FIELDS: ErrorFields = { name: 'name', class_gone: 'class_id', amount: 'weekly' };

type ShowList = (view: OwnerView, tried: Tried) => Promise<Html>;

/** @param showList the page of the list, with the form and what was wrong with it */
export function addStudentRoutes(app: FastifyInstance, site: Site, showList: ShowList): void {
  ownerPost(app, site, STUDENTS_PATH, async ({ view, form }) => {
    const wish = { name: form.text('name'), ...placeFrom(form) };
    const attempted = await attempt(view.language, ADDING_FIELDS, () => addStudent(wish, site.owner));
    if ('errors' in attempted) return withStatus(422, await showList(view, { form, errors: attempted.errors }));
    // A token is what a new student needs next.
    return seeOther(`${STUDENTS_PATH}/${attempted.done.id}?issue=yes`, 'student_added');
  });
}

/** The class and the budget of who is added, as the API takes them. */
export function placeFrom(form: Form) {
  const weekly = form.text('weekly');
  return {
    class_id: typedClassId(form.text('class_id')),
    ...(weekly === '' ? {} : { budgets: [{ period: 'week' as const, limit_usd: typedUsd(weekly) }] }),
  };
}

export function placeFields(view: ViewContext, classes: readonly SchoolClass[], tried: Tried | null): Html {
  const t = STUDENTS[view.language];
  const choices = classChoices(classes, { value: '', text: t.noClass });
  return html`${selectField({
    ...{ name: 'class_id', label: t.schoolClass, choices },
    // Whoever has one class means that one.
    value: tried?.form.text('class_id') ?? (classes.length === 1 ? String(classes[0]?.id) : ''),
    error: tried?.errors.class_id,
  })}
${textField({
  ...{ name: 'weekly', label: t.weekly, hint: t.weeklyHint, inputmode: 'decimal', unit: 'USD' },
  value: tried?.form.text('weekly'),
  error: tried?.errors.weekly,
})}`;
}

/** @param isOpen without a click: there is nobody yet, or the form has to be mended */
export function addStudentForm(
  view: ViewContext,
  classes: readonly SchoolClass[],
  { tried, isOpen }: { readonly tried: Tried | null; readonly isOpen: boolean },
): Html {
  const t = STUDENTS[view.language];
  const name = textField({
    ...{ name: 'name', label: t.name, isRequired: true, maxLength: 200 },
    value: tried?.form.text('name'),
    error: tried?.errors.name,
  });
  const form = postForm(view, STUDENTS_PATH, html`${name}${placeFields(view, classes, tried)}${submit(t.add)}`);
  return html`<details class="opens" id="add" ${attribute('open', isOpen)}><summary class="button primary">${t.add}</summary>
<div class="opened">${form}<p class="aside"><a href="${STUDENTS_PATH}/several">${t.addSeveral}</a></p></div></details>`;
}
