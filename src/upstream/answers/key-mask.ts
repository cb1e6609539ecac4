import { PatternSearch } from './pattern-search.ts';
import { spellingsOf } from './scrub.ts';

const MASK = 0;
const EMPTY = Buffer.alloc(0);

/**
 * Overwrites the upstream keys in bytes that are no text. The number of bytes stays the same, because a container of sound
 * says the lengths of its parts. Only whole spellings of a key are found: no other bytes are so by chance, as the few letters of an
 * account's id may be.
 */
export class KeyMask {
  readonly #spellings: readonly Buffer[];
  readonly #search: PatternSearch;
  /** What may be the beginning of a key, whose end is still to come. */
  #tail: Buffer = EMPTY;

  constructor(keys: Iterable<string>) {
    // A key may begin with another one.
    this.#spellings = [...keys].flatMap(spellingsOf).sort((one, other) => other.length - one.length);
    this.#search = new PatternSearch(this.#spellings);
  }

  /** @returns bytes that hold no beginning of a key */
  push(chunk: Buffer): Buffer {
    const bytes = this.#masked(this.#tail.length === 0 ? chunk : Buffer.concat([this.#tail, chunk]));
    const cut = this.#beginOfOpenKey(bytes);
    this.#tail = bytes.subarray(cut);
    return bytes.subarray(0, cut);
  }

  /** Nothing follows. @returns what was kept back */
  end(): Buffer {
    const tail = this.#tail;
    this.#tail = EMPTY;
    return tail;
  }

  #masked(bytes: Buffer): Buffer {
    let masked = bytes;
    for (let span = this.#search.find(bytes); span !== null; span = this.#search.find(bytes, span.end)) {
      if (masked === bytes) masked = Buffer.from(bytes);
      masked.fill(MASK, span.start, span.end);
    }
    return masked;
  }

  #beginOfOpenKey(bytes: Buffer): number {
    const longest = this.#spellings[0]?.length ?? 0;
    for (let at = Math.max(0, bytes.length - longest + 1); at < bytes.length; at++) {
      if (this.#spellings.some((one) => beginsWith(one, bytes.subarray(at)))) return at;
    }
    return bytes.length;
  }
}

function beginsWith(spelling: Buffer, rest: Buffer): boolean {
  return rest.length < spelling.length && spelling[0] === rest[0] && spelling.subarray(0, rest.length).equals(rest);
}
