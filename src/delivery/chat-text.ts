/** Between letters it is not seen, and what was a link or a mention is none any more. */
const ZERO_WIDTH_SPACE = '\u200b';

/**
 * Text that no chat turns into a link, an address or a mention: "https://", "a.example", "](" and "@everyone" are
 * taken apart by a character that is not seen.
 */
export function withoutLinks(text: string): string {
  return text
    .toWellFormed()
    .replace(/:(?=\/\/)/g, `:${ZERO_WIDTH_SPACE}`)
    .replace(/\](?=\()/g, `]${ZERO_WIDTH_SPACE}`)
    .replace(/[@＠](?=\S)/g, (sign) => sign + ZERO_WIDTH_SPACE)
    .replace(/(?<=[\p{L}\p{N}])\.(?=\p{L})/gu, `.${ZERO_WIDTH_SPACE}`);
}

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** The longest beginning that, escaped, has at most `max` UTF-16 units; cut between characters as people see them. */
export function escapeAndCut(text: string, escapeText: (text: string) => string, max: number): string {
  const escaped = escapeText(text);
  if (escaped.length <= max) return escaped;
  let [whole, cut] = ['', ''];
  for (const { segment } of graphemes.segment(text.slice(0, max))) {
    whole += segment;
    const next = `${escapeText(whole)}…`;
    if (next.length > max) break;
    cut = next;
  }
  return cut;
}
