import { firstIdAt, heldAt } from '../../../ledger/hold-ids.ts';
import type { Outcome } from '../../../ledger/holds.ts';
import { utcDay } from '../../../ledger/utc-days.ts';
import type { ServedUsage, ServedUsageQuery } from '../../served-usage.ts';
import { eachRow, type SqlWork } from '../sql-work.ts';
import { refundsFrom } from './refunds.ts';

interface ServedRow {
  readonly id: number;
  readonly served_model: string;
  readonly input_tokens: number;
  readonly cached_input_tokens: number;
  readonly output_tokens: number;
  readonly cost: number;
  readonly outcome: Outcome;
}

type Sums = { -readonly [K in keyof ServedUsage]: ServedUsage[K] };

/** A provider counts no call that it refused or never got. Of a shared call, the leader's record is the one it counts. */
const NOT_SERVED: readonly Outcome[] = ['shared', 'shared_lost', 'upstream_refused', 'upstream_unreachable'];

/** Sums per UTC day of the hold and served model, in that order. */
export function* sumServedUsage({ from, to, provider }: ServedUsageQuery): SqlWork<ServedUsage[]> {
  const firstId = firstIdAt(from);
  const refunds = yield* refundsFrom(firstId);
  const sums = new Map<string, Sums>();
  const text = `SELECT id, served_model, input_tokens, cached_input_tokens, output_tokens, cost, outcome FROM usage_records
     WHERE id >= ? AND id < ? AND provider = ? AND outcome NOT IN (${NOT_SERVED.map(() => '?').join(', ')})`;
  yield* eachRow<ServedRow>({ text, values: [firstIdAt(to), provider, ...NOT_SERVED] }, firstId, (row) =>
    add(row, row.cost - (refunds.get(row.id)?.money ?? 0), sums),
  );
  return [...sums.values()].sort((a, b) => a.day.localeCompare(b.day) || a.model.localeCompare(b.model));
}

function add(row: ServedRow, cost: number, all: Map<string, Sums>): void {
  const day = utcDay(heldAt(row.id));
  const key = `${day} ${row.served_model}`;
  const sums = all.get(key) ?? none(day, row.served_model);
  all.set(key, sums);
  sums.requests += 1;
  const isUnmeasured = row.input_tokens === 0 && row.output_tokens === 0;
  if (isUnmeasured) sums.unmeasured += 1;
  if (isUnmeasured && row.outcome === 'cancelled') sums.cancelledCost += cost;
  sums.inputTokens += row.input_tokens;
  sums.cachedInputTokens += row.cached_input_tokens;
  sums.outputTokens += row.output_tokens;
  sums.cost += cost;
}

function none(day: string, model: string): Sums {
  const counts = { requests: 0, unmeasured: 0, inputTokens: 0, cachedInputTokens: 0, outputTokens: 0 };
  return { day, model, ...counts, cost: 0, cancelledCost: 0 };
}
