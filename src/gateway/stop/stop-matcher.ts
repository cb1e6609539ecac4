import { HeldText } from './held-text.ts';

/** The stop strings of one call, prepared once for all of its choices. */
export class StopStrings {
  readonly texts: readonly string[];
  /** Of each text, for each of its beginnings: the length of the longest shorter beginning that it ends with. */
  readonly fallbacks: readonly Int32Array[];

  /** @param texts none of them empty */
  constructor(texts: readonly string[]) {
    this.texts = texts;
    this.fallbacks = texts.map(fallbacksOf);
  }
}

function fallbacksOf(text: string): Int32Array {
  const fallbacks = new Int32Array(text.length);
  for (let at = 1, length = 0; at < text.length; at++) {
    while (length > 0 && text[at] !== text[length]) length = fallbacks[length - 1] ?? 0;
    if (text[at] === text[length]) length++;
    fallbacks[at] = length;
  }
  return fallbacks;
}

/**
 * Finds the end of a text that comes in pieces: where a stop string is complete first, as in a model that stops there. Of
 * several that are complete at the same place, the one that began first counts. Time is linear in the text and in the stop
 * strings, for any of them (Knuth, Morris and Pratt's search, one for each); a text is held back only as long as it may be
 * the beginning of a stop string.
 */
export class StopMatcher {
  readonly #stops: StopStrings;
  /** Of each stop string, how much of it the text ends with. */
  readonly #matched: number[];
  readonly #held = new HeldText();
  #stopped = false;

  constructor(stops: StopStrings) {
    this.#stops = stops;
    this.#matched = stops.texts.map(() => 0);
  }

  /** A stop string was found: nothing passes from here on. */
  get stopped(): boolean {
    return this.#stopped;
  }

  /** Takes the next piece; returns what may pass now, possibly nothing. */
  push(piece: string): string {
    if (this.#stopped) return '';
    const before = this.#held.length;
    this.#held.push(piece);
    for (let at = 0; at < piece.length; at++) {
      const length = this.#advance(piece[at]);
      if (length > 0) return this.#stop(before + at + 1 - length);
    }
    return this.#held.take(this.#held.length - Math.max(0, ...this.#matched));
  }

  /** The text has ended: what was held back was no stop string. */
  end(): string {
    return this.#held.take(this.#held.length);
  }

  #stop(length: number): string {
    this.#stopped = true;
    const passing = this.#held.take(length);
    this.#held.take(this.#held.length);
    return passing;
  }

  /** @returns the length of the longest stop string that is complete with this code unit; 0 when none is */
  #advance(unit: string | undefined): number {
    const { texts, fallbacks } = this.#stops;
    let longest = 0;
    for (let n = 0; n < texts.length; n++) {
      const text = texts[n] ?? '';
      let matched = this.#matched[n] ?? 0;
      while (matched > 0 && text[matched] !== unit) matched = fallbacks[n]?.[matched - 1] ?? 0;
      if (text[matched] === unit) matched++;
      this.#matched[n] = matched;
      if (matched === text.length && matched > longest) longest = matched;
    }
    return longest;
  }
}
