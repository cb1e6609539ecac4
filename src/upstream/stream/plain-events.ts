import type { KnownFields } from '../json/known-fields.ts';
import { byteSet } from '../json/scalar-scan.ts';
import { beginsWith } from '../json/value-start.ts';

const [QUOTE, BACKSLASH, COLON, SPACE, TAB, D, A] = codesOf('"\\: \tda');
const [BRACE, CLOSING_BRACE, OPEN, CLOSE] = codesOf('{}[]');
const LF = 10;
const CR = 13;
/** What a text of JSON does not hold as it is. */
const ENDS_TEXT = byteSet('"\\\n\r');
const RESPONSE_EVENT = /^event: ?response\.[a-z_.]+\r?\n$/;

/** Whether an event with this value passes unparsed. @param at where the value begins */
export type IsOrdinary = (bytes: Buffer, at: number) => boolean;

export interface PlainEventRules {
  /** The fields of an event, at every depth. */
  readonly fields: KnownFields;
  /** More names that most events are made of, separated by blanks. */
  readonly moreNames: string;
  /** Names whose values matter to the meter. */
  readonly values: Readonly<Record<string, IsOrdinary>>;
  /** The name that every event has; an event without it may be an error in another shape. */
  readonly mark: string;
  /** How the value of the mark begins. */
  readonly markedBy?: string;
}

interface Line {
  readonly end: number;
  /** It holds the mark. */
  readonly isMarked: boolean;
}

interface Name {
  readonly spelling: Buffer;
  readonly isOrdinary: IsOrdinary | null;
  readonly isMark: boolean;
}

/**
 * Tells events that pass unparsed from those that must be parsed, in one pass over their bytes. Plain events are lines
 * of data whose names are all known, and none of whose values matters to the meter.
 */
export class PlainEvents {
  /** By length, because few names have the same. */
  readonly #byLength: readonly (readonly Name[])[];
  readonly #markedBy: Buffer;

  constructor({ fields, moreNames, values, mark, markedBy = '' }: PlainEventRules) {
    // Only parsing tells whether it is null.
    const names = [...new Set([...namesIn(fields), ...moreNames.split(/\s+/)])].filter((name) => name !== 'error');
    const known = names.map((name) => ({
      spelling: Buffer.from(name),
      isOrdinary: values[name] ?? null,
      isMark: name === mark,
    }));
    const longest = Math.max(...known.map(({ spelling }) => spelling.length));
    this.#byLength = Array.from({ length: longest + 1 }, (_, size) =>
      known.filter(({ spelling }) => spelling.length === size),
    );
    this.#markedBy = Buffer.from(markedBy);
  }

  /** The offset behind the plain events that begin at `from`, up to the first other one; `from` when there is none. */
  endOfRun(events: Buffer, from = 0): number {
    let end = from;
    let isMarked = false;
    let isOpen = false;
    for (let at = from; at < events.length; at++) {
      const code = events[at];
      if (code === LF || (code === CR && events[at + 1] === LF)) {
        // An empty line ends an event; further ones mean nothing.
        if (!isMarked) return end;
        if (code === CR) at++;
        isOpen = false;
        end = at + 1;
      } else {
        if (!isOpen) isMarked = false;
        isOpen = true;
        const line = this.#readLine(events, at);
        if (line === null) return end;
        isMarked ||= line.isMarked;
        at = line.end;
      }
    }
    return isMarked ? events.length : end;
  }

  /** Whether all names in an event are known, and written without escapes. */
  hasKnownNames(event: Buffer): boolean {
    for (let at = 0; at < event.length; at++) {
      if (event[at] !== QUOTE) continue;
      const start = at + 1;
      at = endOfString(event, start);
      // No JSON has a line end in a string.
      if (at === -1) return false;
      if (valueAt(event, at) !== -1 && this.#find(event, start, at) === null) return false;
    }
    return true;
  }

  /** @returns null for a line that is not plain; else where its LF is, or the last byte */
  #readLine(events: Buffer, start: number): Line | null {
    if (opensData(events, start)) return this.#readData(events, start);
    const end = events.indexOf(LF, start);
    const isName = end !== -1 && RESPONSE_EVENT.test(events.toString('latin1', start, end + 1));
    return isName ? { end, isMarked: false } : null;
  }

  #readData(events: Buffer, start: number): Line | null {
    let isMarked = false;
    let depth = 0;
    for (let at = start; at < events.length; at++) {
      const code = events[at];
      if (code === QUOTE) {
        const nameAt = at + 1;
        at = endOfString(events, nameAt);
        if (at === -1) return null;
        const value = valueAt(events, at);
        if (value === -1) continue;
        const name = this.#find(events, nameAt, at);
        if (name === null || name.isOrdinary?.(events, value) === false) return null;
        isMarked ||= name.isMark && depth === 1 && beginsWith(events, value, this.#markedBy);
      } else if (code === BRACE || code === OPEN) depth++;
      else if (code === CLOSING_BRACE || code === CLOSE) depth--;
      else if (code === LF) return { end: at, isMarked };
      else if (code === CR && events[at + 1] !== LF) return null;
    }
    return { end: events.length - 1, isMarked };
  }

  #find(events: Buffer, start: number, end: number): Name | null {
    for (const name of this.#byLength[end - start] ?? []) if (beginsWith(events, start, name.spelling)) return name;
    return null;
  }
}

/** "data:{" or "data: {". */
function opensData(events: Buffer, at: number): boolean {
  if (events[at] !== D || events[at + 1] !== A || events[at + 3] !== A || events[at + 4] !== COLON) return false;
  return events[at + 5] === BRACE || (events[at + 5] === SPACE && events[at + 6] === BRACE);
}

/** The offset of the quote; -1 when the line ends before. */
function endOfString(events: Buffer, from: number): number {
  for (let at = from; at < events.length; at++) {
    const code = events[at] as number;
    if (ENDS_TEXT[code] === 0) continue;
    if (code === QUOTE) return at;
    if (code !== BACKSLASH) return -1;
    at++;
  }
  return -1;
}

/** Where the value begins when the string that ends at this quote is a name; -1 when it is none. */
function valueAt(events: Buffer, quote: number): number {
  const colon = skipBlanks(events, quote + 1);
  return events[colon] === COLON ? skipBlanks(events, colon + 1) : -1;
}

function skipBlanks(events: Buffer, from: number): number {
  let at = from;
  while (events[at] === SPACE || events[at] === TAB || events[at] === LF || events[at] === CR) at++;
  return at;
}

function namesIn(fields: KnownFields): string[] {
  return [...fields].flatMap(([name, inside]) => (inside === 'any' ? [name] : [name, ...namesIn(inside)]));
}

function codesOf(letters: string): number[] {
  return Array.from(letters, (letter) => letter.charCodeAt(0));
}
