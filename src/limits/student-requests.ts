import { WindowCounts } from './window-counts.ts';

const MINUTE_MS = 60_000;

/**
 * How many requests a minute a student sends to /v1 and /api/me, however many API tokens they hold. Counted at once, for
 * every call; a student's window begins with their first request of it. In memory: a restart forgives.
 */
export class StudentRequests {
  readonly #perMinute: number;
  readonly #now: () => number;
  readonly #counts = new WindowCounts<number>(MINUTE_MS);

  /** @param perMinute JIGAP_STUDENT_REQUESTS_PER_MINUTE @param now ms, of a clock that never goes back */
  constructor(perMinute: number, now: () => number = () => performance.now()) {
    this.#perMinute = perMinute;
    this.#now = now;
  }

  /**
   * Counts one more. Returns how many seconds to wait when that was too many, otherwise null.
   * @param ofClass the limit of the student's class, where it is lower; null: the class has none
   */
  count(studentId: number, ofClass: number | null = null): number | null {
    const now = this.#now();
    return secondsToWait(
      this.#counts.count(studentId, now),
      now,
      Math.min(this.#perMinute, ofClass ?? this.#perMinute),
    );
  }
}

/** Until the student's minute ends; null where the last request was not too many. @param minute with that one counted */
export function secondsToWait(
  { count, endsAt }: { readonly count: number; readonly endsAt: number },
  now: number,
  perMinute: number,
): number | null {
  return count > perMinute ? Math.ceil((endsAt - now) / 1000) : null;
}
