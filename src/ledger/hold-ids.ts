/** Ids are made of the instant of the hold, so that records are stored, and can be ranged over, in time order. */
const IDS_PER_MS = 1024;

/** An id may be ahead of its instant by this much at most, when many holds are placed in one millisecond. */
export const MAX_AHEAD_MS = 1000;

/** Ids that a server gave without the lock are this much later at most than they were. */
export const MAX_MOVED_MS = 1000;

export function firstIdAt(ms: number): number {
  return Math.max(0, ms) * IDS_PER_MS;
}

/** ms UTC of the hold behind a usage record's id. */
export function heldAt(id: number): number {
  return Math.floor(id / IDS_PER_MS);
}

/**
 * Ids rise with time. null: the clock went back, so the ids go back with it, and the first free one from
 * firstIdAt(now) on is to be looked for.
 * @param now ms UTC @param newest the highest id that was ever given; 0 when there is none
 * @param maxAheadMs more where servers with clocks of their own share the ids
 */
export function nextHoldId(now: number, newest: number, maxAheadMs = MAX_AHEAD_MS): number | null {
  const first = firstIdAt(now);
  const id = first > newest ? first : newest + 1;
  return id - first > firstIdAt(maxAheadMs) ? null : id;
}

/** How many hexadecimal digits at the end of a request id are the id of its hold. */
export const REQUEST_ID_DIGITS = 14;
const REQUEST_ID = new RegExp(`^req_[0-9a-f]{${32 - REQUEST_ID_DIGITS}}([0-9a-f]{${REQUEST_ID_DIGITS}})$`);

/** The hold, and the usage record, that an x-request-id names; null for what names none. */
export function holdIdOf(requestId: string): number | null {
  const digits = REQUEST_ID.exec(requestId)?.[1];
  const id = digits === undefined ? Number.NaN : Number.parseInt(digits, 16);
  return Number.isSafeInteger(id) ? id : null;
}
