import { isUtf8 } from 'node:buffer';

/** Then the rest of a body is left to the parser, which large bodies wait for in turn. So many take half a millisecond. */
const MAX_ESCAPES = 20_000;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const BLANK = 0x20;
/** JSON.stringify writes these characters with these escapes. */
const IS_USUAL_ESCAPE = new Uint8Array(256);
for (const one of Buffer.from('"\\bfnrt')) IS_USUAL_ESCAPE[one] = 1;

/** Half the time of one after another. */
const WORDS_AT_ONCE = 4;
/** So that V8 compiles a function that is called often, not one loop that is run seldom: it went back from that each time. */
const PIECE_WORDS = 1024;

/** The same byte four times. */
const ONES = 0x01010101;
const BLANKS = 0x20202020;
const BACKSLASHES = 0x5c5c5c5c;
/** With this bit turned, a quote comes next to the control characters, and no other byte does. */
const QUOTE_BITS = 0x02020202;
const QUOTES_AND_BLANKS = 0x21212121;
const HIGH_BITS = 0x80808080;

/**
 * Finds the texts of a JSON body in its bytes, by native searches, and four bytes at a time where a text has escapes. It
 * goes over them once, from the first to the last.
 */
export class TextScanner {
  readonly #body: Buffer;
  /** The body from its first whole word on, which is at `#wordsAt`. */
  readonly #words: Int32Array;
  readonly #wordsAt: number;
  /** Offset of the first backslash that no text before had; the length of the body: there is none. */
  #backslash = -1;
  #escapes = 0;
  /** Offsets of the last text, without its quotes. */
  #start = 0;
  #end = 0;
  /** It has neither unusual escapes nor, from `#escapesAt` on, control characters. */
  #isUsual = true;
  #escapesAt = 0;

  constructor(body: Buffer) {
    this.#body = body;
    this.#wordsAt = Math.min(-body.byteOffset & 3, body.length);
    const bytes = body.length - this.#wordsAt;
    this.#words = new Int32Array(
      bytes < 4 ? new ArrayBuffer(0) : body.buffer,
      body.byteOffset + this.#wordsAt,
      bytes >> 2,
    );
  }

  /** The offset of the next text's first quote; -1: there is none. */
  open(from: number): number {
    return this.#body.indexOf(QUOTE, from);
  }

  /** The offset of the quote that ends the text which begins at `open`; -1: it does not end, or has too many escapes. */
  close(open: number): number {
    const close = this.#body.indexOf(QUOTE, open + 1);
    this.#isUsual = true;
    this.#start = open + 1;
    this.#escapesAt = close;
    this.#end = close === -1 || this.#nextBackslash(open) > close ? close : this.#closeEscaped(this.#backslash);
    return this.#end;
  }

  /**
   * Whether the text that was closed last is JSON, and JSON.stringify would write it with the same bytes. Half a surrogate
   * pair is written as `\u` and a number, and its bytes are no UTF-8.
   */
  isLastCanonical(): boolean {
    const start = this.#start;
    return this.#isUsual && !this.#hasControl(start, this.#escapesAt) && isUtf8(this.#body.subarray(start, this.#end));
  }

  #nextBackslash(from: number): number {
    if (this.#backslash < from) {
      const next = this.#body.indexOf(BACKSLASH, from);
      this.#backslash = next === -1 ? this.#body.length : next;
    }
    return this.#backslash;
  }

  /** One loop, because calls in it would take twice the time. */
  #closeEscaped(first: number): number {
    const body = this.#body;
    const words = this.#words;
    const wordsAt = this.#wordsAt;
    this.#escapesAt = first;
    for (let at = first; at < body.length; ) {
      const code = body[at] as number;
      if (code === QUOTE) return at;
      if (code === BACKSLASH) {
        if (IS_USUAL_ESCAPE[body[at + 1] as number] !== 1) this.#isUsual = false;
        if (++this.#escapes > MAX_ESCAPES) return -1;
        at += 2;
      } else {
        if (code < BLANK) this.#isUsual = false;
        at++;
      }
      if (((at - wordsAt) & 3) !== 0 || at < wordsAt) continue;
      let word = (at - wordsAt) >> 2;
      for (; word < words.length; word++) {
        const four = words[word] as number;
        const turned = four ^ QUOTE_BITS;
        const backslashes = four ^ BACKSLASHES;
        const special = ((turned - QUOTES_AND_BLANKS) & ~turned) | ((backslashes - ONES) & ~backslashes);
        if ((special & HIGH_BITS) !== 0) break;
      }
      at = wordsAt + word * 4;
    }
    return -1;
  }

  /** Whether a byte from `start` on and before `end` is a control character. */
  #hasControl(start: number, end: number): boolean {
    const firstWord = (start - this.#wordsAt + 3) >> 2;
    const words = Math.max(0, end - this.#wordsAt - firstWord * 4) >> 2;
    const lastWord = firstWord + words - (words % WORDS_AT_ONCE);
    for (let word = firstWord; word < lastWord; word += PIECE_WORDS) {
      if (hasControlWord(this.#words.subarray(word, Math.min(word + PIECE_WORDS, lastWord)))) return true;
    }
    const wordsEnd = this.#wordsAt + lastWord * 4;
    return (
      hasControlByte(this.#body, start, Math.min(end, this.#wordsAt + firstWord * 4)) ||
      hasControlByte(this.#body, wordsEnd, end)
    );
  }
}

function hasControlByte(body: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if ((body[at] as number) < BLANK) return true;
  return false;
}

/** @param words as many as a multiple of WORDS_AT_ONCE */
function hasControlWord(words: Int32Array): boolean {
  let controls = 0;
  for (let at = 0; at < words.length; at += WORDS_AT_ONCE) {
    const a = words[at] as number;
    const b = words[at + 1] as number;
    const c = words[at + 2] as number;
    const d = words[at + 3] as number;
    controls |= ((a - BLANKS) & ~a) | ((b - BLANKS) & ~b) | ((c - BLANKS) & ~c) | ((d - BLANKS) & ~d);
  }
  return (controls & HIGH_BITS) !== 0;
}
