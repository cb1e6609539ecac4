/**
 * Token counts of the simulated model. One rule counts a text and cuts it, so that a cap is never passed by rounding:
 * up to four ASCII characters make a token, any other code point (a Hangul syllable is 3 bytes) is one of its own.
 * A token therefore never covers less than one byte, which is what the ledger's input bound leans on.
 */

const ASCII_PER_TOKEN = 4;
const LAST_ASCII = 0x7f;
const LAST_SINGLE_UNIT = 0xffff;

export function countTokens(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at = tokenEnd(text, at)) count++;
  return count;
}

/** The longest beginning of `text` that is at most `cap` tokens. */
export function firstTokens(text: string, cap: number): string {
  let at = 0;
  for (let count = 0; count < cap && at < text.length; count++) at = tokenEnd(text, at);
  return text.slice(0, at);
}

function tokenEnd(text: string, from: number): number {
  const point = text.codePointAt(from) ?? 0;
  if (point > LAST_ASCII) return from + (point > LAST_SINGLE_UNIT ? 2 : 1);
  let end = from + 1;
  while (end < text.length && end - from < ASCII_PER_TOKEN && text.charCodeAt(end) <= LAST_ASCII) end++;
  return end;
}
