import type { FastifyInstance } from 'fastify';
import { comparableName } from '../../../../access/students.ts';
import { AdminError } from '../../../../admin/admin-error.ts';
import { getClass } from '../../../../admin/classes.ts';
import { isNameANumber } from '../../../../admin/roster/roster-columns.ts';
import { checkNewStudents, createStudents, type NewStudent } from '../../../../admin/students.ts';
import { checkbox, submit, textArea } from '../../../components/field.ts';
import { renderPage } from '../../../components/layout.ts';
import { formatMoney } from '../../../format/format-money.ts';
import type { Site } from '../../../web/deps.ts';
import { type Form, postForm } from '../../../web/forms.ts';
import { type Html, html } from '../../../web/html.ts';
import { seeOther, withStatus } from '../../../web/page-response.ts';
import { ownerPage, ownerPost } from '../../../web/page-routes.ts';
import type { OwnerView, ViewContext } from '../../../web/view-context.ts';
import { loadClasses } from '../../classes/load.ts';
import { type FieldErrors, problemText, type RefusedForm } from '../../form-errors/form-errors.ts';
import { STUDENTS_PATH } from '../../student/student-path.ts';
import { enrolmentFields, enrolmentFrom, newStudentFieldAt } from '../add-student.ts';
import { STUDENTS } from '../texts.ts';
import { loadNamesIn } from './load.ts';
import { SEVERAL_STUDENTS } from './texts.ts';

const SEVERAL_PATH = `${STUDENTS_PATH}/several`;
const MAX_STUDENTS_AT_ONCE = 200;
const MAX_LIST_CHARACTERS = 50_000;

/** A list of names, then a preview, then adding them: nothing changes before the last step. */
export function severalStudentsRoutes(app: FastifyInstance, site: Site): void {
  ownerPage(app, site, SEVERAL_PATH, ({ view }) => listPage(view, site, null));

  ownerPost(app, site, SEVERAL_PATH, async ({ view, form }) => {
    const names = parseLines(form);
    const errors = await findErrors(view, names, () => checkStudents(names, form, site));
    if (errors !== null) return withStatus(422, await listPage(view, site, { form, errors }));
    return form.text('again') === '' ? previewPage(view, site, form) : listPage(view, site, { form, errors: {} });
  });

  ownerPost(app, site, `${SEVERAL_PATH}/add`, async ({ view, form }) => {
    const names = form.all('name');
    const errors = await findErrors(view, names, () => createStudents(studentsFrom(names, form), view.actor, site));
    if (errors !== null) return withStatus(422, await listPage(view, site, { form, errors }));
    const { classId } = enrolmentFrom(form);
    const query = classId === null ? '?class=none' : `?class=${classId}`;
    return seeOther(`${STUDENTS_PATH}${query}&sort=created`, 'students_added');
  });
}

function studentsFrom(names: readonly string[], form: Form): readonly NewStudent[] {
  const enrolment = enrolmentFrom(form);
  return names.map((name) => ({ name, ...enrolment }));
}

/** What createStudents() would refuse is refused before the preview. @throws AdminError */
async function checkStudents(names: readonly string[], form: Form, site: Site): Promise<void> {
  checkNewStudents(studentsFrom(names, form), site);
  const { classId } = enrolmentFrom(form);
  if (classId !== null) await getClass(classId, site, ['classId']);
}

/** Two lines of one name are two students. A column of a spreadsheet may bring tabs around the names. */
function parseLines(form: Form): readonly string[] {
  const lines = (form.all('names')[0] ?? '').slice(0, MAX_LIST_CHARACTERS).split(/[\r\n]+/);
  return lines.map((line) => line.trim()).filter((line) => line !== '');
}

