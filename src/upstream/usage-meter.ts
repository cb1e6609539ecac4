import type { MeterReading } from '../ledger/exits.ts';
import type { StreamDialect } from './stream-dialects.ts';
import { highest } from './usage-reading.ts';

const LF = 10;
const CR = 13;
const DONE = Buffer.from('[DONE]');
/** "data: [DONE]" with the line ends around it. */
const LONGEST_DONE_BYTES = 32;
const DONE_LINE = /(?:^|[\r\n])data: ?\[DONE\]\s*$/;
const EMPTY = Buffer.alloc(0);

/** The end of one event is known from this many bytes at most: CR LF CR LF. */
const LONGEST_END_BYTES = 4;

/** The provider's stream cannot be metered (an endless event): it must be cut off. */
export class UnreadableStreamError extends Error {
  override readonly name = 'UnreadableStreamError';
}

/**
 * Meters a stream of server-sent events while its bytes pass. Only whole events pass, as the bytes they came in; an
 * event is parsed only when it may hold something that the dialect looks for; no model's words can be taken for that.
 */
export class StreamMeter {
  readonly #dialect: StreamDialect;
  readonly #hideUsage: boolean;
  /** What came of an event that has not ended yet; joined once it has. */
  #rest: Buffer[] = [];
  #restBytes = 0;
  /** What the provider says the call used, the highest of what it said. */
  reading: MeterReading | null = null;
  #isFinal = false;
  /** The stream said that it is complete. */
  done = false;
  /** The provider sent an error event; it is not passed on, and nothing after it is. */
  failed = false;
  /** The whole answer, where the last event repeats it; undefined until then. */
  answer: unknown;
  bytes = 0;

  /** @param hideUsage leave out the usage event that the client did not ask for */
  constructor(dialect: StreamDialect, hideUsage: boolean) {
    this.#dialect = dialect;
    this.#hideUsage = hideUsage;
  }

  /** The reading, unless more may have been counted after it: what a stream that broke off has surely cost. */
  get finalReading(): MeterReading | null {
    return this.#isFinal || this.done ? this.reading : null;
  }

  /** Takes what came; returns what may pass now (possibly nothing). @throws UnreadableStreamError */
  push(chunk: Buffer): Buffer {
    this.bytes += chunk.length;
    if (this.failed) return EMPTY;
    const before = this.#tail();
    // Only what is new is looked through: an event may come in thousands of pieces.
    const fresh = before.length === 0 ? chunk : Buffer.concat([before, chunk]);
    const end = endOfLastEvent(fresh);
    if (end === 0) {
      this.#keep(chunk);
      return EMPTY;
    }
    const whole = this.#restBytes - before.length + end;
    const block = this.#take(chunk);
    if (whole < block.length) this.#keep(block.subarray(whole));
    return this.#meter(whole < block.length ? block.subarray(0, whole) : block);
  }

  /** The stream is over: what is left may be an event without its blank line. */
  end(): Buffer {
    const rest = this.#take(EMPTY);
    return this.failed || rest.length === 0 ? EMPTY : this.#meter(rest);
  }

  #keep(piece: Buffer): void {
    this.#rest.push(piece);
    this.#restBytes += piece.length;
    if (this.#restBytes > this.#dialect.longestEventBytes) throw new UnreadableStreamError('an event without an end');
  }

  /** What was kept, with what comes after it. */
  #take(next: Buffer): Buffer {
    const block = this.#rest.length === 0 ? next : Buffer.concat([...this.#rest, next]);
    this.#rest = [];
    this.#restBytes = 0;
    return block;
  }

  /** The last bytes kept: an end may have begun in them. */
  #tail(): Buffer {
    let tail: Buffer = EMPTY;
    for (let at = this.#rest.length - 1; at >= 0 && tail.length < LONGEST_END_BYTES; at--) {
      tail = Buffer.concat([this.#rest[at] ?? EMPTY, tail]);
    }
    return tail.subarray(-LONGEST_END_BYTES);
  }

  #meter(events: Buffer): Buffer {
    if (!this.done && saysDone(events)) this.done = true;
    const { isOfInterest } = this.#dialect;
    const isPlain = !isOfInterest(events, this.#hideUsage) && !holdsStranger(events, this.#dialect);
    if (isPlain && !mayHoldAsides(events)) return events;
    const passing: Buffer[] = [];
    for (const event of splitEvents(events)) {
      if (this.#passes(event)) passing.push(withoutAsides(event));
      if (this.failed) break;
    }
    return passing.length === 1 ? (passing[0] ?? EMPTY) : Buffer.concat(passing);
  }

  #passes(event: Buffer): boolean {
    const data = dataOf(event);
    // A comment keeps a connection alive; the last line of a stream is no JSON.
    if (data === '' || data === '[DONE]') return true;
    const facts = this.#dialect.factsOf(data === null ? undefined : parsed(data), this.#hideUsage);
    if (facts.reading !== null) {
      this.reading = this.reading === null ? facts.reading : highest(this.reading, facts.reading);
      this.#isFinal = facts.isFinal;
    }
    if (facts.ends) {
      this.done = true;
      this.answer = facts.answer;
    }
    if (facts.failed) this.failed = true;
    return !facts.hidden && !facts.failed;
  }
}

