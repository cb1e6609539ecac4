import type { FastifyInstance } from 'fastify';
import { ownersChange } from '../../../api/deps.ts';
import { changeStudent, MAX_NOTE_CHARACTERS, storedStudent } from '../../../api/students.ts';
import { selectField, submit, textArea, textField } from '../../components/field.ts';
import { renderPage } from '../../components/layout.ts';
import { time } from '../../format/format-time.ts';
import type { Site } from '../../web/deps.ts';
import { postForm } from '../../web/forms.ts';
import { attribute, type Html, html } from '../../web/html.ts';
import { seeOther } from '../../web/page-response.ts';
import { ownerPage, ownerPost } from '../../web/page-routes.ts';
import { parseId } from '../../web/parse-id.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { classChoices, typedClassId } from '../classes/every-class.ts';
import { STUDENTS_PATH } from '../students/query.ts';
import { STUDENTS } from '../students/texts.ts';
import { attempt, type ErrorFields, type Opened, type ShowAgain } from './form-errors.ts';
import { type StudentFacts, studentPath } from './load-student.ts';
import { STUDENT } from './texts.ts';

const FIELDS: ErrorFields = {
  name: 'name',
  email: 'email',
  note: 'note',
  class_gone: 'class_id',
  moving_term: 'class_id',
};

/** Who a student is, and where; and removing one. */
export function aboutRoutes(app: FastifyInstance, site: Site, showAgain: ShowAgain): void {
  const { owner } = site;

  ownerPost(app, site, `${STUDENTS_PATH}/:id/about`, async ({ view, param, form }) => {
    const { id } = await storedStudent(parseId(param('id')), owner);
    const email = form.text('email');
    const wish = {
      name: form.text('name'),
      class_id: typedClassId(form.text('class_id')),
      email: email === '' ? null : email,
      note: form.text('note'),
    };
    const attempted = await attempt(view.language, FIELDS, () => changeStudent(id, wish, owner));
    if ('errors' in attempted) return showAgain(view, id, { name: 'about', tried: { form, errors: attempted.errors } });
    return seeOther(studentPath(id), 'student_changed');
  });

  ownerPage(app, site, `${STUDENTS_PATH}/:id/remove`, async ({ view, param }) =>
    removePage(view, await storedStudent(parseId(param('id')), owner)),
  );

  ownerPost(app, site, `${STUDENTS_PATH}/:id/remove`, async ({ param }) => {
    const { id } = await storedStudent(parseId(param('id')), owner);
    await owner.store.access.deleteStudent(id, ownersChange(owner));
    return seeOther(STUDENTS_PATH, 'student_removed');
  });
}

export function aboutSection(view: OwnerView, { student, classes }: StudentFacts, opened: Opened | null): Html {
  const t = STUDENT[view.language];
  const list = STUDENTS[view.language];
  const tried = opened?.name === 'about' ? opened.tried : null;
  const shown = (name: string, stored: string | null) => ({
    name,
    value: tried?.form.text(name) ?? stored ?? '',
    error: tried?.errors[name],
  });
  const choices = classChoices(classes, { value: '', text: list.noClass });
  const fields = html`${textField({ ...shown('name', student.name), label: list.name, isRequired: true, maxLength: 200 })}
${textField({ ...shown('email', student.email), label: t.email, type: 'email', hint: t.optional, maxLength: 254 })}
${selectField({ ...shown('class_id', String(student.classId ?? '')), label: list.schoolClass, choices, hint: t.classHint })}
${textArea({ ...shown('note', student.note), label: t.note, hint: t.noteHint, maxLength: MAX_NOTE_CHARACTERS })}
${submit(t.save)}`;
  const path = studentPath(student.id);
  return html`<section id="about"><h2>${t.about}</h2>
<dl class="facts"><dt>${t.email}</dt><dd>${student.email ?? '–'}</dd><dt>${t.added}</dt><dd>${time(student.createdAt, view, 'date')}</dd><dt>${t.note}</dt><dd class="words">${student.note ?? '–'}</dd></dl>
<details class="opens" ${attribute('open', tried !== null)}><summary class="button plain">${t.change}</summary>
<div class="opened">${postForm(view, `${path}/about`, fields)}</div></details>
<p class="more"><a class="away" href="${path}/remove">${t.remove}</a></p></section>`;
}

function removePage(view: OwnerView, { id, name }: StudentFacts['student']): Html {
  const t = STUDENT[view.language];
  const act = html`${submit(t.removeAct(name), 'danger')}<a class="button plain" href="${studentPath(id)}">${t.keep}</a>`;
  return renderPage(view, {
    title: t.removeTitle(name),
    body: html`<ul class="points">${t.whatStays.map((line) => html`<li>${line}</li>`)}</ul>${postForm(view, `${studentPath(id)}/remove`, act, 'actions')}`,
  });
}
