const [BACKSLASH, PERCENT, LOWER_U] = Buffer.from('\\%u') as unknown as [number, number, number];
/** The meaning of a backslash and this letter in JSON. */
const ESCAPED = new Map(Array.from('nrtbf', (letter, at) => [letter.charCodeAt(0), '\n\r\t\b\f'.charCodeAt(at)]));
/** In place of a character above one byte: no secret holds one. */
const OTHER = 0;

/** Bytes without one layer of escapes, and the offset of each in the original. */
export interface Unescaped {
  readonly bytes: Uint8Array;
  /** Of each byte its offset in the original; one more for the end. */
  readonly offsets: Uint32Array;
}

/** Removes one layer of JSON escapes (`\u0073`, `\/`) and of percent signs (`%73`). */
export function unescapeLayer(bytes: Uint8Array): Unescaped {
  const plain = new Uint8Array(bytes.length);
  const offsets = new Uint32Array(bytes.length + 1);
  let count = 0;
  for (let at = 0; at < bytes.length; count++) {
    offsets[count] = at;
    const first = bytes[at] as number;
    if (first === BACKSLASH) {
      const isUnicode = bytes[at + 1] === LOWER_U;
      const code = isUnicode ? hexadecimal(bytes, at + 2, 4) : bytes[at + 1];
      const known = code !== undefined && code !== -1;
      plain[count] = !known ? first : isUnicode ? (code > 255 ? OTHER : code) : (ESCAPED.get(code) ?? code);
      at += !known ? 1 : isUnicode ? 6 : 2;
    } else {
      const code = first === PERCENT ? hexadecimal(bytes, at + 1, 2) : -1;
      plain[count] = code === -1 ? first : code;
      at += code === -1 ? 1 : 3;
    }
  }
  offsets[count] = bytes.length;
  return { bytes: plain.subarray(0, count), offsets: offsets.subarray(0, count + 1) };
}

/** -1 when there are not so many digits. */
function hexadecimal(bytes: Uint8Array, from: number, digits: number): number {
  let value = 0;
  for (let at = from; at < from + digits; at++) {
    const digit = digitOf(bytes[at]);
    if (digit === -1) return -1;
    value = value * 16 + digit;
  }
  return value;
}

function digitOf(code: number | undefined): number {
  if (code === undefined) return -1;
  if (code >= 48 && code <= 57) return code - 48;
  const lower = code | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}
