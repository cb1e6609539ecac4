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
  const whose = JSON.stringify(studentIds);
  const spent = new Map<number, NanoUsd>();
  for (const { id, nano } of spentRows(sqlite, whose, from, to)) spent.set(id, (spent.get(id) ?? 0) + nano);
  return spent;
}

/** With the ids as a JSON array. */
const OF_STUDENTS = 'student_id IN (SELECT value FROM json_each(?))';

interface SpentRow {
  readonly id: number;
  readonly nano: NanoUsd;
}

function spentRows(sqlite: Sqlite, whose: string, from: number, to: number): SpentRow[] {
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

function fromDays(sqlite: Sqlite, whose: string, from: string, to: string): SpentRow[] {
  const source = usageSource(sqlite, { from, to, groupBy: 'student' });
  return sqlite
    .prepare(
      `${source.with} SELECT student_id AS id, sum(cost) AS nano FROM ${source.from} WHERE ${OF_STUDENTS} GROUP BY 1`,
    )
    .all(...source.values, whose) as SpentRow[];
}

/** @param dayCondition on the local day of a call, with one `?` */
function fromRecords(
  sqlite: Sqlite,
  whose: string,
  [begin, end]: readonly [number, number],
  dayCondition: string,
  day: string,
): SpentRow[] {
  return sqlite
    .prepare(
      `SELECT student_id AS id, sum(cost - coalesce((SELECT sum(amount) FROM refunds WHERE record_id = usage_records.id), 0)) AS nano
       FROM usage_records WHERE id >= ? AND id < ? AND ${dayCondition} AND ${OF_STUDENTS} GROUP BY 1`,
    )
    .all(firstIdAt(begin), firstIdAt(end), day, whose) as SpentRow[];
}
