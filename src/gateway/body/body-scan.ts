import { MIN_QUEUED_LENGTH } from './body-queue.ts';
import {
  CHARACTER_NS,
  COMMA_NS,
  CONTAINER_NS,
  ESCAPE_NS,
  FRACTION_NS,
  MAX_COMMON_NAMES,
  MAX_COST_NS,
  MAX_SHORT_LENGTH,
  NAME_NS,
  NEW_SHORT_TEXT_NS,
  ODD_NAME_NS,
  ODD_NUMBER_NS,
  SURROGATE_NS,
  TEXT_NS,
  UNCOMMON_NAME_NS,
} from './cost.ts';
import { DistinctTexts } from './distinct-texts.ts';
import {
  EXACT_DIGITS,
  endOfDigits,
  endOfNumber,
  isChangedInteger,
  isDigit,
  MINUS,
  mayBeInfinite,
} from './json-numbers.ts';
import { JsonTexts } from './json-texts.ts';
import type { LongIntegers } from './long-integers.ts';

/** No client nests half so deep. V8 parses deeper bodies ten times as slowly. */
const MAX_DEPTH = 200;
/**
 * Limits for large bodies, beside that of what all parts cost: see cost.ts. A megabyte of chat
 * messages has 12,000 objects and 23,000 names, only two of them different; of token numbers it has 170,000 commas.
 */
const MAX_NAMES = 50_000;
/** Each makes V8 build a new layout of objects. */
const MAX_DISTINCT_NAMES = 4000;
/** Names included. */
const MAX_TEXTS = 60_000;
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
const COLON = 58;
/** One of four short texts is looked at, and stands for all. Which one is random in each process. */
const SAMPLE_BITS = 3;
const PHASE = Math.floor(Math.random() * (SAMPLE_BITS + 1));
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
  /** @property longIntegers would be sent with other digits, unless readJson keeps them */
  | { readonly is: 'fine'; readonly longIntegers: LongIntegers };

/**
 * Checks a body before it is parsed, in less time than parsing takes, and stops at the first thing that exceeds a limit.
 * Whether it is JSON is left to the parser.
 */
export function scanBody(body: string): BodyScan {
  return new BodyScanner(body).scan();
}

const TOO_COMPLEX: BodyScan = { is: 'too-complex' };

class BodyScanner {
  readonly #body: string;
  readonly #texts: JsonTexts;
  /** null for small bodies, of which neither parts nor costs are counted. */
  readonly #distinctNames: DistinctTexts | null;
  readonly #distinctTexts: DistinctTexts | null;
  readonly #maxCostNs: number;
  #costNs = 0;
  #depth = 0;
  #containers = 0;
  #names = 0;
  #commas = 0;
  #textCount = 0;
  #fractions = 0;
  #oddNumbers = 0;
  /** Offsets of the last text: of the name, at a colon. */
  #textStart = 0;
  #textEnd = 0;
  readonly #longIntegers: number[] = [];
  #problem: BodyScan | null = null;

  constructor(body: string) {
    const isLarge = body.length >= MIN_QUEUED_LENGTH;
    this.#body = body;
    this.#texts = new JsonTexts(body);
    this.#distinctTexts = isLarge ? new DistinctTexts() : null;
    this.#distinctNames = isLarge ? new DistinctTexts() : null;
    this.#maxCostNs = isLarge ? MAX_COST_NS : Number.MAX_SAFE_INTEGER;
  }

