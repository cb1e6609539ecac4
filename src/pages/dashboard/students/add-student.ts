import type { FastifyInstance } from 'fastify';
import type { SchoolClass } from '../../../access/classes.ts';
import { createStudent } from '../../../admin/students.ts';
import type { BudgetLimit } from '../../../ledger/budgets.ts';
import { selectField, submit, textField } from '../../components/field.ts';
import { parseUsd } from '../../format/parse-usd.ts';
import type { Site } from '../../web/deps.ts';
import { type Form, postForm } from '../../web/forms.ts';
import { attribute, type Html, html } from '../../web/html.ts';
import { seeOther, withStatus } from '../../web/page-response.ts';
import { ownerPost } from '../../web/page-routes.ts';
import type { OwnerView, ViewContext } from '../../web/view-context.ts';
import { classChoices, parseClassChoice } from '../classes/class-choices.ts';
import { attempt, fieldsNamed, type RefusedForm } from '../form-errors/form-errors.ts';
import { STUDENTS_PATH, studentPath } from '../student/student-path.ts';
import { STUDENTS } from './texts.ts';

/** The form fields of a new student. */
export const newStudentFieldAt = fieldsNamed({
  name: 'name',
  studentNumber: 'student_number',
  classId: 'class_id',
  budgets: 'weekly',
});

/** The list again, with the form that was refused. */
type ShowList = (view: OwnerView, refused: RefusedForm) => Promise<Html>;

export function addStudentRoutes(app: FastifyInstance, site: Site, showList: ShowList): void {
  ownerPost(app, site, STUDENTS_PATH, async ({ view, form }) => {
    const student = { name: form.text('name'), studentNumber: form.text('student_number'), ...enrolmentFrom(form) };
    const attempted = await attempt(view.language, newStudentFieldAt, () => createStudent(student, view.actor, site));
    if ('errors' in attempted) return withStatus(422, await showList(view, { form, errors: attempted.errors }));
    // A token is what a new student needs next.
    return seeOther(studentPath(attempted.done.id, '?issue=yes'), 'student_added');
  });
}

/** The class of a new student, and the weekly limit where one was typed. */
export interface Enrolment {
  readonly classId: number | null;
  /** Absent: none of their own. */
  readonly budgets?: readonly BudgetLimit[];
}

export function enrolmentFrom(form: Form): Enrolment {
  const weekly = form.text('weekly');
  return {
    classId: parseClassChoice(form.text('class_id')),
    ...(weekly === '' ? {} : { budgets: [{ period: 'week', limit: parseUsd(weekly) ?? Number.NaN }] }),
  };
}

export function enrolmentFields(view: ViewContext, classes: readonly SchoolClass[], refused: RefusedForm | null): Html {
  const t = STUDENTS[view.language];
  const choices = classChoices(classes, { value: '', text: t.noClass });
  return html`${selectField({
    ...{ name: 'class_id', label: t.schoolClass, choices },
    // The only class is the likely one.
    value: refused?.form.text('class_id') ?? (classes.length === 1 ? String(classes[0]?.id) : ''),
    error: refused?.errors.class_id,
  })}
${textField({
  ...{ name: 'weekly', label: t.weekly, hint: t.weeklyHint, inputmode: 'decimal', unit: 'USD' },
  value: refused?.form.text('weekly'),
  error: refused?.errors.weekly,
})}`;
}

/** @param isOpen without a click: there is no student yet, or the form was refused */
export function addStudentForm(
  view: ViewContext,
  classes: readonly SchoolClass[],
  { refused, isOpen }: { readonly refused: RefusedForm | null; readonly isOpen: boolean },
): Html {
  const t = STUDENTS[view.language];
  const name = textField({
    ...{ name: 'name', label: t.name, isRequired: true, maxLength: 200 },
    value: refused?.form.text('name'),
    error: refused?.errors.name,
  });
  const studentNumber = textField({
    ...{ name: 'student_number', label: t.studentNumber, hint: t.optional, maxLength: 40 },
    value: refused?.form.text('student_number'),
    error: refused?.errors.student_number,
  });
  const form = postForm(
    view,
    STUDENTS_PATH,
    html`${name}${studentNumber}${enrolmentFields(view, classes, refused)}${submit(t.add)}`,
  );
  return html`<details class="opens" id="add" ${attribute('open', isOpen)}><summary class="button primary">${t.add}</summary>
<div class="opened">${form}<p class="aside"><a href="${STUDENTS_PATH}/several">${t.addSeveral}</a></p></div></details>`;
}
