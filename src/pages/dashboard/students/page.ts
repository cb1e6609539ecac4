import type { FastifyInstance } from 'fastify';
import { emptyState } from '../../components/empty-state.ts';
import { page } from '../../components/layout.ts';
import type { Site } from '../../web/deps.ts';
import { type Html, html } from '../../web/html.ts';
import { ownerPage } from '../../web/page-routes.ts';
import type { OwnerVisit } from '../../web/view-context.ts';
import { everyClass } from '../classes/every-class.ts';
import type { Tried } from '../student/form-errors.ts';
import { addStudentForm, addStudentRoutes } from './add.ts';
import { isNarrowed, overviewQuery, STUDENTS_PATH, studentsAsked, studentsFilter, studentsPager } from './query.ts';
import { severalStudentsRoutes } from './several.ts';
import { studentsTable } from './table.ts';
import { STUDENTS } from './texts.ts';

export function studentsRoutes(app: FastifyInstance, site: Site): void {
  ownerPage(app, site, STUDENTS_PATH, ({ visit, query }) => listPage(visit, site, query, null));
  addStudentRoutes(app, site, (visit, tried) => listPage(visit, site, new URLSearchParams(), tried));
  severalStudentsRoutes(app, site);
}

async function listPage(visit: OwnerVisit, site: Site, query: URLSearchParams, tried: Tried | null): Promise<Html> {
  const t = STUDENTS[visit.language];
  const { ledger, records } = site.owner.store;
  const asked = studentsAsked(query);
  const [{ rows, total }, classes] = await Promise.all([
    records.studentOverview(overviewQuery(asked, visit)),
    everyClass(site.owner.store),
  ]);
  const balances = await ledger.balancesOfStudents(
    rows.map(({ student }) => student.id),
    visit.now,
  );
  const isEmpty = total === 0 && !isNarrowed(asked);
  const add = addStudentForm(visit, classes, { tried, isOpen: tried !== null || isEmpty || query.has('add') });
  const list =
    rows.length === 0
      ? nobody(visit, isEmpty)
      : html`${studentsTable(visit, { rows, balances, classes })}${studentsPager(visit, asked, rows.length, total)}`;
  const body = isEmpty ? html`${list}${add}` : html`${add}${studentsFilter(visit, asked, classes)}${list}`;
  return page(visit, { title: t.title, body });
}

/** The form to add the first one stands right below. */
function nobody({ language }: OwnerVisit, isEmpty: boolean): Html {
  const t = STUDENTS[language];
  return isEmpty ? emptyState(t.nobody) : emptyState(t.nobodyFound, { href: STUDENTS_PATH, text: t.showAll });
}
