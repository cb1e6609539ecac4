import type { ApplicableLimit } from './applicable-limits.ts';
import { lastPeriodKey, periodKey } from './local-days.ts';
import { moneyAt } from './sums.ts';
import { isSameKind, type TakenOver, type World } from './world.ts';

const RECENT_MS = 32 * 86_400_000;

type CarryingPeriod = 'day' | 'week' | 'month';

/** What a limit has beyond its height around an instant: taken over from the last window, less what the next one took. */
export function carriedIn(world: World, limit: ApplicableLimit, at: number): number {
  const { period } = limit;
  if (period === 'term' || period === 'total') return 0;
  const key = periodKey(period, limit.timeZone, at);
  const open = takeOver(world, limit, at);
  const given = takenBy(world, limit, (one) => one.lastKey === key);
  return (open?.amount ?? takenInto(world, limit, key)) - given;
}

/** What the first hold of the window would take over; null: it is done, or nothing is carried over. */
export function takeOver(world: World, limit: ApplicableLimit, at: number): TakenOver | null {
  const { scope, scopeId, period, unit, models, timeZone } = limit;
  if (period === 'term' || period === 'total') return null;
  const key = periodKey(period, timeZone, at);
  if (!takes(limit, period, key) || world.takenOver.some((one) => isOf(one, limit) && one.key === key)) return null;
  const lastKey = lastPeriodKey(period, key);
  const worth = worthIn(limit, period, key);
  const { spent, held } = moneyAt(world, limit, period, lastKey);
  const rest = worth + takenInto(world, limit, lastKey) - spent - held;
  const amount = Math.min(worth, Math.max(0, rest));
  return { scope, scopeId, period, unit, models, timeZone, key, lastKey, amount };
}

/** At most the limit of today. */
function takenInto(world: World, limit: ApplicableLimit, key: string): number {
  if (limit.period === 'term' || limit.period === 'total' || !takes(limit, limit.period, key)) return 0;
  return Math.min(
    limit.limit,
    takenBy(world, limit, (one) => one.key === key),
  );
}

function takenBy(world: World, limit: ApplicableLimit, matches: (one: TakenOver) => boolean): number {
  return world.takenOver.filter((one) => isOf(one, limit) && matches(one)).reduce((sum, { amount }) => sum + amount, 0);
}

/** Whether it carried over before the window began. */
function takes({ carry, timeZone }: ApplicableLimit, period: CarryingPeriod, key: string): boolean {
  return carry !== null && periodKey(period, timeZone, carry.since) < key;
}

/** Today's limit; the lowest of late where it was changed in the window. */
function worthIn({ limit, carry, timeZone }: ApplicableLimit, period: CarryingPeriod, key: string): number {
  const changes = carry?.changes ?? [];
  const last = changes.at(-1);
  if (last === undefined || periodKey(period, timeZone, last.at) < key) return limit;
  let lowest = Math.min(last.from, last.to);
  for (let index = changes.length - 1; index > 0; index--) {
    const [before, after] = [changes[index - 1], changes[index]];
    if (before === undefined || after === undefined || after.at - before.at >= RECENT_MS) break;
    lowest = Math.min(lowest, before.from, before.to);
  }
  return lowest;
}

function isOf(one: TakenOver, limit: ApplicableLimit): boolean {
  const { scope, scopeId, timeZone } = limit;
  return one.scope === scope && one.scopeId === scopeId && isSameKind(one, limit) && one.timeZone === timeZone;
}
