/** No request of a client is nested half so deep. Deeper ones V8 reads ten times as slowly. */
const MAX_DEPTH = 200;
/** Above this, what is in a body is counted; below, no mixture of it takes longer than a few milliseconds. Characters. */
const LARGE_CHARACTERS = 64 * 1024;
/**
 * What a large body may be made of, so that none takes much longer than a megabyte of text or of token numbers. A
 * megabyte of chat messages has 12,000 objects and 23,000 names, of JSON Schemas 30,000 and 40,000; of token numbers,
 * 170,000 commas.
 */
const MAX_CONTAINERS = 40_000;
const MAX_NAMES = 40_000;
const MAX_COMMAS = 250_000;
/** Numbers with a point or an exponent. */
const MAX_FRACTIONS = 20_000;
/** Numbers that have to be looked at a second time. */
const MAX_ODD_NUMBERS = 5000;
/** Lists, objects and what they hold. To keep the digits of a number, each is visited: beyond, it takes too long. */
const MAX_EXACT_VALUES = 20_000;
/** Shorter integers are exact in JavaScript. */
const EXACT_DIGITS = 15;
/** Numbers with fewer digits before the point are finite. */
const FINITE_DIGITS = 308;

const QUOTE = 34;
const BACKSLASH = 92;
const ZERO = 48;
const NINE = 57;
const MINUS = 45;

/** What a character outside of texts stands for; 0: nothing that is counted. */
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
  /** Nested too deeply, or made of more small parts than any request. */
  | { readonly is: 'too-complex' }
  /** JavaScript has no number for it: it would be sent as null, or with other digits. */
  | { readonly is: 'too-large-number'; readonly number: string }
  /** @property longIntegers some integer would be sent with other digits, unless they are kept */
  | { readonly is: 'fine'; readonly longIntegers: boolean };

const TOO_COMPLEX: BodyScan = { is: 'too-complex' };

/**
 * Looks at a body before it is parsed, in less time than that takes, and stops at the first thing that is too much. What
 * is not JSON is left to the parser.
 */
export function scanBody(body: string): BodyScan {
  const counts = body.length >= LARGE_CHARACTERS;
  let depth = 0;
  let containers = 0;
  let names = 0;
  let commas = 0;
  let fractions = 0;
  let oddNumbers = 0;
  let longInteger: string | null = null;
  for (let at = 0; at < body.length; at++) {
    const meaning = MEANING[body.charCodeAt(at)];
    if (!meaning) continue;
    switch (meaning) {
      case QUOTES:
        at = endOfText(body, at);
        break;
      case OPENS:
        depth++;
        containers++;
        if (depth > MAX_DEPTH || (counts && containers > MAX_CONTAINERS)) return TOO_COMPLEX;
        break;
      case CLOSES:
        depth--;
        break;
      case NAMES:
        if (++names > MAX_NAMES && counts) return TOO_COMPLEX;
        break;
      case PARTS:
        if (++commas > MAX_COMMAS) return TOO_COMPLEX;
        break;
      case DIGIT: {
        const start = at;
        at = endOfDigits(body, at) - 1;
        const isFraction = continues(body, at + 1);
        if (!isFraction && at - start < EXACT_DIGITS) break;
        if (isFraction) {
          if (++fractions > MAX_FRACTIONS) return TOO_COMPLEX;
          at = endOfNumber(body, at + 1) - 1;
        }
        const number = body.slice(start, at + 1);
        if (isFraction && !mayBeInfinite(number)) break;
        if (++oddNumbers > MAX_ODD_NUMBERS) return TOO_COMPLEX;
        if (!Number.isFinite(Number(number))) return { is: 'too-large-number', number };
        if (isChangedInteger(number)) longInteger = number;
      }
    }
  }
  if (longInteger !== null && containers + commas > MAX_EXACT_VALUES) {
    return { is: 'too-large-number', number: longInteger };
  }
  return { is: 'fine', longIntegers: longInteger !== null };
}

/** Would it be written again with other digits? @param number without its sign */
export function isChangedInteger(number: string): boolean {
  return number.length > EXACT_DIGITS && /^\d+$/.test(number) && String(Number(number)) !== number;
}

/** The offset of the quote that ends the text which begins at `at`. */
function endOfText(body: string, at: number): number {
  const end = body.indexOf('"', at + 1);
  if (end === -1) return body.length;
  if (body.charCodeAt(end - 1) !== BACKSLASH) return end;
  // From here on in single steps: a search would stop at each of the quotes that are escaped.
  let next = at + 1;
  for (; next < body.length; next++) {
    const code = body.charCodeAt(next);
    if (code === QUOTE) break;
    if (code === BACKSLASH) next++;
  }
  return next;
}

function endOfDigits(body: string, at: number): number {
  let end = at + 1;
  while (isDigit(body.charCodeAt(end))) end++;
  return end;
}

/** Does a number go on behind its first digits? */
function continues(body: string, at: number): boolean {
  return '.eE'.includes(body.charAt(at) || ' ');
}

function endOfNumber(body: string, at: number): number {
  let end = at;
  while (end < body.length && '.eE+-0123456789'.includes(body.charAt(end))) end++;
  return end;
}

/** By its exponent, and the digits before it. */
function mayBeInfinite(number: string): boolean {
  if (number.length > FINITE_DIGITS) return true;
  const exponentAt = number.search(/[eE]/);
  if (exponentAt === -1 || number.charCodeAt(exponentAt + 1) === MINUS) return false;
  return Number(number.slice(exponentAt + 1)) + exponentAt > FINITE_DIGITS;
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= NINE;
}
