import type { FastifyInstance } from 'fastify';
import { emptyState } from '../../components/empty-state.ts';
import { renderPage } from '../../components/layout.ts';
import type { Site } from '../../web/deps.ts';
import { type Html, html } from '../../web/html.ts';
import { ownerPage } from '../../web/page-routes.ts';
import type { OwnerView } from '../../web/view-context.ts';
import type { RefusedForm } from '../form-errors/form-errors.ts';
import { STUDENTS_PATH } from '../student/student-path.ts';
import { addStudentForm, addStudentRoutes } from './add-student.ts';
import { loadStudents } from './load.ts';
import { severalStudentsRoutes } from './several/page.ts';
import { studentsFilter, studentsPager } from './students-filter.ts';
import { isNarrowed, parseStudentsQuery } from './students-query.ts';
import { studentsTable } from './students-table.ts';
import { STUDENTS } from './texts.ts';

export function studentsRoutes(app: FastifyInstance, site: Site): void {
  ownerPage(app, site, STUDENTS_PATH, ({ view, query }) => listPage(view, site, query, null));
  addStudentRoutes(app, site, (view, refused) => listPage(view, site, new URLSearchParams(), refused));
  severalStudentsRoutes(app, site);
}

async function listPage(
  view: OwnerView,
  site: Site,
  search: URLSearchParams,
  refused: RefusedForm | null,
): Promise<Html> {
  const query = parseStudentsQuery(search);
  const students = await loadStudents(view, site, query);
  const { rows, total, classes } = students;
  const isEmpty = total === 0 && !isNarrowed(query);
  const add = addStudentForm(view, classes, { refused, isOpen: refused !== null || isEmpty || search.has('add') });
  const list =
    rows.length === 0
      ? noStudents(view, isEmpty)
      : html`${studentsTable(view, students)}${studentsPager(view, query, rows.length, total)}`;
  const body = isEmpty ? html`${list}${add}` : html`${add}${studentsFilter(view, query, students)}${list}`;
  return renderPage(view, { title: STUDENTS[view.language].title, body });
}

/** @param isEmpty there are no students at all; the form to add the first one is below */
function noStudents({ language }: OwnerView, isEmpty: boolean): Html {
  const t = STUDENTS[language];
  return isEmpty ? emptyState(t.none) : emptyState(t.noMatch, { href: STUDENTS_PATH, text: t.showAll });
}
