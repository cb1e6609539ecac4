import { addUsage } from '../../../ledger/add-usage.ts';
import { type CalendarPeriod, firstDayOfNextPeriod, firstDayOfPeriod } from '../../../ledger/periods.ts';
import { addUtcDays, DAY_MS } from '../../../ledger/utc-days.ts';
import type { ModelUsage, UsageRow, UsageSums } from '../../../store/usage-report.ts';
import { formatDay, formatDays } from '../../format/format-time.ts';
import type { ViewContext } from '../../web/view-context.ts';

export type BucketSize = CalendarPeriod;

/** The usage of a day, a week or a month. */
export interface UsageBucket extends UsageSums {
  readonly key: string;
  /** First and last day of the range that fall into it. */
  readonly from: string;
  readonly to: string;
  readonly models: readonly ModelUsage[];
}

/** With so many buckets in six colours a page stays below 100 KB. */
const MAX_BUCKETS = 31;

/** The smallest size that keeps within MAX_BUCKETS, but for months. The CSV has the days of any range. */
export function chooseBucketSize(from: string, to: string): BucketSize {
  const days = (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
  if (days <= MAX_BUCKETS) return 'day';
  return days <= MAX_BUCKETS * 7 ? 'week' : 'month';
}

/**
 * The rows as buckets of this size, ascending, also those without calls; months only from the first one with calls to the
 * last one. The sums are the same.
 */
export function bucketUsage(rows: readonly UsageRow[], from: string, to: string, size: BucketSize): UsageBucket[] {
  const byBucket = Map.groupBy(rows, ({ key }) => firstDayOfPeriod(size, key));
  const keys = size === 'month' ? [...byBucket.keys()].sort() : [firstDayOfPeriod(size, from)];
  const last = size === 'month' ? (keys.at(-1) ?? '') : to;
  const buckets: UsageBucket[] = [];
  for (let key = keys[0]; key !== undefined && key <= last; key = firstDayOfNextPeriod(size, key)) {
    const inside = { from: later(key, from), to: earlier(addUtcDays(firstDayOfNextPeriod(size, key), -1), to) };
    buckets.push({ key, ...inside, ...sumOf(byBucket.get(key) ?? []) });
  }
  return buckets;
}

/** How people read a bucket: "23 Nov", "16 Nov – 22 Nov", "Nov 2026". */
export function bucketText(
  { from, to, key }: UsageBucket,
  size: BucketSize,
  view: ViewContext,
  isLong: boolean,
): string {
  if (size === 'month') return formatDay(key, view, 'month');
  return formatDays(from, to, view, isLong ? 'date' : 'day');
}

export function sumOf(rows: readonly UsageRow[]): UsageSums & { readonly models: readonly ModelUsage[] } {
  const models = Map.groupBy(
    rows.flatMap((row) => row.models ?? []),
    ({ model }) => model,
  );
  return {
    ...rows.reduce<UsageSums>(addUsage, NOTHING),
    models: [...models].map(([model, parts]) => ({ model, ...parts.reduce<UsageSums>(addUsage, NOTHING) })),
  };
}

const NOTHING: UsageSums = { requests: 0, inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, cost: 0 };

function later(a: string, b: string): string {
  return a > b ? a : b;
}

function earlier(a: string, b: string): string {
  return a < b ? a : b;
}
