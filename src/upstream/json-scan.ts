/** Finding a key's value in bytes of JSON without parsing them. Inside a JSON string the quotes of a key are escaped. */

const COLON = 58;
const QUOTE = 34;
const BRACE = 123;
const OPEN = 91;
const CLOSE = 93;

export type IsWanted = (bytes: Buffer, at: number) => boolean;

const LETTER_N = 110;

export const isNotNull: IsWanted = (bytes, at) => bytes[at] !== LETTER_N;
export const opensObject: IsWanted = (bytes, at) => bytes[at] === BRACE;
export const isEmptyList: IsWanted = (bytes, at) => bytes[at] === OPEN && bytes[skipBlanks(bytes, at + 1)] === CLOSE;

export const opensText: IsWanted = (bytes, at) => bytes[at] === QUOTE;
export const isNoList: IsWanted = (bytes, at) => bytes[at] !== OPEN;

export function saysText(text: string): IsWanted {
  const wanted = Buffer.from(JSON.stringify(text));
  return (bytes, at) => bytes.subarray(at, at + wanted.length).equals(wanted);
}

/** Is there `key` (with its quotes), blanks, a colon, blanks, and then what is wanted? */
export function hasValue(bytes: Buffer, key: Buffer, isWanted: IsWanted): boolean {
  for (let at = bytes.indexOf(key); at !== -1; at = bytes.indexOf(key, at + key.length)) {
    let next = skipBlanks(bytes, at + key.length);
    if (bytes[next] !== COLON) continue;
    next = skipBlanks(bytes, next + 1);
    if (isWanted(bytes, next)) return true;
  }
  return false;
}

function skipBlanks(bytes: Buffer, from: number): number {
  let at = from;
  while (bytes[at] === 32 || bytes[at] === 9 || bytes[at] === 10 || bytes[at] === 13) at++;
  return at;
}
