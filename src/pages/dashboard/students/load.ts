import type { SchoolClass } from '../../../access/classes.ts';
import { findStudents } from '../../../admin/find-students.ts';
import type { BudgetBalance } from '../../../ledger/budgets.ts';
import type { StudentOverviewRow } from '../../../store/student-overview.ts';
import type { Site } from '../../web/deps.ts';
import type { ViewContext } from '../../web/view-context.ts';
import { loadClasses } from '../classes/load.ts';
import { type StudentsQuery, searchOf } from './students-query.ts';

/** One page of the list. */
export interface StudentList {
  readonly rows: readonly StudentOverviewRow[];
  /** Of all pages. */
  readonly total: number;
  readonly balances: ReadonlyMap<number, readonly BudgetBalance[]>;
  readonly classes: readonly SchoolClass[];
  /** Names of all students, or those of the class; none where they are too many. */
  readonly suggestions: readonly string[];
}

/** More names would make the page heavier than a page may be. */
const MAX_SUGGESTIONS = 200;

export async function loadStudents(view: ViewContext, site: Site, query: StudentsQuery): Promise<StudentList> {
  const { ledger } = site.store;
  const schoolClass = Number(query.schoolClass) || undefined;
  const ofClass = schoolClass === undefined ? {} : { classId: schoolClass };
  const [{ rows, total }, suggested, current, filtered] = await Promise.all([
    findStudents(searchOf(query), site),
    site.store.access.listStudents({ after: null, limit: MAX_SUGGESTIONS, ...ofClass }),
    loadClasses(site),
    schoolClass === undefined ? null : site.store.access.getClass(schoolClass),
  ]);
  // A link from the page of an archived class.
  const classes = filtered === null || filtered.archivedAt === null ? current : [...current, filtered];
  const suggestions = suggested.next === null ? suggested.rows.map(({ name }) => name) : [];
  const ids = rows.map(({ student }) => student.id);
  return { rows, total, balances: await ledger.balancesOfStudents(ids, view.now), classes, suggestions };
}
