import { firstOfMonth } from '../ledger/utc-days.ts';
import type { StudentOverview, StudentOverviewQuery } from '../store/student-overview.ts';
import type { AdminServices } from './admin-deps.ts';
import { loadReportDays } from './report-days.ts';

export type StudentSearch = Omit<StudentOverviewQuery, 'from' | 'to' | 'now'>;
type Deps = Pick<AdminServices, 'store' | 'ownerTimeZone' | 'timeZone' | 'now'>;

/** What each spent is that of the owner's month, to the last day that is today for a class. */
export async function findStudents(search: StudentSearch, deps: Deps): Promise<StudentOverview> {
  const { ownerToday, last } = await loadReportDays(deps);
  const days = { from: firstOfMonth(ownerToday), to: last };
  return deps.store.records.studentOverview({ ...search, ...days, now: deps.now() });
}
