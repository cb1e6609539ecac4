import type { RestReason } from './key-action.ts';

/** Why nothing is sent with a key now. */
export type BlockReason = RestReason | 'rate_limit';

const MINUTE_MS = 60_000;
/** A rest after a refusal doubles with each try that is refused after it. */
const MIN_REFUSED_MS = 5 * MINUTE_MS;
const MAX_REFUSED_MS = 60 * MINUTE_MS;
const OUT_OF_MONEY_MS = 10 * MINUTE_MS;
/** Where no key works, one call finds out this often whether the owner has repaired something. */
const URGENT_MS = 3000;
/** What a hostile Retry-After can cost: after it, one call finds out. */
const MAX_PAUSE_MS = 10 * MINUTE_MS;
/** First one call passes; each that is not refused makes room for one more. With so many, the breaker is not needed. */
const FULL_WINDOW = 64;

/**
 * A circuit breaker in front of a key, or of one model of it: open for some time, when nothing passes; then half-open for
 * few calls at once; gone when they pass.
 */
export class KeyBreaker {
  #reason: BlockReason;
  #openUntil = 0;
  #urgentFrom = 0;
  #rests = 0;
  #window = 1;
  #inside = 0;

  constructor(reason: BlockReason) {
    this.#reason = reason;
  }

  get reason(): BlockReason {
    return this.#reason;
  }

  get hasRested(): boolean {
    return this.#rests > 0;
  }

  /** ms until a call may pass; 0: one may, if there is room. @param isUrgent no other key works */
  waitMs(now: number, isUrgent = false): number {
    const from = isUrgent && this.hasRested ? Math.min(this.#urgentFrom, this.#openUntil) : this.#openUntil;
    return Math.max(0, from - now);
  }

  get isFull(): boolean {
    return this.#inside >= this.#window;
  }

  enter(): void {
    this.#inside += 1;
  }

  leave(): void {
    this.#inside -= 1;
  }

  /** A call in it was not refused. @returns whether so many may pass that the breaker is no longer needed */
  widen(): boolean {
    this.#window = Math.min(this.#window + 1, FULL_WINDOW);
    return this.#window === FULL_WINDOW;
  }

  /** @param wasInside the call came through this breaker; others were sent before it opened, and say nothing new */
  rest(reason: RestReason, now: number, wasInside: boolean): void {
    if (this.hasRested && !wasInside) return;
    this.#urgentFrom = now + URGENT_MS;
    this.#window = 1;
    // A try before the end of a rest, because no key works, does not make it longer.
    if (now < this.#openUntil && reason === this.#reason) return;
    this.#reason = reason;
    const refusedMs = Math.min(MIN_REFUSED_MS * 2 ** this.#rests, MAX_REFUSED_MS);
    this.#openUntil = now + (reason === 'key_refused' ? refusedMs : OUT_OF_MONEY_MS);
    this.#rests += 1;
  }

  pause(now: number, waitMs: number): void {
    this.#openUntil = Math.max(this.#openUntil, now + Math.min(waitMs, MAX_PAUSE_MS));
    this.#window = 1;
  }

  /** The owner has repaired something: the next call finds out. */
  tryNow(): void {
    if (this.hasRested) this.#openUntil = 0;
  }
}
