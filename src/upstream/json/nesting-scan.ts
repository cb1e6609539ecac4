const [QUOTE, BACKSLASH, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = Buffer.from('"\\[]{}') as unknown as [
  number,
  number,
  number,
  number,
  number,
  number,
];
/** Of a longer string, the native search sees most: a picture is one string of megabytes. */
const NEAR_BYTES = 64;
/** No answer is nested so deep. */
const MAX_DEPTH = 512;
const IS_STRUCTURE = new Uint8Array(256);
for (const code of [QUOTE, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT]) IS_STRUCTURE[code] = 1;

/** Finds the end of a JSON string that may come in pieces. */
export class JsonString {
  #escaped = false;

  /** The offset of the closing quote; -1 when it is not in these bytes. */
  end(bytes: Uint8Array, from: number): number {
    let at = from;
    if (this.#escaped && at < bytes.length) {
      this.#escaped = false;
      at++;
    }
    while (at < bytes.length) {
      const near = Math.min(at + NEAR_BYTES, bytes.length);
      for (; at < near; at++) {
        const code = bytes[at];
        if (code === QUOTE) return at;
        if (code === BACKSLASH) at++;
      }
      at = plainUntil(bytes, at);
    }
    // The last byte was a backslash: the escaped byte is still to come.
    this.#escaped = at > bytes.length;
    return -1;
  }
}

/**
 * The offset of the next quote or backslash, or the end. Windows that double keep it linear: no byte is searched again
 * for each of many short strings.
 */
function plainUntil(bytes: Uint8Array, from: number): number {
  let at = from;
  for (let size = NEAR_BYTES; at < bytes.length; size *= 2) {
    const window = bytes.subarray(at, at + size);
    const quote = window.indexOf(QUOTE);
    const backslash = window.indexOf(BACKSLASH);
    if (quote !== -1 || backslash !== -1) return at + Math.min(...[quote, backslash].filter((found) => found !== -1));
    at += window.length;
  }
  return at;
}

/** Finds the end of a JSON list or object that may come in pieces: checks only pairs of brackets and ends of strings. */
export class JsonNesting {
  readonly #closings = new Uint8Array(MAX_DEPTH);
  readonly #string = new JsonString();
  #inString = false;
  #depth = 0;
  /** A bracket does not match, or they are nested too deep: this is no JSON of a provider. */
  failed = false;

  /** The offset behind the bracket that closes it all; -1 when it is not in these bytes. @param from of the first bracket, or 0 */
  end(bytes: Uint8Array, from: number): number {
    let at = from;
    while (at < bytes.length) {
      if (this.#inString) {
        const quote = this.#string.end(bytes, at);
        if (quote === -1) return -1;
        this.#inString = false;
        at = quote + 1;
      }
      while (at < bytes.length && IS_STRUCTURE[bytes[at] as number] === 0) at++;
      if (at === bytes.length) return -1;
      this.#take(bytes[at++] as number);
      if (this.failed) return -1;
      if (this.#depth === 0 && !this.#inString) return at;
    }
    return -1;
  }

  #take(code: number): void {
    if (code === QUOTE) this.#inString = true;
    else if (code === OPEN_LIST || code === OPEN_OBJECT) {
      this.failed = this.#depth === MAX_DEPTH;
      this.#closings[this.#depth++] = code + 2;
    } else this.failed = this.#closings[--this.#depth] !== code;
  }
}
