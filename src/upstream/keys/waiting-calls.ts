/** Calls wait at most this long for the end of a short pause, or for room after one. */
const MAX_WAIT_MS = 10_000;
const RETRY_MS = 25;

interface Waiting<Turn> {
  readonly endsAt: number;
  /** null: not yet. */
  readonly take: () => Turn | null;
  readonly done: (turn: Turn) => void;
  readonly late: Turn;
}

/** Calls that wait for a key, first come, first served. */
export class WaitingCalls<Turn> {
  readonly #calls = new Set<Waiting<Turn>>();
  #timer: NodeJS.Timeout | null = null;

  /** @param late what a call gets whose time is over @returns takes it out again */
  add(take: () => Turn | null, late: Turn, done: (turn: Turn) => void): () => void {
    const call: Waiting<Turn> = { endsAt: performance.now() + MAX_WAIT_MS, take, late, done };
    this.#calls.add(call);
    this.#watch();
    return () => this.#calls.delete(call);
  }

  /** Something has changed. */
  retry(): void {
    if (this.#calls.size === 0) return;
    const now = performance.now();
    for (const call of this.#calls) {
      const turn = call.take() ?? (now >= call.endsAt ? call.late : null);
      if (turn === null) continue;
      this.#calls.delete(call);
      call.done(turn);
    }
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    for (const call of this.#calls) {
      this.#calls.delete(call);
      call.done(call.late);
    }
  }

  #watch(): void {
    if (this.#timer !== null || this.#calls.size === 0) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.retry();
      this.#watch();
    }, RETRY_MS);
  }
}
