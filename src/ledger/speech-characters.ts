/** UTF-16 units of one code point, at most. */
export const MAX_UNITS_PER_CHARACTER = 2;

/**
 * Characters of a text as a call is priced. OpenAI does not say whether it counts code points or UTF-16 units, so the larger
 * count is paid: an emoji outside the basic plane counts as two.
 */
export function pricedCharacters(text: string): number {
  return text.length;
}

/** Whether a text has more code points. A lone surrogate is one. */
export function isLongerThan(text: string, maxCharacters: number): boolean {
  if (text.length <= maxCharacters) return false;
  // A megabyte would take ten milliseconds to count.
  return text.length > MAX_UNITS_PER_CHARACTER * maxCharacters || countCodePoints(text) > maxCharacters;
}

function countCodePoints(text: string): number {
  let count = 0;
  for (const _point of text) count++;
  return count;
}
