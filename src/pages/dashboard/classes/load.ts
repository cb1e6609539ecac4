import type { SchoolClass } from '../../../access/classes.ts';
import { compareNames } from '../../../access/compare-names.ts';
import { skipRemoved } from '../../../admin/skip-removed.ts';
import type { BudgetBalance } from '../../../ledger/budgets.ts';
import type { ClassListState } from '../../../store/access-store.ts';
import type { ClassOverviewRow } from '../../../store/class-overview.ts';
import type { Site } from '../../web/deps.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { type ClassesQuery, ROWS_A_PAGE } from './classes-query.ts';

const CLASSES_AT_ONCE = 200;

/** All that are not archived, or all, by name. */
export async function loadClasses(
  { store }: Pick<Site, 'store'>,
  state: ClassListState = 'current',
): Promise<readonly SchoolClass[]> {
  const classes: SchoolClass[] = [];
  let after: number | null = null;
  do {
    const page: Awaited<ReturnType<typeof store.access.listClasses>> = await store.access.listClasses({
      after,
      limit: CLASSES_AT_ONCE,
      state,
    });
    classes.push(...page.rows);
    after = page.next;
  } while (after !== null);
  return classes.sort((a, b) => compareNames(a.name, b.name));
}

export interface ListedClass extends ClassOverviewRow {
  readonly balances: readonly BudgetBalance[];
}

export interface ClassList {
  readonly rows: readonly ListedClass[];
  /** Of all pages. */
  readonly total: number;
}

export async function loadClassList({ now }: OwnerView, { store }: Site, query: ClassesQuery): Promise<ClassList> {
  const { name, sort, offset, isArchived } = query;
  const search = name === '' ? {} : { search: name };
  const { rows, total } = await store.records.classOverview({
    ...{ ...search, sort, offset, limit: ROWS_A_PAGE, archived: isArchived, now },
  });
  const listed = await skipRemoved(rows, async (row) => ({
    ...row,
    balances: await store.ledger.balancesOf('class', row.schoolClass.id, now),
  }));
  return { rows: listed, total };
}
