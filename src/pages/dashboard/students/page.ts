import type { FastifyInstance } from 'fastify';
import { emptyState } from '../../components/empty-state.ts';
import { renderPage } from '../../components/layout.ts';
import type { Site } from '../../web/deps.ts';
import { type Html, html } from '../../web/html.ts';
import { ownerPage } from '../../web/page-routes.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { everyClass } from '../classes/every-class.ts';
import type { Tried } from '../student/form-errors.ts';
import { addStudentForm, addStudentRoutes } from './add.ts';
import { isNarrowed, overviewQuery, STUDENTS_PATH, studentsAsked, studentsFilter, studentsPager } from './query.ts';
import { severalStudentsRoutes } from './several.ts';
import { studentsTable } from './table.ts';
import { STUDENTS } from './texts.ts';

export function studentsRoutes(app: FastifyInstance, site: Site): void {
  ownerPage(app, site, STUDENTS_PATH, ({ view, query }) => listPage(view, site, query, null));
  addStudentRoutes(app, site, (view, tried) => listPage(view, site, new URLSearchParams(), tried));
  severalStudentsRoutes(app, site);
}

async function listPage(view: OwnerView, site: Site, query: URLSearchParams, tried: Tried | null): Promise<Html> {
  const t = STUDENTS[view.language];
  const { ledger, records } = site.owner.store;
  const asked = studentsAsked(query);
  const [{ rows, total }, classes] = await Promise.all([
    records.studentOverview(overviewQuery(asked, view)),
    everyClass(site.owner.store),
  ]);
  const balances = await ledger.balancesOfStudents(
    rows.map(({ student }) => student.id),
    view.now,
  );
  const isEmpty = total === 0 && !isNarrowed(asked);
  const add = addStudentForm(view, classes, { tried, isOpen: tried !== null || isEmpty || query.has('add') });
  const list =
    rows.length === 0
      ? nobody(view, isEmpty)
      : html`${studentsTable(view, { rows, balances, classes })}${studentsPager(view, asked, rows.length, total)}`;
  const body = isEmpty ? html`${list}${add}` : html`${add}${studentsFilter(view, asked, classes)}${list}`;
  return renderPage(view, { title: t.title, body });
}

/** The form to add the first one stands right below. */
function nobody({ language }: OwnerView, isEmpty: boolean): Html {
  const t = STUDENTS[language];
  return isEmpty ? emptyState(t.nobody) : emptyState(t.nobodyFound, { href: STUDENTS_PATH, text: t.showAll });
}
