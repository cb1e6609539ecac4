/** How many rows come before the first one in a list. Anything that is not a number starts at the first. */
export function parseOffset(text: string | null): number {
  return text !== null && /^\d{1,7}$/.test(text) ? Number(text) : 0;
}
