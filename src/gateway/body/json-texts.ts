const QUOTE = 34;
const BACKSLASH = 92;
const U = 117;
const D = 100;
/** Surrogates are `\ud800` to `\udfff`; the second half of a pair is one from `\udc00` on. */
const EIGHT = 56;
const C = 99;
const ESCAPE_LENGTH = 6;
const LOWER_CASE = 32;
/** Farther away, a native search is faster. */
const NEAR = 16;

/** Finds the ends of the texts of some JSON, from the first to the last, and counts their escapes. No character is searched twice. */
export class JsonTexts {
  readonly #json: string;
  /** The first quote and the first backslash that were found and not passed; the length of the JSON: there is none. */
  #quote = -1;
  #backslash = -1;
  /** In the last text. */
  escapes = 0;
  /** Of those, the halves of surrogate pairs, but for a second one behind its first. */
  surrogates = 0;

  constructor(json: string) {
    this.#json = json;
  }

  /** The offset of the quote that ends the text which begins at `open`; the length of the JSON where it does not end. */
  end(open: number): number {
    const quote = this.#json.indexOf('"', open + 1);
    // The usual case: the next backslash is known, and is behind the text.
    if (quote < this.#backslash && quote !== -1 && this.escapes === 0) return quote;
    this.escapes = 0;
    this.surrogates = 0;
    if (quote === -1) return this.#json.length;
    const backslash = this.#nextBackslash(open + 1);
    if (quote < backslash) return quote;
    this.#quote = quote;
    return this.#endEscaped(backslash);
  }

  #endEscaped(backslash: number): number {
    const json = this.#json;
    let at = backslash;
    while (at < json.length) {
      for (let near = at + NEAR; at < near; at++) {
        const code = json.charCodeAt(at);
        if (code === QUOTE) return at;
        if (code !== BACKSLASH) continue;
        this.escapes++;
        at++;
        if (json.charCodeAt(at) === U && this.#isSurrogate(at + 1)) this.surrogates++;
        near = at + NEAR;
      }
      const quote = this.#nextQuote(at);
      at = this.#nextBackslash(at);
      if (quote < at) return quote;
    }
    return json.length;
  }

  /** @param at offset of four digits */
  #isSurrogate(at: number): boolean {
    const json = this.#json;
    const digit = json.charCodeAt(at + 1) | LOWER_CASE;
    if ((json.charCodeAt(at) | LOWER_CASE) !== D || digit < EIGHT) return false;
    return digit < C || !this.#isFirstHalf(at - ESCAPE_LENGTH);
  }

  /** @param at offset of the four digits of what may be another escape */
  #isFirstHalf(at: number): boolean {
    const json = this.#json;
    const digit = json.charCodeAt(at + 1) | LOWER_CASE;
    if (json.charCodeAt(at - 2) !== BACKSLASH || json.charCodeAt(at - 1) !== U) return false;
    return (json.charCodeAt(at) | LOWER_CASE) === D && digit >= EIGHT && digit < C;
  }

  #nextQuote(from: number): number {
    if (this.#quote < from) this.#quote = this.#next('"', from);
    return this.#quote;
  }

  #nextBackslash(from: number): number {
    if (this.#backslash < from) this.#backslash = this.#next('\\', from);
    return this.#backslash;
  }

  #next(character: string, from: number): number {
    const next = this.#json.indexOf(character, from);
    return next === -1 ? this.#json.length : next;
  }
}
