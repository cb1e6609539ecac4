/** One bit for each value of a hash. */
const HASH_BITS = 17;
/** Random in each process: nobody can construct texts that collide. */
const SEED = (Math.random() * 2 ** 32) >>> 0;

/** Counts different texts approximately: of thousands a few share their hash with another and are not counted. */
export class DistinctTexts {
  readonly #seen = new Uint8Array(2 ** (HASH_BITS - 3));
  count = 0;

  /** @param start @param end offsets in the JSON @returns whether it is new */
  add(json: string, start: number, end: number): boolean {
    let hash = SEED;
    for (let at = start; at < end; at++) hash = Math.imul(hash ^ json.charCodeAt(at), 0x01000193) ^ (hash >>> 15);
    const bit = (hash ^ (hash >>> HASH_BITS)) & (2 ** HASH_BITS - 1);
    const mask = 1 << (bit & 7);
    const seen = this.#seen[bit >> 3] ?? 0;
    if ((seen & mask) !== 0) return false;
    this.#seen[bit >> 3] = seen | mask;
    this.count++;
    return true;
  }
}
