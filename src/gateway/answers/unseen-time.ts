/**
 * How long the provider may have written what has not arrived yet: since its last bytes, and whenever a client that read
 * slowly made it wait. All in ms of performance.now().
 */
export class UnseenTime {
  #lastAt: number;
  #pausedAt: number | null = null;
  #pausedMs = 0;

  /** @param sentAt when the request was sent */
  constructor(sentAt: number) {
    this.#lastAt = sentAt;
  }

  onBytes(now: number): void {
    this.#lastAt = now;
  }

  onPause(now: number): void {
    this.#pausedAt ??= now;
  }

  /** What was written during a pause arrives late, so the pause counts for the rest of the call. */
  onResume(now: number): void {
    if (this.#pausedAt !== null) this.#pausedMs += now - this.#pausedAt;
    this.#pausedAt = null;
  }

  ms(now: number): number {
    // A pause that lasts is part of the silence.
    return this.#pausedMs + (now - Math.min(this.#lastAt, this.#pausedAt ?? now));
  }
}
