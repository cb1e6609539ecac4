import type { FastifyInstance } from 'fastify';
import type { Student } from '../../../access/students.ts';
import { changeStudent, deleteStudent, getStudent, MAX_NOTE_CHARACTERS } from '../../../admin/students.ts';
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
import { linkTo } from '../../web/way-back.ts';
import { classChoices, parseClassChoice } from '../classes/class-choices.ts';
import { attempt, fieldsNamed } from '../form-errors/form-errors.ts';
import { STUDENTS } from '../students/texts.ts';
import type { LoadedStudent } from './load.ts';
import type { OpenForm, ShowRefused } from './open-form.ts';
import { STUDENT_PATH, STUDENTS_PATH, studentPath } from './student-path.ts';
import { STUDENT } from './texts.ts';

/** What the form on the page can change, and removing a student. */
export function aboutRoutes(app: FastifyInstance, site: Site, showRefused: ShowRefused): void {
  const fieldAt = fieldsNamed({
    name: 'name',
    studentNumber: 'student_number',
    email: 'email',
    note: 'note',
    classId: 'class_id',
  });

  ownerPost(app, site, `${STUDENT_PATH}/about`, async ({ view, param, form }) => {
    const { id } = await getStudent(parseId(param('id')), site);
    const email = form.text('email');
    const changes = {
      name: form.text('name'),
      studentNumber: form.text('student_number'),
      classId: parseClassChoice(form.text('class_id')),
      email: email === '' ? null : email,
      note: form.text('note'),
    };
    const attempted = await attempt(view.language, fieldAt, () => changeStudent(id, changes, view.actor, site));
    if ('errors' in attempted) return showRefused(view, id, 'about', { form, errors: attempted.errors });
    return seeOther(studentPath(id), 'student_changed');
  });

  ownerPage(app, site, `${STUDENT_PATH}/remove`, async ({ view, param }) =>
    removePage(view, await getStudent(parseId(param('id')), site)),
  );

  ownerPost(app, site, `${STUDENT_PATH}/remove`, async ({ view, param }) => {
    await deleteStudent(parseId(param('id')), view.actor, site);
    return seeOther(STUDENTS_PATH, 'student_removed');
  });
}

export function aboutSection(view: OwnerView, { student, classes }: LoadedStudent, openForm: OpenForm | null): Html {
  const t = STUDENT[view.language];
  const list = STUDENTS[view.language];
  const refused = openForm?.name === 'about' ? openForm.refused : null;
  const field = (name: string, stored: string | null) => ({
    name,
    value: refused?.form.text(name) ?? stored ?? '',
    error: refused?.errors[name],
  });
  const choices = classChoices(classes, { value: '', text: list.noClass });
  const fields = html`${textField({ ...field('name', student.name), label: list.name, isRequired: true, maxLength: 200 })}
${textField({ ...field('student_number', student.studentNumber), label: list.studentNumber, hint: t.optional, maxLength: 40 })}
${textField({ ...field('email', student.email), label: t.email, type: 'email', hint: t.optional, maxLength: 254 })}
${selectField({ ...field('class_id', String(student.classId ?? '')), label: list.schoolClass, choices, hint: t.classHint })}
${textArea({ ...field('note', student.note), label: t.note, hint: t.noteHint, maxLength: MAX_NOTE_CHARACTERS })}
${submit(t.save)}`;
  return html`<section id="about"><h2>${t.about}</h2>
<dl class="facts"><dt>${list.studentNumber}</dt><dd>${student.studentNumber ?? '–'}</dd><dt>${t.email}</dt><dd>${student.email ?? '–'}</dd><dt>${t.added}</dt><dd>${time(student.createdAt, view, 'date')}</dd><dt>${t.note}</dt><dd class="words">${student.note ?? '–'}</dd></dl>
<details class="opens" ${attribute('open', refused !== null)}><summary class="button plain">${t.change}</summary>
<div class="opened">${postForm(view, studentPath(student.id, '/about'), fields)}</div></details>
<p class="more"><a class="away" href="${linkTo(view, studentPath(student.id, '/remove'))}">${t.remove}</a></p></section>`;
}

function removePage(view: OwnerView, { id, name }: Student): Html {
  const t = STUDENT[view.language];
  const act = html`${submit(t.removeAct(name), 'danger')}<a class="button plain" href="${linkTo(view, studentPath(id))}">${t.keep}</a>`;
  return renderPage(view, {
    title: t.removeTitle(name),
    body: html`<ul class="points">${t.whatStays.map((line) => html`<li>${line}</li>`)}</ul>${postForm(view, studentPath(id, '/remove'), act, 'actions')}`,
  });
}
