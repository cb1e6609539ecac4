import type { FastifyInstance } from 'fastify';
import { emptyState } from '../../components/empty-state.ts';
import { renderPage } from '../../components/layout.ts';
import type { Site } from '../../web/deps.ts';
import { postForm } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { ownerPage, ownerPost } from '../../web/page-routes.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { type BulkDraft, bulkFields, EMPTY_BULK_DRAFT } from '../class/bulk/bulk-fields.ts';
import { answerBulk } from '../class/bulk/page.ts';
import { BULK } from '../class/bulk/texts.ts';
import { loadClass } from '../class/load.ts';
import type { RefusedForm } from '../form-errors/form-errors.ts';
import { countableCalls } from '../limits/limit-form.ts';
import { STUDENTS_PATH } from '../student/student-path.ts';
import { addStudentForm, addStudentRoutes } from './add-student.ts';
import { loadStudents, type StudentList } from './load.ts';
import { severalStudentsRoutes } from './several/page.ts';
import { studentsFilter, studentsPager } from './students-filter.ts';
import { isNarrowed, parseStudentsQuery, type StudentsQuery } from './students-query.ts';
import { studentsTable } from './students-table.ts';
import { STUDENTS } from './texts.ts';

/** A form of the page that was refused, as it was sent. */
interface Refused {
  readonly add?: RefusedForm;
  readonly bulk?: BulkDraft;
}

export function studentsRoutes(app: FastifyInstance, site: Site): void {
  ownerPage(app, site, STUDENTS_PATH, ({ view, query }) => listPage(view, site, query, {}));
  addStudentRoutes(app, site, (view, add) => listPage(view, site, new URLSearchParams(), { add }));
  severalStudentsRoutes(app, site);

  ownerPost(app, site, `${STUDENTS_PATH}/bulk`, async ({ view, form }) => {
    const schoolClass = await loadClass(form.text('class'), site);
    const list = new URL(view.back ?? STUDENTS_PATH, 'http://here.invalid').searchParams;
    return answerBulk(view, site, form, schoolClass, (bulk) => listPage(view, site, list, { bulk }));
  });
}

async function listPage(view: OwnerView, site: Site, search: URLSearchParams, refused: Refused): Promise<Html> {
  const query = parseStudentsQuery(search);
  const students = await loadStudents(view, site, query);
  const { rows, total, classes } = students;
  const isEmpty = total === 0 && !isNarrowed(query);
  const add = addStudentForm(view, classes, {
    refused: refused.add ?? null,
    isOpen: refused.add !== undefined || isEmpty || search.has('add'),
  });
  const list = rows.length === 0 ? noStudents(view, isEmpty) : studentsList(view, site, query, students, refused.bulk);
  const body = isEmpty ? html`${list}${add}` : html`${add}${studentsFilter(view, query, students)}${list}`;
  return renderPage(view, { title: STUDENTS[view.language].title, body, scripts: ['select-all.js'] });
}

/** Students of one class can be changed together; of several, the list says how to get there. */
function studentsList(
  view: OwnerView,
  site: Site,
  query: StudentsQuery,
  students: StudentList,
  bulk: BulkDraft = EMPTY_BULK_DRAFT,
): Html {
  const { rows, total, classes } = students;
  const pager = studentsPager(view, query, rows.length, total);
  const schoolClass = classes.find(({ id }) => String(id) === query.schoolClass);
  if (schoolClass === undefined) {
    return html`<p class="hint">${STUDENTS[view.language].chooseClass}</p>${studentsTable(view, students, null)}${pager}`;
  }
  const sent = { list: 'students', class: query.schoolClass, q: query.name, state: query.state };
  const hidden = Object.entries(sent).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  );
  const formView = { ...view, back: view.here ?? view.back };
  const panel = bulkFields(formView, bulk, {
    classId: schoolClass.id,
    total,
    pageIds: rows.map(({ student }) => student.id),
    others: classes.filter(({ id }) => id !== schoolClass.id),
    countable: countableCalls(site.policy(), schoolClass),
  });
  const form = html`${hidden}${studentsTable(view, students, bulk.ticked)}${pager}${panel}`;
  return html`<p class="skip-here"><a href="#bulk">${BULK[view.language].toActions}</a></p>
${postForm(formView, `${STUDENTS_PATH}/bulk`, form, 'bulk')}`;
}

/** @param isEmpty there are no students at all; the form to add the first one is below */
function noStudents({ language }: OwnerView, isEmpty: boolean): Html {
  const t = STUDENTS[language];
  return isEmpty ? emptyState(t.none) : emptyState(t.noMatch, { href: STUDENTS_PATH, text: t.showAll });
}
