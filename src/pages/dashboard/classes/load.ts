import type { SchoolClass } from '../../../access/classes.ts';
import { loadReportDays } from '../../../admin/report-days.ts';
import { skipRemoved } from '../../../admin/skip-removed.ts';
import type { BudgetBalance } from '../../../ledger/budgets.ts';
import type { NanoUsd } from '../../../ledger/money.ts';
import { localDay } from '../../../ledger/periods.ts';
import { firstOfMonth } from '../../components/class-dates.ts';
import type { Site } from '../../web/deps.ts';
import type { OwnerView } from '../../web/view-context.ts';

const CLASSES_AT_ONCE = 200;

/** All of them, by name. */
export async function loadClasses({ store }: Pick<Site, 'store'>): Promise<readonly SchoolClass[]> {
  const classes: SchoolClass[] = [];
  let after: number | null = null;
  do {
    const page: Awaited<ReturnType<typeof store.access.listClasses>> = await store.access.listClasses({
      after,
      limit: CLASSES_AT_ONCE,
    });
    classes.push(...page.rows);
    after = page.next;
  } while (after !== null);
  return classes.sort((a, b) => a.name.localeCompare(b.name, 'ko'));
}

export interface ListedClass {
  readonly schoolClass: SchoolClass;
  readonly students: number;
  readonly balances: readonly BudgetBalance[];
  /** This month, in the time zone of the class. */
  readonly spent: NanoUsd;
}

export async function loadClassList({ now }: OwnerView, site: Site): Promise<readonly ListedClass[]> {
  const { ledger, records } = site.store;
  const [classes, { last }] = await Promise.all([loadClasses(site), loadReportDays(site)]);
  const monthOf = ({ timeZone }: SchoolClass) => firstOfMonth(localDay(timeZone, now));
  const months = [...new Set(classes.map(monthOf))];
  const [reports, overview] = await Promise.all([
    Promise.all(months.map((from) => records.usage({ from, to: last, groupBy: 'class' }))),
    records.studentOverview({ from: last, to: last, sort: 'name', offset: 0, limit: Number.MAX_SAFE_INTEGER, now }),
  ]);
  const spentSince = new Map(
    months.map((from, index) => [from, new Map(reports[index]?.rows.map(({ key, cost }) => [key, cost]))]),
  );
  const members = Map.groupBy(overview.rows, ({ student }) => student.classId);
  return skipRemoved(classes, async (schoolClass) => ({
    schoolClass,
    students: members.get(schoolClass.id)?.length ?? 0,
    balances: await ledger.balancesOf('class', schoolClass.id, now),
    spent: spentSince.get(monthOf(schoolClass))?.get(String(schoolClass.id)) ?? 0,
  }));
}
