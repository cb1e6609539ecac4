/** Beyond this, the keys that began first are dropped. A class has at most some thousand students. */
const MAX_KEYS = 20_000;

/** How often a key was counted since its window began. */
export interface WindowCount {
  count: number;
  /** ms, of the clock of whoever counts. */
  readonly endsAt: number;
}

/** Counts per key; each key's window begins with its first count. */
export class WindowCounts<Key> {
  readonly #windowMs: number;
  readonly #counts = new Map<Key, WindowCount>();

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  /** 0 before the first count of a window. */
  countOf(key: Key, now: number): number {
    const found = this.#counts.get(key);
    return found !== undefined && found.endsAt > now ? found.count : 0;
  }

  /** One more. */
  count(key: Key, now: number): WindowCount {
    const found = this.#counts.get(key);
    if (found !== undefined && found.endsAt > now) {
      found.count++;
      return found;
    }
    const begun = { count: 1, endsAt: now + this.#windowMs };
    // Behind the others: the oldest are first.
    this.#counts.delete(key);
    this.#counts.set(key, begun);
    const [oldest] = this.#counts.size > MAX_KEYS ? this.#counts.keys() : [];
    if (oldest !== undefined) this.#counts.delete(oldest);
    return begun;
  }
}
