/** A set of bytes, as a look-up table. */
export function byteSet(characters: string): Uint8Array {
  const set = new Uint8Array(256);
  for (const code of Buffer.from(characters)) set[code] = 1;
  return set;
}

export const IS_BLANK = byteSet(' \t\n\r');
/** The bytes of numbers, true, false and null. */
export const IS_SCALAR = byteSet('+-.0123456789Eaeflnrstu');

/** The offset behind a number, true, false or null; -1 when it may go on in the next piece. */
export function endOfScalar(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && IS_SCALAR[bytes[at] as number] === 1) at++;
  return at === bytes.length ? -1 : at;
}
