import { addUtcDays, startOfUtcDay, utcDay } from '../../../ledger/utc-days.ts';

const HOUR_MS = 3_600_000;
/** Where a local day begins first (Kiritimati, +14:00) and last (Baker Island, -12:00), as against the same UTC day. */
const FARTHEST_EAST_MS = 14 * HOUR_MS;
const FARTHEST_WEST_MS = 12 * HOUR_MS;

/** No call of this local day was earlier, in any time zone. ms UTC */
export function earliestOf(day: string): number {
  return Math.max(0, startOfUtcDay(day) - FARTHEST_EAST_MS);
}

/** Every call of this local day was earlier, in every time zone. ms UTC */
export function endOf(day: string): number {
  return startOfUtcDay(addUtcDays(day, 1)) + FARTHEST_WEST_MS;
}

/** The first local day that an instant can lie in. @param ms UTC */
export function firstDayAt(ms: number): string {
  return utcDay(Math.max(0, ms - FARTHEST_WEST_MS));
}

/** The last local day that an instant can lie in. @param ms UTC */
export function lastDayAt(ms: number): string {
  return utcDay(ms + FARTHEST_EAST_MS);
}

/**
 * The local days whose calls all lie in [from, to), in every time zone; null when there is none.
 * @param from and to ms UTC
 */
export function daysWithin(from: number, to: number): { first: string; last: string } | null {
  const begun = utcDay(from + FARTHEST_EAST_MS);
  const first = earliestOf(begun) >= from ? begun : addUtcDays(begun, 1);
  const last = addUtcDays(utcDay(to - FARTHEST_WEST_MS), -1);
  return first <= last ? { first, last } : null;
}
