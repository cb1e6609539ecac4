import { allRows, type SqlWork } from '../../sql/sql-work.ts';

interface ClosedDay {
  readonly day: string;
  /** The first day of which anything was refunded since the sums were made; '': not known, its record was taken out. */
  readonly refunded: string | null;
}

/**
 * Refunds are made one at a time, under the lock of the ledger: who sees one sees all with lower ids. Each record is looked up
 * by its id, however many the planner expects.
 */
const CLOSED_DAYS = `SELECT last_day AS day,
    (SELECT min(coalesce((SELECT day FROM usage_records WHERE usage_records.id = record_id), '')) FROM refunds
     WHERE id > (SELECT min(newest_refund) FROM closed_days)) AS refunded
  FROM closed_days ORDER BY last_day`;

/** The days up to which usage_to_date has the sums of their year exactly, in their order. */
export function* readClosedDays(): SqlWork<string[]> {
  const days = yield* allRows<ClosedDay>(CLOSED_DAYS);
  return days.filter(({ day, refunded }) => refunded === null || day < refunded).map(({ day }) => day);
}
