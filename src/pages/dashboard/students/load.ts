import type { SchoolClass } from '../../../access/classes.ts';
import { loadReportDays } from '../../../admin/report-days.ts';
import type { BudgetBalance } from '../../../ledger/budgets.ts';
import type { StudentOverviewRow } from '../../../store/student-overview.ts';
import type { Site } from '../../web/deps.ts';
import type { ViewContext } from '../../web/view-context.ts';
import { loadClasses } from '../classes/load.ts';
import { overviewQuery, type StudentsQuery } from './students-query.ts';

/** One page of the list. */
export interface StudentList {
  readonly rows: readonly StudentOverviewRow[];
  /** Of all pages. */
  readonly total: number;
  readonly balances: ReadonlyMap<number, readonly BudgetBalance[]>;
  readonly classes: readonly SchoolClass[];
}

export async function loadStudents(view: ViewContext, site: Site, query: StudentsQuery): Promise<StudentList> {
  const { ledger, records } = site.store;
  const [{ rows, total }, classes] = await Promise.all([
    loadReportDays(site).then((days) => records.studentOverview(overviewQuery(query, view, days))),
    loadClasses(site),
  ]);
  const ids = rows.map(({ student }) => student.id);
  return { rows, total, balances: await ledger.balancesOfStudents(ids, view.now), classes };
}