/** null: nothing was refused. A wrong name is named by its line. */
async function findErrors(
  { language }: ViewContext,
  names: readonly string[],
  act: () => Promise<unknown>,
): Promise<FieldErrors | null> {
  const t = SEVERAL_STUDENTS[language];
  if (names.length === 0) return { names: t.none };
  if (names.length > MAX_STUDENTS_AT_ONCE) return { names: t.tooMany(MAX_STUDENTS_AT_ONCE) };
  const more = names.findIndex((name) => name.includes('\t') || isNameANumber(name));
  if (more >= 0) return { names: t.badLine(more + 1, t.notOneName) };
  try {
    await act();
    return null;
  } catch (error) {
    if (!(error instanceof AdminError)) throw error;
    // In the list, or a class that all of them share.
    const [index, ...path] = typeof error.path[0] === 'number' ? error.path : [0, ...error.path];
    const field = newStudentFieldAt(path);
    if (field === null) throw error;
    const text = problemText(language, error.problem);
    return field === 'name' ? { names: t.badLine(Number(index) + 1, text) } : { [field]: text };
  }
}

async function listPage(view: OwnerView, site: Site, refused: RefusedForm | null): Promise<Html> {
  const t = SEVERAL_STUDENTS[view.language];
  const classes = await loadClasses(site);
  const names = textArea({
    ...{ name: 'names', label: t.names, hint: t.namesHint, rows: 12, maxLength: MAX_LIST_CHARACTERS },
    value: refused === null ? '' : [...parseLines(refused.form), ...refused.form.all('name')].join('\n'),
    error: refused?.errors.names,
  });
  return renderPage(view, {
    title: t.title,
    lead: t.lead,
    body: postForm(view, SEVERAL_PATH, html`${names}${enrolmentFields(view, classes, refused)}${submit(t.preview)}`),
  });
}

interface ListedName {
  readonly name: string;
  /** Who else has the name: a student who is there, or an earlier line. */
  readonly namesake: 'nameTaken' | 'nameTwice' | null;
}

function findNamesakes(names: readonly string[], taken: ReadonlySet<string>): ListedName[] {
  const listed = new Set<string>();
  return names.map((name) => {
    const key = comparableName(name);
    const namesake = taken.has(key) ? 'nameTaken' : listed.has(key) ? 'nameTwice' : null;
    listed.add(key);
    return { name, namesake };
  });
}

async function previewPage(view: OwnerView, site: Site, form: Form): Promise<Html> {
  const t = SEVERAL_STUDENTS[view.language];
  const { noClass, weekly } = STUDENTS[view.language];
  const { classId, budgets = [] } = enrolmentFrom(form);
  const [classes, taken] = await Promise.all([loadClasses(site), loadNamesIn(classId, view, site)]);
  const names = parseLines(form);
  const items = findNamesakes(names, taken).map(({ name, namesake }) => {
    const label = html`${name}${namesake === null ? null : html` <span class="quiet-text">${t[namesake]}</span>`}`;
    return html`<li>${checkbox('name', label, namesake === null, name)}</li>`;
  });
  const hiddenEnrolment = ['class_id', 'weekly'].map(
    (field) => html`<input type="hidden" name="${field}" value="${form.text(field)}">`,
  );
  const hiddenNames = html`<input type="hidden" name="names" value="${names.join('\n')}"><input type="hidden" name="again" value="yes">`;
  const schoolClass = classes.find(({ id }) => id === classId)?.name ?? noClass;
  const each = budgets.map(({ limit }) => html` · ${weekly} ${formatMoney(limit, view)}`);
  return renderPage(view, {
    title: t.previewTitle,
    lead: t.previewLead,
    body: html`<section><h2>${schoolClass}${each}</h2>${postForm(view, `${SEVERAL_PATH}/add`, html`${hiddenEnrolment}<ul class="picks">${items}</ul>${submit(t.add)}`)}</section>
${postForm(view, SEVERAL_PATH, html`${hiddenEnrolment}${hiddenNames}${submit(t.back, 'plain')}`, 'section')}`,
  });
}
