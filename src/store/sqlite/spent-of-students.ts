import { firstIdAt, heldAt } from '../../ledger/holds.ts';
import type { NanoUsd } from '../../ledger/money.ts';
import { addUtcDays } from '../../ledger/utc-days.ts';
import type { Sqlite } from './database.ts';
import { daysWithin, earliestOf, endOf } from './local-days.ts';
import { usageSource } from './usage-sources.ts';

export interface SpentOfStudentsQuery {
  readonly studentIds: readonly number[];
  /** ms UTC, half-open. */
  readonly from: number;
  readonly to: number;
}

/**
 * What the calls that began in [from, to) cost, less refunds. Days that lie in it as a whole are read as sums, only the
 * ends of the time from the records: a term in milliseconds, and exact in every zone. Who spent nothing is not there.
 */
export function spentOfStudents(sqlite: Sqlite, { studentIds, from, to }: SpentOfStudentsQuery) {
  const spent = new Map<number, NanoUsd>();
  const newest = sqlite.prepare('SELECT max(id) FROM usage_records').pluck().get() as number | null;
  const oldest = sqlite.prepare('SELECT min(id) FROM usage_records').pluck().get() as number | null;
  if (newest === null || oldest === null) return spent;
  const begin = Math.max(from, heldAt(oldest));
  const end = Math.min(to, heldAt(newest) + 1);
  const add = (rows: SpentRow[]) => {
    for (const { id, nano } of rows) spent.set(id, (spent.get(id) ?? 0) + nano);
  };
  const ids = JSON.stringify(studentIds);
  const whole = begin < end ? daysWithin(begin, end) : null;
  if (whole === null) {
    add(fromRecords(sqlite, ids, [firstIdAt(begin), firstIdAt(end)], 'day >= ?', ''));
    return spent;
  }
  const { first, last } = whole;
  add(fromDays(sqlite, ids, first, last));
  add(
    fromRecords(
      sqlite,
      ids,
      [firstIdAt(begin), Math.min(firstIdAt(end), firstIdAt(endOf(addUtcDays(first, -1))))],
      'day < ?',
      first,
    ),
  );
  add(
    fromRecords(
      sqlite,
      ids,
      [Math.max(firstIdAt(begin), firstIdAt(earliestOf(addUtcDays(last, 1)))), firstIdAt(end)],
      'day > ?',
      last,
    ),
  );
  return spent;
}

interface SpentRow {
  readonly id: number;
  readonly nano: NanoUsd;
}

const AMONG = 'student_id IN (SELECT value FROM json_each(?))';

function fromDays(sqlite: Sqlite, ids: string, from: string, to: string): SpentRow[] {
  const source = usageSource(sqlite, { from, to, groupBy: 'student' });
  return sqlite
    .prepare(`SELECT student_id AS id, sum(cost) AS nano FROM ${source.from} WHERE ${AMONG} GROUP BY student_id`)
    .all(...source.values, ids) as SpentRow[];
}

/** @param condition on the local day of a call, with one `?` */
function fromRecords(
  sqlite: Sqlite,
  ids: string,
  [firstId, belowId]: readonly [number, number],
  condition: string,
  day: string,
): SpentRow[] {
  return sqlite
    .prepare(
      `SELECT student_id AS id, sum(cost - coalesce((SELECT sum(amount) FROM refunds WHERE record_id = usage_records.id), 0)) AS nano
       FROM usage_records WHERE id >= ? AND id < ? AND ${condition} AND ${AMONG} GROUP BY student_id`,
    )
    .all(firstId, belowId, day, ids) as SpentRow[];
}