/**
 * Lines that say nothing of the answer are the provider's own words: comments, ids, how long to wait, and names of events
 * that no stream here has.
 */
const PASSING_LINE = /^(?:data(?::|$)|event: ?response\.[a-z_.]+$)/;
/** By which the lines are known that pass: "data:", and those that may be "event: response...". */
const [D, A, COLON, E] = Buffer.from('da:e');
/** Keeps a connection alive as the provider's own comment would. */
const EMPTY_COMMENT = Buffer.from(':\n\n');

/** May there be an aside? Asked of every piece of a stream: one look for each line, and none at the words in it. */
function mayHoldAsides(events: Buffer): boolean {
  // No JSON has a CR in it; where lines end with one, they are looked at more closely.
  if (events.indexOf(CR) !== -1) return true;
  for (let at = 0; at < events.length; ) {
    const end = events.indexOf(LF, at);
    const isData = events[at] === D && events[at + 3] === A && events[at + 4] === COLON;
    if (!isData && end !== at && !(events[at] === E && passes(events, at, end))) return true;
    if (end === -1) return false;
    at = end + 1;
  }
  return false;
}

function passes(events: Buffer, from: number, end: number): boolean {
  return PASSING_LINE.test(events.toString('latin1', from, end === -1 ? events.length : end));
}

/** An event as it came, unless there are asides in it. */
function withoutAsides(event: Buffer): Buffer {
  if (!mayHoldAsides(event)) return event;
  const lines = linesOf(event);
  const kept = lines.filter((line) => PASSING_LINE.test(line));
  if (kept.length === lines.length) return event;
  return kept.length === 0 ? EMPTY_COMMENT : Buffer.from(`${kept.join('\n')}\n\n`);
}

/** A model's words may be "[DONE]" too; they are never a line of their own. */
function saysDone(events: Buffer): boolean {
  const tail = events.subarray(-LONGEST_DONE_BYTES);
  return tail.includes(DONE) && DONE_LINE.test(tail.toString('latin1'));
}

/** The offset just behind the last blank line, whichever of LF, CRLF and CR ends the lines; 0 when there is none. */
function endOfLastEvent(bytes: Buffer): number {
  // A CR at the very end may be half of a CRLF: the next byte tells.
  const last = bytes[bytes.length - 1] === CR ? bytes.length - 2 : bytes.length - 1;
  for (let at = last; at > 0; at--) if (endsBlankLine(bytes, at)) return at + 1;
  return 0;
}

/** Does the line end at `at` follow another line end directly? */
function endsBlankLine(bytes: Buffer, at: number): boolean {
  const end = bytes[at];
  if (end !== LF && end !== CR) return false;
  const before = end === LF && bytes[at - 1] === CR ? at - 2 : at - 1;
  return bytes[before] === LF || bytes[before] === CR;
}

function* splitEvents(bytes: Buffer): Generator<Buffer> {
  let start = 0;
  for (let at = 1; at < bytes.length; at++) {
    // The last blank of several belongs to the event before it.
    if (!endsBlankLine(bytes, at) || bytes[at + 1] === LF || bytes[at + 1] === CR) continue;
    yield bytes.subarray(start, at + 1);
    start = at + 1;
  }
  if (start < bytes.length) yield bytes.subarray(start);
}

const BLANK_LINES = [Buffer.from('\n\n'), Buffer.from('\n\r\n'), Buffer.from('\r\r')];

/** May there be an event that does not say what events of this dialect say? */
function holdsStranger(events: Buffer, { marks }: StreamDialect): boolean {
  return Math.max(1, count(events, BLANK_LINES)) > count(events, marks);
}

function count(bytes: Buffer, wanted: readonly Buffer[]): number {
  let found = 0;
  for (const one of wanted) {
    for (let at = bytes.indexOf(one); at !== -1; at = bytes.indexOf(one, at + one.length)) found++;
  }
  return found;
}

const FIELD = /^(?:data|event|id|retry)(?::|$)|^:/;

/** Without the mark that a stream may begin with, and the blank ones. */
function linesOf(event: Buffer): string[] {
  const text = event.toString('utf8');
  return (text.startsWith('\ufeff') ? text.slice(1) : text).split(/\r\n|\r|\n/).filter((line) => line !== '');
}

/** The data lines of an event, '' when it has none; null for what is no event at all. */
function dataOf(event: Buffer): string | null {
  const lines = linesOf(event);
  if (!lines.every((line) => FIELD.test(line))) return null;
  const data = lines.filter((line) => line.startsWith('data:')).map((line) => line.slice('data:'.length));
  return data.join('\n').trim();
}

function parsed(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}
