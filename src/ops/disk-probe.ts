/** The time between two writes at least: /readyz is open to everyone, for any number of requests. */
const FRESH_MS = 1000;

/** Whether the ledger can be written, which a full disk refuses while all can still be read. */
export class DiskProbe {
  readonly #write: () => Promise<void>;
  #answer: Promise<void> | null = null;
  #askedAt = 0;

  constructor(write: () => Promise<void>) {
    this.#write = write;
  }

  /** Rejects when the disk refuses. */
  ask(): Promise<void> {
    const now = performance.now();
    if (this.#answer === null || now - this.#askedAt >= FRESH_MS) {
      this.#askedAt = now;
      this.#answer = this.#write();
    }
    return this.#answer;
  }
}
