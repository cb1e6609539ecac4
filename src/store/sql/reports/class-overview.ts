import { type TermState, termStateAt } from '../../../access/classes.ts';
import { compareNames } from '../../../access/compare-names.ts';
import { comparableName } from '../../../access/students.ts';
import { localDay } from '../../../ledger/periods.ts';
import { firstOfMonth } from '../../../ledger/utc-days.ts';
import type { ClassOverview, ClassOverviewQuery, ClassOverviewRow } from '../../class-overview.ts';
import { CLASS_STATES } from '../class-states.ts';
import { type ClassRow, classFrom } from '../rows/class-row.ts';
import { allRows, type SqlWork } from '../sql-work.ts';

/** One page of the classes, with what the owner wants to know of each at a glance. */
export function* readClassOverview(query: ClassOverviewQuery): SqlWork<ClassOverview> {
  const { search, sort, offset, limit, now } = query;
  const found = (yield* allRows<ClassRow>(
    `SELECT * FROM classes WHERE deleted_at IS NULL AND ${CLASS_STATES[query.archived === true ? 'archived' : 'current']}`,
  )).map(classFrom);
  const part = comparableName(search ?? '');
  const classes = found.filter(({ name }) => comparableName(name).includes(part));
  const students = yield* countStudents();
  const monthOf = (timeZone: string) => firstOfMonth(localDay(timeZone, now));
  const spent = yield* sumSpentFrom([...new Set(classes.map(({ timeZone }) => monthOf(timeZone)))]);
  const rows = classes.map((schoolClass) => ({
    schoolClass,
    students: students.get(schoolClass.id) ?? 0,
    spent: spent.get(monthOf(schoolClass.timeZone))?.get(schoolClass.id) ?? 0,
  }));
  rows.sort((a, b) => compare(a, b, sort, now) || byName(a, b) || a.schoolClass.id - b.schoolClass.id);
  return { rows: rows.slice(offset, offset + limit), total: rows.length };
}

function* countStudents(): SqlWork<Map<number, number>> {
  const rows = yield* allRows<{ id: number; students: number }>(
    `SELECT class_id AS id, count(*) AS students FROM students
     WHERE class_id IS NOT NULL AND deleted_at IS NULL GROUP BY class_id`,
  );
  return new Map(rows.map(({ id, students }) => [id, students]));
}

/** By the first day of a month, which is another one in another zone for some hours. */
function* sumSpentFrom(months: readonly string[]): SqlWork<Map<string, ReadonlyMap<number, number>>> {
  const spent = new Map<string, ReadonlyMap<number, number>>();
  for (const month of months) {
    const rows = yield* allRows<{ id: number; cost: number }>(
      `SELECT class_id AS id, CAST(sum(cost) AS BIGINT) AS cost FROM usage_class_days WHERE day >= ? GROUP BY class_id`,
      month,
    );
    spent.set(month, new Map(rows.map(({ id, cost }) => [id, cost])));
  }
  return spent;
}

const STATE_ORDER: Record<TermState, number> = { open: 0, 'not-yet': 1, over: 2, archived: 3 };

function compare(a: ClassOverviewRow, b: ClassOverviewRow, sort: ClassOverviewQuery['sort'], now: number): number {
  switch (sort) {
    case 'name':
      return 0;
    case 'spend':
      return b.spent - a.spent;
    case 'students':
      return b.students - a.students;
    case 'state':
      return STATE_ORDER[termStateAt(a.schoolClass, now)] - STATE_ORDER[termStateAt(b.schoolClass, now)];
    case 'created':
      return b.schoolClass.createdAt - a.schoolClass.createdAt || b.schoolClass.id - a.schoolClass.id;
    case 'oldest':
      return a.schoolClass.id - b.schoolClass.id;
  }
}

function byName(a: ClassOverviewRow, b: ClassOverviewRow): number {
  return compareNames(a.schoolClass.name, b.schoolClass.name);
}
