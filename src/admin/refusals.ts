import type { RefusalDaysQuery } from '../store/refusal-store.ts';
import type { AdminDeps } from './admin-deps.ts';

export interface ReasonCount {
  readonly reason: string;
  readonly count: number;
}

/** How often each reason occurred, the most frequent first; also the reasons that no list of refusals has. */
export async function countRefusals(query: RefusalDaysQuery, { store }: AdminDeps): Promise<ReasonCount[]> {
  const days = await store.records.refusalDays(query);
  return [...Map.groupBy(days, ({ reason }) => reason)]
    .map(([reason, counts]) => ({ reason, count: counts.reduce((sum, { count }) => sum + count, 0) }))
    .sort((a, b) => b.count - a.count);
}
