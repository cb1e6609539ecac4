import type { Outcome } from '../ledger/holds.ts';
import { localDay, startOfDay } from '../ledger/periods.ts';
import type { OutcomeCounts } from '../store/usage-record.ts';
import type { AdminDeps } from './admin-deps.ts';

export interface Today {
  readonly calls: number;
  readonly refusals: number;
  readonly outcomes: OutcomeCounts;
}

/** What happened today, which is another day in another zone: of each class on its own. */
export async function countToday(deps: AdminDeps): Promise<Today> {
  const zones = await deps.store.access.listTimeZones(deps.timeZone);
  const parts = await Promise.all([null, ...zones].map((zone) => countInZone(zone, deps)));
  const outcomes = sumOutcomes(parts.map((part) => part.outcomes));
  return {
    calls: Object.values(outcomes).reduce((sum, count) => sum + count, 0),
    refusals: parts.reduce((sum, { refusals }) => sum + refusals, 0),
    outcomes,
  };
}

/** @param classTimeZone null: students without a class, whose days are the server's, and unknown ones */
async function countInZone(classTimeZone: string | null, { store, timeZone, now }: AdminDeps) {
  const { records } = store;
  const zone = classTimeZone ?? timeZone;
  const at = now();
  const day = localDay(zone, at);
  const [outcomes, refusals] = await Promise.all([
    records.outcomesOf({ from: startOfDay(day, zone), to: at + 1, classTimeZone }),
    records.refusalDays({ from: day, to: day, classTimeZone }),
  ]);
  return { outcomes, refusals: refusals.reduce((sum, { count }) => sum + count, 0) };
}

function sumOutcomes(parts: readonly OutcomeCounts[]): OutcomeCounts {
  const sums = new Map<Outcome, number>();
  for (const [outcome, count] of parts.flatMap((part) => Object.entries(part) as [Outcome, number][])) {
    sums.set(outcome, (sums.get(outcome) ?? 0) + count);
  }
  return Object.fromEntries(sums);
}
