import { firstIdAt } from '../../../ledger/hold-ids.ts';
import type { Outcome } from '../../../ledger/holds.ts';
import type { OutcomeCounts } from '../../usage-record.ts';
import type { Sqlite } from '../engine/database.ts';

/** Of the calls that began in [from, to), ms UTC. null when they are more than `most` records. */
export function outcomesOf(sqlite: Sqlite, from: number, to: number, most: number): OutcomeCounts | null {
  const rows = sqlite
    .prepare(
      `SELECT outcome, count(*) AS count FROM (SELECT outcome FROM usage_records WHERE id >= ? AND id < ? LIMIT ?)
       GROUP BY outcome`,
    )
    .all(firstIdAt(from), firstIdAt(to), most === Number.POSITIVE_INFINITY ? -1 : most + 1) as OutcomeRow[];
  const counted = rows.reduce((sum, { count }) => sum + count, 0);
  return counted > most ? null : Object.fromEntries(rows.map(({ outcome, count }) => [outcome, count]));
}

interface OutcomeRow {
  readonly outcome: Outcome;
  readonly count: number;
}
