/**
 * How long the provider may have written what had not come here yet: since its last bytes, and whenever the client read
 * slowly and made it wait. All in ms of performance.now().
 */
export class UnseenTime {
  #lastAt: number;
  #pausedAt: number | null = null;
  #pausedMs = 0;

  /** @param sentAt when the request was sent */
  constructor(sentAt: number) {
    this.#lastAt = sentAt;
  }

  bytesCame(now: number): void {
    this.#lastAt = now;
  }

  paused(now: number): void {
    this.#pausedAt ??= now;
  }

  /** What was written meanwhile comes by and by, so a pause counts for the whole call. */
  resumed(now: number): void {
    if (this.#pausedAt !== null) this.#pausedMs += now - this.#pausedAt;
    this.#pausedAt = null;
  }

  ms(now: number): number {
    // A pause that lasts is part of the silence.
    return this.#pausedMs + (now - Math.min(this.#lastAt, this.#pausedAt ?? now));
  }
}
