import type { Scope } from '../../../ledger/budgets.ts';
import { firstIdAt, heldAt } from '../../../ledger/hold-ids.ts';
import type { NanoUsd } from '../../../ledger/money.ts';
import { addUtcDays } from '../../../ledger/utc-days.ts';
import type { Sqlite } from '../engine/database.ts';
import { daysWithin, earliestOf, endOf, firstDayAt, lastDayAt } from '../reports/local-days.ts';
import { usageSource } from '../reports/usage-sources.ts';

/**
 * What the calls that began in [from, to), ms UTC, cost, less refunds: exactly what the records say, in every zone.
 * Days that lie in the time as a whole are read as sums and only its ends call by call, so that a term of a thousand
 * students takes milliseconds.
 */

export interface SpentOfStudentsQuery {
  readonly studentIds: readonly number[];
  readonly from: number;
  readonly to: number;
}

/** Who spent nothing is not there. */
export function spentOfStudents(sqlite: Sqlite, { studentIds, from, to }: SpentOfStudentsQuery) {
  return spentWithin(sqlite, { scope: 'student', among: OF_STUDENTS, values: [JSON.stringify(studentIds)] }, from, to);
}

/** Of everyone in a scope, by id; the wallet's is 0. Who spent nothing is not there. */
export function spentInScope(sqlite: Sqlite, scope: Scope, from: number, to: number): ReadonlyMap<number, NanoUsd> {
  return spentWithin(sqlite, { scope, among: 'TRUE', values: [] }, from, to);
}

/** With the ids as a JSON array. */
const OF_STUDENTS = 'student_id IN (SELECT value FROM json_each(?))';
const IDS: Record<Scope, string> = { wallet: '0', class: 'class_id', student: 'student_id' };

interface Whose {
  readonly scope: Scope;
  /** A condition on the rows of calls and of their sums, with its values. */
  readonly among: string;
  readonly values: readonly string[];
}

interface SpentRow {
  readonly id: number;
  readonly nano: NanoUsd;
}

function spentWithin(sqlite: Sqlite, whose: Whose, from: number, to: number): Map<number, NanoUsd> {
  const spent = new Map<number, NanoUsd>();
  for (const { id, nano } of spentRows(sqlite, whose, from, to)) spent.set(id, (spent.get(id) ?? 0) + nano);
  return spent;
}

function spentRows(sqlite: Sqlite, whose: Whose, from: number, to: number): SpentRow[] {
  const { oldest, newest } = sqlite
    .prepare('SELECT (SELECT min(id) FROM usage_records) AS oldest, (SELECT max(id) FROM usage_records) AS newest')
    .get() as { oldest: number | null; newest: number | null };
  if (oldest === null || newest === null) return [];
  // Where there are no calls outside, the days at the ends are whole: they need not be read call by call.
  const begin = from <= heldAt(oldest) ? earliestOf(firstDayAt(heldAt(oldest))) : from;
  const end = to > heldAt(newest) ? endOf(lastDayAt(heldAt(newest))) : to;
  const whole = begin < end ? daysWithin(begin, end) : null;
  if (whole === null) return fromRecords(sqlite, whose, [begin, end], 'day >= ?', '');
  const { first, last } = whole;
  const head = [begin, Math.min(end, endOf(addUtcDays(first, -1)))] as const;
  const tail = [Math.max(begin, earliestOf(addUtcDays(last, 1))), end] as const;
  return [
    ...fromRecords(sqlite, whose, head, 'day < ?', first),
    ...fromDays(sqlite, whose, first, last),
    ...fromRecords(sqlite, whose, tail, 'day > ?', last),
  ];
}

function fromDays(sqlite: Sqlite, { scope, among, values }: Whose, from: string, to: string): SpentRow[] {
  const source = usageSource(sqlite, { from, to, groupBy: scope === 'student' ? 'student' : 'class' });
  return sqlite
    .prepare(
      `${source.with} SELECT ${IDS[scope]} AS id, sum(cost) AS nano FROM ${source.from} WHERE ${among} GROUP BY 1`,
    )
    .all(...source.values, ...values) as SpentRow[];
}

/** @param dayCondition on the local day of a call, with one `?` */
function fromRecords(
  sqlite: Sqlite,
  { scope, among, values }: Whose,
  [begin, end]: readonly [number, number],
  dayCondition: string,
  day: string,
): SpentRow[] {
  return sqlite
    .prepare(
      `SELECT ${IDS[scope]} AS id, sum(cost - coalesce((SELECT sum(amount) FROM refunds WHERE record_id = usage_records.id), 0)) AS nano
       FROM usage_records WHERE id >= ? AND id < ? AND ${dayCondition} AND ${among} GROUP BY 1`,
    )
    .all(firstIdAt(begin), firstIdAt(end), day, ...values) as SpentRow[];
}
