import { firstIdAt, heldAt } from '../../../ledger/hold-ids.ts';
import { addUtcDays, DAY_MS, startOfUtcDay, utcDay } from '../../../ledger/utc-days.ts';
import type { ServedUsage } from '../../served-usage.ts';
import { Settings } from '../../sql/journal/settings.ts';
import { IS_UNMEASURED, NOT_SERVED, type ServedDays, WERE_SERVED } from '../../sql/reports/served-usage.ts';
import { allRows, oneRow, type SqlWork, write } from '../../sql/sql-work.ts';

const SETTING = 'served_days_until';

/** What providers served, of the table of that name. */
export const servedDays: ServedDays = {
  *lastDay() {
    return yield* new Settings().get(SETTING);
  },
  *sums(provider, from, to) {
    const stored = yield* allRows<ServedUsage>(STORED, provider, from, to, ...NOT_SERVED);
    const refunded = new Map((yield* refundsOf(provider, from, to)).map((of) => [`${of.day} ${of.model}`, of]));
    return stored
      .map((of) => {
        const { cost = 0, cancelledCost = 0 } = refunded.get(`${of.day} ${of.model}`) ?? {};
        return { ...of, cost: of.cost - cost, cancelledCost: of.cancelledCost - cancelledCost };
      })
      .sort((a, b) => a.day.localeCompare(b.day) || a.model.localeCompare(b.model));
  },
};

const STORED = `SELECT day, served_model AS model, CAST(sum(requests) AS BIGINT) AS requests,
    CAST(sum(unmeasured) AS BIGINT) AS unmeasured, CAST(sum(input_tokens) AS BIGINT) AS "inputTokens",
    CAST(sum(cached_input_tokens) AS BIGINT) AS "cachedInputTokens", CAST(sum(output_tokens) AS BIGINT) AS "outputTokens",
    CAST(sum(cost) AS BIGINT) AS cost,
    CAST(sum(CASE WHEN outcome = 'cancelled' THEN unmeasured_cost ELSE 0 END) AS BIGINT) AS "cancelledCost"
  FROM served_days WHERE provider = ? AND day >= ? AND day <= ? AND outcome NOT IN (${NOT_SERVED.map(() => '?').join(', ')})
  GROUP BY day, served_model`;

type Refunded = Pick<ServedUsage, 'day' | 'model' | 'cost' | 'cancelledCost'>;

/** Refunds are few. */
function* refundsOf(provider: string, from: string, to: string): SqlWork<Refunded[]> {
  const ids = [firstIdAt(startOfUtcDay(from)), firstIdAt(startOfUtcDay(addUtcDays(to, 1)))];
  const rows = yield* allRows<Omit<Refunded, 'day'> & { dayNumber: number }>(
    `SELECT record_id / CAST(? AS BIGINT) AS "dayNumber", served_model AS model, CAST(sum(amount) AS BIGINT) AS cost,
       CAST(sum(CASE WHEN outcome = 'cancelled' AND ${IS_UNMEASURED} THEN amount ELSE 0 END) AS BIGINT) AS "cancelledCost"
     FROM refunds CROSS JOIN usage_records WHERE usage_records.id = record_id AND record_id >= ? AND record_id < ?
       AND ${WERE_SERVED} GROUP BY 1, 2`,
    ...[firstIdAt(DAY_MS), ...ids, ...ids, provider, ...NOT_SERVED],
  );
  return rows.map(({ dayNumber, ...of }) => ({ day: utcDay(dayNumber * DAY_MS), ...of }));
}

/** No clock is so far off, and no call is decided so long before it is written. */
const LATER_MS = 3_600_000;

/**
 * Sums the next UTC day, if none of its calls is open and no new one can begin in it: ids only grow, and there is one of a later
 * day. @param now ms UTC @returns the day; null: there is none to be summed
 */
export function* closeServedDay(now: number): SqlWork<string | null> {
  const until = yield* servedDays.lastDay();
  const { oldest, newest, open } = yield* oneRow<{ oldest: number | null; newest: number | null; open: number | null }>(
    `SELECT (SELECT min(id) FROM usage_records) AS oldest, (SELECT max(id) FROM usage_records) AS newest,
       (SELECT min(id) FROM holds) AS open`,
  );
  if (oldest === null || newest === null) return null;
  const day = until === null ? utcDay(heldAt(oldest)) : addUtcDays(until, 1);
  const [start, end] = [firstIdAt(startOfUtcDay(day)), firstIdAt(startOfUtcDay(addUtcDays(day, 1)))];
  if (now < heldAt(end) + LATER_MS || newest < end || (open !== null && open < end)) return null;
  yield* write(
    `INSERT INTO served_days SELECT CAST(? AS TEXT), sums.* FROM (${SUM_SERVED_RECORDS}) AS sums`,
    day,
    start,
    end,
  );
  yield* new Settings().set(SETTING, day);
  return day;
}

export const SERVED_KEY = 'provider, served_model, outcome';
export const SERVED_SUMS = [
  ...['requests', 'unmeasured', 'input_tokens', 'cached_input_tokens', 'output_tokens', 'cost', 'unmeasured_cost'],
];

/** In the order of the columns of served_days. Of ids: from, below. */
export const SUM_SERVED_RECORDS = `SELECT ${SERVED_KEY}, count(*) AS requests,
    count(*) FILTER (WHERE ${IS_UNMEASURED}) AS unmeasured, CAST(sum(input_tokens) AS BIGINT) AS input_tokens,
    CAST(sum(cached_input_tokens) AS BIGINT) AS cached_input_tokens, CAST(sum(output_tokens) AS BIGINT) AS output_tokens,
    CAST(sum(cost) AS BIGINT) AS cost, CAST(coalesce(sum(cost) FILTER (WHERE ${IS_UNMEASURED}), 0) AS BIGINT) AS unmeasured_cost
  FROM usage_records WHERE id >= ? AND id < ? GROUP BY ${SERVED_KEY}`;
