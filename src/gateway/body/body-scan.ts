import { endOfText } from '../../upstream/json/end-of-text.ts';
import { MIN_QUEUED_LENGTH } from './body-queue.ts';
import { DistinctNames } from './distinct-names.ts';
import { EXACT_DIGITS, endOfDigits, endOfNumber, isChangedInteger, mayBeInfinite } from './json-numbers.ts';

/** No client nests half so deep. V8 parses deeper bodies ten times as slowly. */
const MAX_DEPTH = 200;
/**
 * Limits for large bodies, so that none takes much longer to parse than a megabyte of token numbers. A megabyte of chat
 * messages has 12,000 objects and 23,000 names, only two of them different; of token numbers it has 170,000 commas.
 */
const MAX_CONTAINERS = 40_000;
const MAX_NAMES = 50_000;
/** Each makes V8 build a new layout of objects. */
const MAX_DISTINCT_NAMES = 4000;
/** Names included. */
const MAX_TEXTS = 60_000;
const MAX_COMMAS = 250_000;
/** Numbers with a point or an exponent. */
const MAX_FRACTIONS = 20_000;
/** Long integers, and fractions that may be infinite: each is parsed once more. */
const MAX_ODD_NUMBERS = 5000;
/** Lists, objects and their members. Keeping the digits of long integers visits each of them. */
const MAX_EXACT_VALUES = 20_000;

/** Meaning of a character outside of texts; 0: not counted. */
const OPENS = 1;
const CLOSES = 2;
const QUOTES = 3;
const NAMES = 4;
const PARTS = 5;
const DIGIT = 6;
const MEANING = new Uint8Array(128);
for (const [characters, meaning] of [
  ['[{', OPENS],
  [']}', CLOSES],
  ['"', QUOTES],
  [':', NAMES],
  [',', PARTS],
  ['0123456789', DIGIT],
] as const) {
  for (const one of characters) MEANING[one.charCodeAt(0)] = meaning;
}

export type BodyScan =
  /** Nested too deeply, or of more small parts than any real request. */
  | { readonly is: 'too-complex' }
  /** JavaScript cannot hold the number: it would be sent as null, or with other digits. */
  | { readonly is: 'too-large-number'; readonly number: string }
  /** @property longIntegers some integer would be sent with other digits, unless readJson keeps them */
  | { readonly is: 'fine'; readonly longIntegers: boolean };

/**
 * Checks a body before it is parsed, in less time than parsing takes, and stops at the first thing that exceeds a limit.
 * Whether it is JSON is left to the parser.
 */
export function scanBody(body: string): BodyScan {
  return new BodyScanner(body).scan();
}

class BodyScanner {
  readonly #body: string;
  /** null for small bodies, which are not counted. */
  readonly #distinctNames: DistinctNames | null;
  #depth = 0;
  #containers = 0;
  #names = 0;
  #commas = 0;
  #texts = 0;
  #fractions = 0;
  #oddNumbers = 0;
  /** Offsets of the last text: of the name, at a colon. */
  #textStart = 0;
  #textEnd = 0;
  #longInteger: string | null = null;
  #infinite: string | null = null;

  constructor(body: string) {
    this.#body = body;
    this.#distinctNames = body.length < MIN_QUEUED_LENGTH ? null : new DistinctNames();
  }

  scan(): BodyScan {
    const body = this.#body;
    for (let at = 0; at < body.length; at++) {
      const meaning = MEANING[body.charCodeAt(at)];
      if (!meaning) continue;
      if (meaning === QUOTES) at = this.#skipText(at);
      else if (meaning === DIGIT) at = this.#skipNumber(at);
      else if (meaning === CLOSES) this.#depth--;
      else this.#count(meaning);
      if (this.#infinite !== null) return { is: 'too-large-number', number: this.#infinite };
      if (this.#isTooComplex()) return { is: 'too-complex' };
    }
    if (this.#longInteger !== null && this.#containers + this.#commas > MAX_EXACT_VALUES) {
      return { is: 'too-large-number', number: this.#longInteger };
    }
    return { is: 'fine', longIntegers: this.#longInteger !== null };
  }

  #count(meaning: number): void {
    if (meaning === PARTS) this.#commas++;
    else if (meaning === OPENS) {
      this.#depth++;
      this.#containers++;
    } else {
      this.#names++;
      this.#distinctNames?.add(this.#body, this.#textStart, this.#textEnd);
    }
  }

  #isTooComplex(): boolean {
    if (this.#depth > MAX_DEPTH || this.#oddNumbers > MAX_ODD_NUMBERS) return true;
    return (
      this.#distinctNames !== null &&
      (this.#containers > MAX_CONTAINERS ||
        this.#names > MAX_NAMES ||
        this.#distinctNames.count > MAX_DISTINCT_NAMES ||
        this.#texts > MAX_TEXTS ||
        this.#commas > MAX_COMMAS ||
        this.#fractions > MAX_FRACTIONS)
    );
  }

  /** @returns the offset of the quote that ends the text which begins at `at` */
  #skipText(at: number): number {
    this.#texts++;
    this.#textStart = at + 1;
    this.#textEnd = endOfText(this.#body, at);
    return this.#textEnd;
  }

  /** @returns the offset of the last character of the number that begins at `at` */
  #skipNumber(at: number): number {
    const digitsEnd = endOfDigits(this.#body, at);
    const end = endOfNumber(this.#body, digitsEnd);
    const isFraction = end > digitsEnd;
    if (isFraction) this.#fractions++;
    if (!isFraction && end - at <= EXACT_DIGITS) return end - 1;
    const number = this.#body.slice(at, end);
    if (isFraction && !mayBeInfinite(number)) return end - 1;
    this.#oddNumbers++;
    if (!Number.isFinite(Number(number))) this.#infinite = number;
    if (isChangedInteger(number)) this.#longInteger = number;
    return end - 1;
  }
}
