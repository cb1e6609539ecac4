const QUOTE = 34;
const BACKSLASH = 92;

/** The offset of the quote that ends the text which begins at `at`, or no offset within the JSON where it does not end. */
export function endOfText(json: string, at: number): number {
  const end = json.indexOf('"', at + 1);
  if (end === -1) return json.length;
  if (json.charCodeAt(end - 1) !== BACKSLASH) return end;
  // From here on in single steps: a search would stop at every escaped quote.
  let next = at + 1;
  for (; next < json.length; next++) {
    const code = json.charCodeAt(next);
    if (code === QUOTE) break;
    if (code === BACKSLASH) next++;
  }
  return next;
}
