import type { JsonFieldMap } from './json-fields.ts';

const [QUOTE, BACKSLASH, COLON, SPACE, TAB, LF, CR] = Buffer.from('"\\: \t\n\r') as unknown as [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
];

/** Names that may stand anywhere in a stream of events: whether there is another is asked of each of its bytes. */
export class KnownNames {
  /** By their length: names of one length are few. */
  readonly #byLength: readonly (readonly Buffer[])[];

  /** @param fields with all that are inside of them @param others apart by blanks */
  constructor(fields: JsonFieldMap, others: string) {
    // Only a closer look tells whether it says null, and where.
    const names = new Set([...namesIn(fields), ...others.split(/\s+/)].filter((name) => name !== 'error'));
    const spellings = [...names].map((name) => Buffer.from(name));
    const longest = Math.max(...spellings.map(({ length }) => length));
    this.#byLength = Array.from({ length: longest + 1 }, (_, size) =>
      spellings.filter(({ length }) => length === size),
    );
  }

  /** Are all names in these events known, and spelled without escapes? */
  areAllIn(events: Buffer): boolean {
    for (let at = 0; at < events.length; at++) {
      if (events[at] !== QUOTE) continue;
      const start = at + 1;
      at = endOfString(events, start);
      // No JSON has a line end in a string.
      if (at === -1) return false;
      if (isNameEnd(events, at) && !this.#has(events, start, at)) return false;
    }
    return true;
  }

  #has(events: Buffer, start: number, end: number): boolean {
    const names = this.#byLength[end - start];
    if (names === undefined) return false;
    for (const name of names) {
      let at = 0;
      while (at < name.length && name[at] === events[start + at]) at++;
      if (at === name.length) return true;
    }
    return false;
  }
}

/** The offset of the quote; -1 when the line ends before. */
function endOfString(events: Buffer, from: number): number {
  for (let at = from; at < events.length; at++) {
    const code = events[at];
    if (code === QUOTE) return at;
    if (code === BACKSLASH) at++;
    else if (code === LF || code === CR) return -1;
  }
  return -1;
}

function isNameEnd(events: Buffer, quote: number): boolean {
  let next = quote + 1;
  while (isBlank(events[next])) next++;
  return events[next] === COLON;
}

function isBlank(code: number | undefined): boolean {
  return code === SPACE || code === TAB || code === LF || code === CR;
}

function namesIn(fields: JsonFieldMap): string[] {
  return [...fields].flatMap(([name, inside]) => (inside === 'any' ? [name] : [name, ...namesIn(inside)]));
}
