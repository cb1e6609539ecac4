/** How JSON writes a number, and how JavaScript reads it. Without its sign. */

/** Shorter integers are exact in JavaScript. */
export const EXACT_DIGITS = 15;
/** Numbers with fewer digits before the point are finite. */
const FINITE_DIGITS = 308;

const ZERO = 48;
const NINE = 57;
export const MINUS = 45;
const POINT = 46;
const E = 101;
const LOWER_CASE = 32;

const ASCII_CODES = 128;
const IS_IN_NUMBER = new Uint8Array(ASCII_CODES);
for (const one of '.eE+-0123456789') IS_IN_NUMBER[one.charCodeAt(0)] = 1;

/** Whether it is an integer that JavaScript would write with other digits. JSON has none that begin with 0. */
export function isChangedInteger(number: string): boolean {
  return number.length > EXACT_DIGITS && /^[1-9]\d*$/.test(number) && String(Number(number)) !== number;
}

/** false: it is finite. Decided by the exponent and the number of digits before it. */
export function mayBeInfinite(number: string): boolean {
  if (number.length > FINITE_DIGITS) return true;
  const exponentAt = number.search(/[eE]/);
  if (exponentAt === -1 || number.charCodeAt(exponentAt + 1) === MINUS) return false;
  return Number(number.slice(exponentAt + 1)) + exponentAt > FINITE_DIGITS;
}

/** The offset behind the digits that begin at `at`. */
export function endOfDigits(text: string, at: number): number {
  let end = at + 1;
  while (isDigit(text.charCodeAt(end))) end++;
  return end;
}

/** The offset behind the fraction and the exponent, which follow the first digits. */
export function endOfNumber(text: string, at: number): number {
  const first = text.charCodeAt(at);
  if (first !== POINT && (first | LOWER_CASE) !== E) return at;
  let end = at + 1;
  while (isInNumber(text.charCodeAt(end))) end++;
  return end;
}

/** Also for NaN, which is behind the end of a text. */
function isInNumber(code: number): boolean {
  return code < ASCII_CODES && IS_IN_NUMBER[code] === 1;
}

export function isDigit(code: number): boolean {
  return code >= ZERO && code <= NINE;
}
