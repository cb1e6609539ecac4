/**
 * CP949 (Unified Hangul Code), in which Excel on a Korean Windows saves CSV. Node's "euc-kr" is only its older part: 2,350
 * of the 11,172 syllables. The other 8,822 follow in the order of Unicode, on the pairs of bytes that EUC-KR leaves free.
 * @throws TypeError for bytes that are not CP949
 */
export function decodeCp949(bytes: Uint8Array): string {
  const decoder = new TextDecoder('euc-kr', { fatal: true });
  let text = '';
  let start = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const lead = bytes[at] ?? 0;
    if (lead < 0x80) continue;
    const trail = bytes[at + 1] ?? 0;
    if (!isEucKr(lead, trail)) {
      const syllable = extraSyllables()[extraPlace(lead, trail)];
      if (syllable === undefined) throw new TypeError('not CP949');
      text += decoder.decode(bytes.subarray(start, at)) + syllable;
      start = at + 2;
    }
    at += 1;
  }
  return text + decoder.decode(bytes.subarray(start));
}

function isEucKr(lead: number, trail: number): boolean {
  return lead >= 0xa1 && lead <= 0xfe && trail >= 0xa1 && trail <= 0xfe;
}

/** Trail bytes that the extension uses: A-Z, a-z, 0x81-0xfe; from lead 0xa1 on only up to 0xa0. */
const TRAILS = [...range(0x41, 0x5a), ...range(0x61, 0x7a), ...range(0x81, 0xfe)];
const WIDE_LEADS = 0xa1 - 0x81;
const NARROW_TRAILS = TRAILS.indexOf(0xa0) + 1;

/** Where a pair of bytes stands in the extension; -1: nowhere. */
function extraPlace(lead: number, trail: number): number {
  const place = TRAILS.indexOf(trail);
  if (lead < 0x81 || place < 0) return -1;
  if (lead < 0xa1) return (lead - 0x81) * TRAILS.length + place;
  return place < NARROW_TRAILS ? WIDE_LEADS * TRAILS.length + (lead - 0xa1) * NARROW_TRAILS + place : -1;
}

let extra: readonly string[] | undefined;

/** The syllables that EUC-KR lacks. */
function extraSyllables(): readonly string[] {
  if (extra === undefined) {
    const pairs = range(0xb0, 0xc8).flatMap((lead) => range(0xa1, 0xfe).flatMap((trail) => [lead, trail]));
    const inEucKr = new Set(new TextDecoder('euc-kr').decode(new Uint8Array(pairs)));
    const all = range(0xac00, 0xd7a3).map((code) => String.fromCharCode(code));
    extra = all.filter((syllable) => !inEucKr.has(syllable));
  }
  return extra;
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
