import type { Scope } from '../../ledger/budgets.ts';
import { firstIdAt, heldAt } from '../../ledger/holds.ts';
import type { NanoUsd } from '../../ledger/money.ts';
import { addUtcDays } from '../../ledger/utc-days.ts';
import type { Sqlite } from './database.ts';
import { daysWithin, earliestOf, endOf } from './local-days.ts';
import { usageSource } from './usage-sources.ts';

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
  const whose = {
    condition: 'student_id IN (SELECT value FROM json_each(?))',
    value: JSON.stringify(studentIds),
    days: { groupBy: 'student' },
  } as const;
  const spent = new Map<number, NanoUsd>();
  for (const { id, nano } of spentRows(sqlite, whose, from, to)) spent.set(id, (spent.get(id) ?? 0) + nano);
  return spent;
}

export function spentInScope(sqlite: Sqlite, scope: Scope, scopeId: number, from: number, to: number): NanoUsd {
  const rows = spentRows(sqlite, scopeOf(scope, scopeId), from, to);
  return rows.reduce((sum, { nano }) => sum + nano, 0);
}

interface Whose {
  /** Of a record or a sum of them, with one `?`; a fixed text. */
  readonly condition: string;
  readonly value: string | number;
  /** The sums that tell the students of the condition apart, or need not. */
  readonly days: { readonly groupBy?: 'student'; readonly studentId?: number };
}

interface SpentRow {
  /** Of a student; 0 where the sums are of all that were asked for. */
  readonly id: number;
  readonly nano: NanoUsd;
}

function scopeOf(scope: Scope, scopeId: number): Whose {
  if (scope === 'student') return { condition: 'student_id = ?', value: scopeId, days: { studentId: scopeId } };
  return { condition: scope === 'class' ? 'class_id = ?' : '? = 0', value: scopeId, days: {} };
}

function spentRows(sqlite: Sqlite, whose: Whose, from: number, to: number): SpentRow[] {
  const { oldest, newest } = sqlite
    .prepare('SELECT (SELECT min(id) FROM usage_records) AS oldest, (SELECT max(id) FROM usage_records) AS newest')
    .get() as { oldest: number | null; newest: number | null };
  if (oldest === null || newest === null) return [];
  const begin = Math.max(from, heldAt(oldest));
  const end = Math.min(to, heldAt(newest) + 1);
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

function fromDays(sqlite: Sqlite, { condition, value, days }: Whose, from: string, to: string): SpentRow[] {
  const source = usageSource(sqlite, { from, to, ...days });
  const id = days.groupBy === 'student' ? 'student_id' : '0';
  return sqlite
    .prepare(`${source.with} SELECT ${id} AS id, sum(cost) AS nano FROM ${source.from} WHERE ${condition} GROUP BY 1`)
    .all(...source.values, value) as SpentRow[];
}

/** @param dayCondition on the local day of a call, with one `?` */
function fromRecords(
  sqlite: Sqlite,
  { condition, value, days }: Whose,
  [begin, end]: readonly [number, number],
  dayCondition: string,
  day: string,
): SpentRow[] {
  const id = days.groupBy === 'student' ? 'student_id' : '0';
  return sqlite
    .prepare(
      `SELECT ${id} AS id, sum(cost - coalesce((SELECT sum(amount) FROM refunds WHERE record_id = usage_records.id), 0)) AS nano
       FROM usage_records WHERE id >= ? AND id < ? AND ${dayCondition} AND ${condition} GROUP BY 1`,
    )
    .all(firstIdAt(begin), firstIdAt(end), day, value) as SpentRow[];
}
