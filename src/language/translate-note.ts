/** A sentence that was stored in English, and the same in another language. "{name}" stands for a value. */
export type NotePair = readonly [english: string, translated: string];

/**
 * Notes are stored in English, for logs and for programs; some are shown to people. Values of a note whose name begins with
 * "day" are days (YYYY-MM-DD), and are written as `formatDay` says.
 * @returns null where no pair fits: the note is shown as it is
 */
export function translateNote(
  note: string,
  pairs: readonly NotePair[],
  formatDay: (day: string) => string,
): string | null {
  for (const [english, translated] of pairs) {
    const values = patternOf(english).exec(note)?.groups;
    if (values === undefined) continue;
    return translated.replace(PLACEHOLDER, (_whole, name: string) => {
      const value = values[name] ?? '';
      return name.startsWith('day') ? formatDay(value) : value;
    });
  }
  return null;
}

const PLACEHOLDER = /\{(\w+)\}/g;
/** Bounds the search in a note that fits no pattern. */
const MAX_VALUE_LENGTH = 300;
const patterns = new Map<string, RegExp>();

/** A note without values has no groups either: the empty one makes them an object. */
function patternOf(english: string): RegExp {
  const known = patterns.get(english);
  if (known !== undefined) return known;
  const source = english
    .split(PLACEHOLDER)
    .map((part, index) => (index % 2 === 0 ? escaped(part) : groupOf(part)))
    .join('');
  const pattern = new RegExp(`^${source}(?<whole>)$`, 's');
  patterns.set(english, pattern);
  return pattern;
}

/** A status is a number, also behind a list with commas. */
function groupOf(name: string): string {
  return name === 'status' ? String.raw`(?<status>\d{3})` : `(?<${name}>.{1,${MAX_VALUE_LENGTH}}?)`;
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}
