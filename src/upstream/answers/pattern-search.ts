export interface Span {
  readonly start: number;
  /** Behind the last byte. */
  readonly end: number;
}

/**
 * Finds any of several byte patterns in one pass (Wu and Manber's search with blocks of two bytes): most windows are
 * ruled out by one look in a table, so that long patterns cost far less than a search for each.
 */
export class PatternSearch {
  readonly #patterns: readonly Buffer[];
  /** Of the shortest pattern, bytes: the window. */
  readonly #window: number;
  /** How far the window may move, by the two bytes at its end. */
  readonly #shifts = new Uint8Array(65_536);

  /** @param patterns of two bytes or more each */
  constructor(patterns: readonly Buffer[]) {
    this.#patterns = patterns;
    // A shift has to fit into a byte.
    this.#window = Math.min(256, ...patterns.map(({ length }) => length));
    this.#shifts.fill(this.#window - 1);
    for (const pattern of patterns) this.#learn(pattern);
  }

  #learn(pattern: Buffer): void {
    for (let at = 1; at < this.#window; at++) {
      const block = ((pattern[at - 1] ?? 0) << 8) | (pattern[at] ?? 0);
      this.#shifts[block] = Math.min(this.#shifts[block] ?? 0, this.#window - 1 - at);
    }
  }

  /** The first pattern that begins at `from` or later; null when there is none. */
  find(bytes: Uint8Array, from = 0): Span | null {
    if (this.#patterns.length === 0) return null;
    const shifts = this.#shifts;
    const { length } = bytes;
    let at = from + this.#window - 1;
    while (at < length) {
      const shift = shifts[((bytes[at - 1] as number) << 8) | (bytes[at] as number)] as number;
      if (shift === 0) {
        const found = this.#matchAt(bytes, at - this.#window + 1);
        if (found !== null) return found;
        at++;
      } else at += shift;
    }
    return null;
  }

  #matchAt(bytes: Uint8Array, start: number): Span | null {
    const pattern = this.#patterns.find((one) => startsAt(bytes, start, one));
    return pattern === undefined ? null : { start, end: start + pattern.length };
  }
}

function startsAt(bytes: Uint8Array, start: number, pattern: Buffer): boolean {
  for (let at = 0; at < pattern.length; at++) if (bytes[start + at] !== pattern[at]) return false;
  return true;
}
