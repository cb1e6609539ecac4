import type { NanoUsd } from './money.ts';

/** Percent of a limit of which the owner and the student are told when they are spent. */
export const THRESHOLDS: readonly number[] = [50, 80, 100];

const FULL = 100;
/** A refused call says that a budget is used up from this share on: before it, the call was large. */
const NEARLY_FULL = 80;

/** A budget in one of its windows. What is held does not count: it is a worst case, and most of it comes back. */
export interface BudgetLevel {
  readonly limit: NanoUsd;
  readonly spent: NanoUsd;
  /** A call was refused for what is left: see isUsedUp. */
  readonly isFull: boolean;
}

/** A threshold that was passed in this window and noted. */
export interface NotedCrossing {
  readonly threshold: number;
  /** The limit when it was noted. */
  readonly limit: NanoUsd;
  /** A higher limit took it back, so that the next crossing counts again. */
  readonly isUncrossed: boolean;
  /** The owner is to be told of it, and was not yet. */
  readonly isUnsaid: boolean;
}

export interface CrossingDecision {
  /** To be noted now, lowest first. */
  readonly crossed: readonly number[];
  /**
   * The one that is said: the highest of them that is wanted, or the one below a threshold that is taken back before it was
   * said. null: none, because a higher one was said before.
   */
  readonly said: number | null;
  /** Noted ones that a higher limit took back. */
  readonly uncrossed: readonly number[];
  /** What must be spent before the next look; null: there is nothing left to note at this limit. */
  readonly nextAt: NanoUsd | null;
}

/**
 * Which thresholds a budget has passed since the last look. Each is noted once a window; once more only after the limit
 * was raised so far that it was not passed any more. A refund takes none back.
 * @param wanted the thresholds that are said to the owner
 */
export function decideCrossings(
  level: BudgetLevel,
  noted: readonly NotedCrossing[],
  wanted: readonly number[] = THRESHOLDS,
): CrossingDecision {
  // Nothing can be spent of 0, and nobody needs to know that it is all spent.
  if (level.limit <= 0) return { crossed: [], said: null, uncrossed: [], nextAt: null };
  const standing = noted.filter(({ isUncrossed }) => !isUncrossed);
  const uncrossed = standing
    .filter(({ threshold, limit }) => limit < level.limit && !hasPassed(threshold, level))
    .map(({ threshold }) => threshold);
  const known = standing.map(({ threshold }) => threshold).filter((threshold) => !uncrossed.includes(threshold));
  const isKnown = (threshold: number) => known.includes(threshold);
  const crossed = THRESHOLDS.filter((threshold) => !isKnown(threshold) && hasPassed(threshold, level));
  const ahead = THRESHOLDS.filter((threshold) => !isKnown(threshold) && !hasPassed(threshold, level));
  const highest = highestOf(crossed.filter((threshold) => wanted.includes(threshold)));
  const highestKnown = highestOf(known.filter((each) => wanted.includes(each)));
  const isNews = highest !== null && highest > (highestKnown ?? 0);
  const wasUnsaid = standing.some(({ threshold, isUnsaid }) => isUnsaid && uncrossed.includes(threshold));
  const [next] = ahead;
  return {
    crossed,
    said: isNews ? highest : wasUnsaid ? highestKnown : null,
    uncrossed,
    nextAt: next === undefined ? null : amountAt(next, level.limit),
  };
}

/** Whether a call that is refused for spent money shows that the budget is used up. */
export function isUsedUp({ limit, spent }: Pick<BudgetLevel, 'limit' | 'spent'>): boolean {
  return limit > 0 && spent >= amountAt(NEARLY_FULL, limit);
}

/** Whether a threshold that was noted still holds: a refund or a higher limit may have taken it back. */
export function isStillPassed(threshold: number, { limit, spent }: Pick<BudgetLevel, 'limit' | 'spent'>): boolean {
  return hasPassed(threshold, { limit, spent, isFull: true });
}

function hasPassed(threshold: number, level: BudgetLevel): boolean {
  if (level.spent >= amountAt(threshold, level.limit)) return true;
  return threshold === FULL && level.isFull && isUsedUp(level);
}

/** Rounded up, without leaving the safe integers: limits times 100 would. */
function amountAt(threshold: number, limit: NanoUsd): NanoUsd {
  const rest = limit % 100;
  return ((limit - rest) / 100) * threshold + Math.ceil((rest * threshold) / 100);
}

function highestOf(thresholds: readonly number[]): number | null {
  return thresholds.length === 0 ? null : Math.max(...thresholds);
}
