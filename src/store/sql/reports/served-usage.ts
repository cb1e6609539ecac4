import { firstIdAt, heldAt } from '../../../ledger/hold-ids.ts';
import type { Outcome } from '../../../ledger/holds.ts';
import { addUtcDays, DAY_MS, startOfUtcDay, utcDay } from '../../../ledger/utc-days.ts';
import type { ServedUsage, ServedUsageQuery } from '../../served-usage.ts';
import { allRows, oneRow, type SqlWork, takeNewSnapshot } from '../sql-work.ts';
import { earlierOf } from './usage-parts.ts';

/** A provider counts no call that it refused or never got. Of a shared call, the leader's record is the one it counts. */
export const NOT_SERVED: readonly Outcome[] = ['shared', 'shared_lost', 'upstream_refused', 'upstream_unreachable'];
export const WERE_SERVED = `usage_records.id >= ? AND usage_records.id < ? AND provider = ? AND outcome NOT IN (${NOT_SERVED.map(() => '?').join(', ')})`;
export const IS_UNMEASURED = 'input_tokens = 0 AND output_tokens = 0';

const SUMS = [
  'count(*) AS requests',
  `CAST(sum(CASE WHEN ${IS_UNMEASURED} THEN 1 ELSE 0 END) AS BIGINT) AS unmeasured`,
  'CAST(sum(input_tokens) AS BIGINT) AS "inputTokens"',
  'CAST(sum(cached_input_tokens) AS BIGINT) AS "cachedInputTokens"',
  'CAST(sum(output_tokens) AS BIGINT) AS "outputTokens"',
  'CAST(sum(cost) AS BIGINT) AS cost',
  `CAST(sum(CASE WHEN outcome = 'cancelled' AND ${IS_UNMEASURED} THEN cost ELSE 0 END) AS BIGINT) AS "cancelledCost"`,
].join(', ');

type ModelSums = Omit<ServedUsage, 'day'>;
type Refunded = Pick<ServedUsage, 'model' | 'cost' | 'cancelledCost'>;

/** Of an engine that keeps sums of days that are over. */
export interface ServedDays {
  /** The last of these days; null: there is none. */
  lastDay(): SqlWork<string | null>;
  /** Of whole days, in the order of sumServedUsage. */
  sums(provider: string, from: string, to: string): SqlWork<ServedUsage[]>;
}

/** Sums per UTC day of the hold and served model, in that order. What is not stored: each day of a snapshot of its own. */
export function* sumServedUsage({ from, to, provider }: ServedUsageQuery, stored?: ServedDays): SqlWork<ServedUsage[]> {
  const { oldest, newest } = yield* oneRow<{ oldest: number | null; newest: number | null }>(
    'SELECT (SELECT min(id) FROM usage_records) AS oldest, (SELECT max(id) FROM usage_records) AS newest',
  );
  if (oldest === null || newest === null) return [];
  const query = { from: Math.max(from, heldAt(oldest)), to: Math.min(to, heldAt(newest) + 1), provider };
  const lastDay = stored === undefined ? null : yield* stored.lastDay();
  if (stored === undefined || lastDay === null) return yield* sumRecords(query);
  const first = utcDay(query.from + DAY_MS - 1);
  const last = earlierOf(lastDay, utcDay(query.to - DAY_MS));
  if (first > last) return yield* sumRecords(query);
  return [
    ...(yield* sumRecords({ ...query, to: startOfUtcDay(first) })),
    ...(yield* stored.sums(provider, first, last)),
    ...(yield* sumRecords({ ...query, from: startOfUtcDay(addUtcDays(last, 1)) })),
  ];
}

/** @param range in which there are records, ms UTC */
function* sumRecords({ from, to, provider }: ServedUsageQuery): SqlWork<ServedUsage[]> {
  const sums: ServedUsage[] = [];
  for (let start = from; start < to; ) {
    const day = utcDay(start);
    const end = Math.min(to, startOfUtcDay(addUtcDays(day, 1)));
    yield* takeNewSnapshot();
    const models = yield* sumDay([firstIdAt(start), firstIdAt(end), provider, ...NOT_SERVED]);
    sums.push(...models.map((of) => ({ day, ...of })));
    start = end;
  }
  return sums;
}

function* sumDay(values: readonly (string | number)[]): SqlWork<ModelSums[]> {
  const models = yield* allRows<ModelSums>(
    `SELECT served_model AS model, ${SUMS} FROM usage_records WHERE ${WERE_SERVED} GROUP BY served_model`,
    ...values,
  );
  // Refunds are few: looked up for each record, they would take most of the time.
  const refunded = yield* allRows<Refunded>(
    `SELECT served_model AS model, CAST(sum(amount) AS BIGINT) AS cost,
       CAST(sum(CASE WHEN outcome = 'cancelled' AND ${IS_UNMEASURED} THEN amount ELSE 0 END) AS BIGINT) AS "cancelledCost"
     FROM refunds CROSS JOIN usage_records WHERE usage_records.id = record_id AND record_id >= ? AND record_id < ?
       AND ${WERE_SERVED} GROUP BY served_model`,
    ...values.slice(0, 2),
    ...values,
  );
  const back = new Map(refunded.map((of) => [of.model, of]));
  return models
    .map((of) => ({
      ...of,
      cost: of.cost - (back.get(of.model)?.cost ?? 0),
      cancelledCost: of.cancelledCost - (back.get(of.model)?.cancelledCost ?? 0),
    }))
    .sort((a, b) => a.model.localeCompare(b.model));
}