  scan(): BodyScan {
    const body = this.#body;
    for (let at = 0; at < body.length; at++) {
      const meaning = MEANING[body.charCodeAt(at)];
      if (!meaning) continue;
      if (meaning === PARTS) {
        this.#commas++;
        this.#costNs += COMMA_NS;
      } else if (meaning === QUOTES) at = this.#skipText(at);
      else if (meaning === DIGIT) at = this.#skipNumber(at);
      else if (meaning === CLOSES) this.#depth--;
      else if (meaning === OPENS) this.#open();
      else this.#countName();
      if (this.#problem !== null) return this.#problem;
      if (this.#costNs > this.#maxCostNs) return TOO_COMPLEX;
    }
    return this.#result();
  }

  #result(): BodyScan {
    const longIntegers = this.#longIntegers;
    const values = this.#containers + this.#commas;
    if (longIntegers.length === 0 || values <= MAX_EXACT_VALUES) return { is: 'fine', longIntegers };
    const number = this.#body.slice(longIntegers.at(-2), longIntegers.at(-1)).replace('-', '');
    return { is: 'too-large-number', number };
  }

  #open(): void {
    this.#depth++;
    this.#containers++;
    this.#costNs += CONTAINER_NS;
    if (this.#depth > MAX_DEPTH) this.#problem = TOO_COMPLEX;
  }

  /** The last text is a name, which costs less than a text. */
  #countName(): void {
    const names = this.#distinctNames;
    if (names === null) return;
    names.add(this.#body, this.#textStart, this.#textEnd);
    this.#costNs += NAME_NS - TEXT_NS;
    if (this.#texts.escapes > 0 || isDigit(this.#body.charCodeAt(this.#textStart))) this.#costNs += ODD_NAME_NS;
    if (names.count > MAX_COMMON_NAMES) this.#costNs += UNCOMMON_NAME_NS;
    if (++this.#names > MAX_NAMES || names.count > MAX_DISTINCT_NAMES) this.#problem = TOO_COMPLEX;
  }

  /** @returns the offset of the quote that ends the text which begins at `at` */
  #skipText(at: number): number {
    const texts = this.#texts;
    const end = texts.end(at);
    const length = end - at;
    this.#textStart = at + 1;
    this.#textEnd = end;
    this.#costNs += TEXT_NS + CHARACTER_NS * length;
    if (texts.escapes > 0) this.#costNs += ESCAPE_NS * texts.escapes + SURROGATE_NS * texts.surrogates;
    if (length <= MAX_SHORT_LENGTH && ((this.#textCount + PHASE) & SAMPLE_BITS) === 0)
      this.#countShortText(at + 1, end);
    if (++this.#textCount > MAX_TEXTS && this.#distinctNames !== null) this.#problem = TOO_COMPLEX;
    return end;
  }

  #countShortText(start: number, end: number): void {
    if (this.#body.charCodeAt(end + 1) === COLON) return;
    if (this.#distinctTexts?.add(this.#body, start, end)) this.#costNs += NEW_SHORT_TEXT_NS * (SAMPLE_BITS + 1);
  }

  /** @returns the offset of the last character of the number that begins at `at` */
  #skipNumber(at: number): number {
    const digitsEnd = endOfDigits(this.#body, at);
    const end = endOfNumber(this.#body, digitsEnd);
    const isFraction = end > digitsEnd;
    if (isFraction) this.#countFraction();
    else if (end - at <= EXACT_DIGITS) return end - 1;
    const number = this.#body.slice(at, end);
    if (!isFraction || mayBeInfinite(number)) this.#countOddNumber(number, at, end);
    return end - 1;
  }

  #countFraction(): void {
    this.#costNs += FRACTION_NS;
    if (++this.#fractions > MAX_FRACTIONS && this.#distinctNames !== null) this.#problem = TOO_COMPLEX;
  }

  /** Long, or perhaps infinite. */
  #countOddNumber(number: string, at: number, end: number): void {
    this.#costNs += ODD_NUMBER_NS;
    if (++this.#oddNumbers > MAX_ODD_NUMBERS) this.#problem = TOO_COMPLEX;
    if (!Number.isFinite(Number(number))) this.#problem = { is: 'too-large-number', number };
    if (isChangedInteger(number)) this.#longIntegers.push(this.#body.charCodeAt(at - 1) === MINUS ? at - 1 : at, end);
  }
}
