import type { SchoolClass } from '../../../access/classes.ts';
import { type BudgetWarning, loadClassWarnings } from '../../../admin/budget-warnings.ts';
import type { Budget, BudgetBalance } from '../../../ledger/budgets.ts';
import { localDay } from '../../../ledger/periods.ts';
import { firstOfMonth } from '../../../ledger/utc-days.ts';
import type { StudentOverview } from '../../../store/student-overview.ts';
import type { SharedUsage } from '../../../store/usage-report.ts';
import type { Site } from '../../web/deps.ts';
import { PageError } from '../../web/page-error.ts';
import { parseId } from '../../web/parse-id.ts';
import type { ViewContext } from '../../web/view-context.ts';

/** More rows would make the page heavier than a page may be. */
const MEMBERS_A_PAGE = 40;
export const ALL_MEMBERS = Number.MAX_SAFE_INTEGER;

/** @param id of a path @throws PageError 404 */
export async function loadClass(id: string, { store }: Site): Promise<SchoolClass> {
  const schoolClass = await store.access.getClass(parseId(id));
  if (schoolClass === null) throw new PageError(404);
  return schoolClass;
}

export interface ClassBudgets {
  readonly balances: readonly BudgetBalance[];
  /** The limits behind the balances. */
  readonly own: readonly Budget[];
  /** What each student gets. */
  readonly studentBudgets: readonly Budget[];
  readonly warnings: readonly BudgetWarning[];
}

export async function loadClassBudgets({ now }: ViewContext, site: Site, id: number): Promise<ClassBudgets> {
  const { ledger } = site.store;
  const [balances, own, studentBudgets, warningsOf] = await Promise.all([
    ledger.balancesOf('class', id, now),
    ledger.listBudgets({ scope: 'class', scopeId: id }),
    ledger.listBudgets({ scope: 'class-student', scopeId: id }),
    loadClassWarnings(site),
  ]);
  return { balances, own, studentBudgets, warnings: warningsOf(id) };
}

/** The students of a class, by name. */
export interface Members extends StudentOverview {
  /** How many of them come before the first row. */
  readonly offset: number;
  readonly balances: ReadonlyMap<number, readonly BudgetBalance[]>;
}

/** What each spent is that of this month, in the time zone of the class. @param limit rows; ALL_MEMBERS: no limit */
export async function loadMembers(
  { now }: ViewContext,
  { store }: Site,
  { id, timeZone }: SchoolClass,
  offset: number,
  limit: number = MEMBERS_A_PAGE,
): Promise<Members> {
  const { records, ledger } = store;
  const today = localDay(timeZone, now);
  const range = { from: firstOfMonth(today), to: today };
  const found = await records.studentOverview({ ...range, classId: id, sort: 'name', offset, limit, now });
  const balances = await ledger.balancesOfStudents(
    found.rows.map(({ student }) => student.id),
    now,
  );
  return { ...found, offset, balances };
}

/** What shared answers saved this month, in the time zone of the class. */
export async function loadShared(
  { now }: ViewContext,
  { store }: Site,
  { id, timeZone }: SchoolClass,
): Promise<SharedUsage> {
  const today = localDay(timeZone, now);
  const { shared } = await store.records.usage({ from: firstOfMonth(today), to: today, groupBy: 'class', classId: id });
  return shared;
}
