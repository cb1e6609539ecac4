/** One bit for each value of a hash. */
const HASH_BITS = 17;
/** Random in each process: nobody can construct names that collide. */
const SEED = (Math.random() * 2 ** 32) >>> 0;

/** Counts different names approximately: a few of thousands share their hash with another and are not counted. */
export class DistinctNames {
  readonly #seen = new Uint8Array(2 ** (HASH_BITS - 3));
  count = 0;

  /** @param start @param end offsets of the name in the text */
  add(text: string, start: number, end: number): void {
    let hash = SEED;
    for (let at = start; at < end; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) ^ (hash >>> 15);
    const bit = (hash ^ (hash >>> HASH_BITS)) & (2 ** HASH_BITS - 1);
    const mask = 1 << (bit & 7);
    const seen = this.#seen[bit >> 3] ?? 0;
    if ((seen & mask) === 0) {
      this.#seen[bit >> 3] = seen | mask;
      this.count++;
    }
  }
}
