const MINUTE_MS = 60_000;
/** Of sums of fractions. */
const ROUNDING = 1e-9;

interface ClassMinute {
  /** Requests that may still come, with fractions: it fills up by the limit in a minute. */
  free: number;
  /** ms, when `free` was true. */
  at: number;
  /** Requests per student since `windowAt`, and in the minute before it. */
  windowAt: number;
  current: Map<number, number>;
  previous: Map<number, number>;
}

/**
 * How many requests a minute the students of a class send together, where the class has such a limit. A class may send a
 * full minute's worth at once, as a lecture hall does; from then on it goes by the limit.
 *
 * A student who sent n requests in the last minute needs n + 1 free ones. So a loop leaves room for those who send few, and
 * the next free one is for somebody who has sent none; alone, a loop gets all of the limit.
 */
export class ClassRequests {
  readonly #now: () => number;
  /** Classes stay listed until the process ends: there are few. */
  readonly #classes = new Map<number, ClassMinute>();

  /** @param now ms, of a clock that never goes back */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Counts one more. Returns how many seconds to wait when that is too many, otherwise null. */
  count(classId: number, studentId: number, perMinute: number): number | null {
    const now = this.#now();
    const minute = this.#minuteOf(classId, perMinute, now);
    turnWindow(minute, now);
    const current = minute.current.get(studentId) ?? 0;
    const recent = { windowAt: minute.windowAt, current, previous: minute.previous.get(studentId) ?? 0 };
    const seconds = takeClassRequest(minute, recent, perMinute, now);
    if (seconds === null) minute.current.set(studentId, current + 1);
    return seconds;
  }

  #minuteOf(classId: number, perMinute: number, now: number): ClassMinute {
    const found = this.#classes.get(classId);
    if (found !== undefined) return found;
    const minute = { free: perMinute, at: now, windowAt: now, current: new Map(), previous: new Map() };
    this.#classes.set(classId, minute);
    return minute;
  }
}

function turnWindow(minute: ClassMinute, now: number): void {
  const windows = Math.floor((now - minute.windowAt) / MINUTE_MS);
  if (windows === 0) return;
  minute.previous = windows === 1 ? minute.current : new Map();
  minute.current = new Map();
  minute.windowAt += windows * MINUTE_MS;
}

/**
 * Takes one from what the class may still send. @param recent of the student, in a window that has not ended
 * @param now ms, at `bucket.at` or after it @returns how many seconds to wait where it has too few, otherwise null
 */
export function takeClassRequest(
  bucket: { free: number | null; at: number },
  recent: { readonly windowAt: number; readonly current: number; readonly previous: number },
  perMinute: number,
  now: number,
): number | null {
  const perMs = perMinute / MINUTE_MS;
  const free = Math.min(perMinute, (bucket.free ?? perMinute) + (now - bucket.at) * perMs);
  bucket.free = free;
  bucket.at = now;
  // As if those of the minute before this window had come evenly.
  const lastMinute = recent.current + recent.previous * (1 - (now - recent.windowAt) / MINUTE_MS);
  // A full bucket is enough for everybody: nobody else is waiting.
  const needed = Math.min(perMinute, lastMinute + 1);
  if (free < needed - ROUNDING) return Math.ceil((needed - free) / perMs / 1000);
  bucket.free = free - 1;
  return null;
}
