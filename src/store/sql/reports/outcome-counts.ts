import { firstIdAt } from '../../../ledger/hold-ids.ts';
import type { Outcome } from '../../../ledger/holds.ts';
import type { OutcomeCounts } from '../../usage-record.ts';
import { allRows, type SqlRead } from '../sql-read.ts';

interface OutcomeRow {
  readonly outcome: Outcome;
  readonly count: number;
}

/** Of the calls that began in [from, to), ms UTC. null when they are more than `max` records. */
export function* countOutcomes(from: number, to: number, max = MAX_RECORDS): SqlRead<OutcomeCounts | null> {
  const rows = yield* allRows<OutcomeRow>(
    `SELECT outcome, count(*) AS count
     FROM (SELECT outcome FROM usage_records WHERE id >= ? AND id < ? LIMIT ?) AS calls GROUP BY outcome`,
    firstIdAt(from),
    firstIdAt(to),
    max + 1,
  );
  const counted = rows.reduce((sum, { count }) => sum + count, 0);
  return counted > max ? null : Object.fromEntries(rows.map(({ outcome, count }) => [outcome, count]));
}

/** No limit: more records than a disk holds. */
const MAX_RECORDS = Number.MAX_SAFE_INTEGER - 1;
