/** Tells what a value of JSON is by its first bytes. */

const [QUOTE, BRACE, OPEN, CLOSE] = Array.from('"{[]', (letter) => letter.charCodeAt(0));
const ERROR = Buffer.from('"error"');

export function isNoObject(bytes: Buffer, at: number): boolean {
  return bytes[at] !== BRACE;
}

export function isNoText(bytes: Buffer, at: number): boolean {
  return bytes[at] !== QUOTE;
}

/** As the type of an event or of what is in it. */
export function isNoError(bytes: Buffer, at: number): boolean {
  return !beginsWith(bytes, at, ERROR);
}

export function beginsWith(bytes: Buffer, at: number, wanted: Buffer): boolean {
  for (let n = 0; n < wanted.length; n++) if (bytes[at + n] !== wanted[n]) return false;
  return true;
}

export function isList(bytes: Buffer, at: number): boolean {
  return bytes[at] === OPEN;
}

export function isFilledList(bytes: Buffer, at: number): boolean {
  if (bytes[at] !== OPEN) return false;
  let first = at + 1;
  while (bytes[first] === 32 || bytes[first] === 9) first++;
  return bytes[first] !== CLOSE;
}
