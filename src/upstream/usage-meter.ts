import type { MeterReading } from '../ledger/exits.ts';
import type { TokenUsage } from '../ledger/prices.ts';

/** Counts above this are not believed: no model takes or gives two billion tokens. */
const MOST_TOKENS = 2 ** 31;

/**
 * Reads the usage out of a parsed answer or event; null when there is none that can be believed (missing, null,
 * negative, fractional, text, absurd, or no input at all, which no call has).
 */
export function readUsage(answer: unknown): MeterReading | null {
  if (!isObject(answer) || !isObject(answer.usage)) return null;
  const usage = countsOf(answer.usage);
  if (usage === null) return null;
  return { usage, serviceTier: typeof answer.service_tier === 'string' ? answer.service_tier : null };
}

function countsOf(usage: Record<string, unknown>): TokenUsage | null {
  const input = usage.prompt_tokens ?? usage.input_tokens;
  const output = usage.completion_tokens ?? usage.output_tokens;
  // A side that is not said is what the other leaves of the total; embeddings never say their output, which is none.
  const inputTokens = count(input ?? difference(usage.total_tokens, output));
  const outputTokens = count(output ?? difference(usage.total_tokens, input));
  if (inputTokens === null || outputTokens === null || inputTokens === 0) return null;
  const details = usage.prompt_tokens_details ?? usage.input_tokens_details;
  const parts = isObject(details) ? details : {};
  return {
    inputTokens,
    outputTokens,
    cachedInputTokens: count(parts.cached_tokens) ?? 0,
    cacheWriteTokens: count(parts.cache_write_tokens) ?? 0,
  };
}

function difference(total: unknown, part: unknown): number | null {
  return typeof total === 'number' && typeof part === 'number' ? total - part : null;
}

function count(value: unknown): number | null {
  return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= MOST_TOKENS
    ? (value as number)
    : null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const LF = 10;
const CR = 13;
const USAGE_KEY = Buffer.from('"usage"');
const ERROR_KEY = Buffer.from('"error"');
const CHOICES_KEY = Buffer.from('"choices"');
const DONE = Buffer.from('[DONE]');
/** "data: [DONE]" with the line ends around it. */
const LONGEST_DONE_BYTES = 32;
const COLON = 58;
const BRACE = 123;
const OPEN = 91;
const CLOSE = 93;
const EMPTY = Buffer.alloc(0);

/** One event of a stream larger than this is not an event of a model. */
const LONGEST_EVENT_BYTES = 1024 * 1024;

/** The provider's stream cannot be metered (an endless event): it must be cut off. */
export class UnreadableStreamError extends Error {
  override readonly name = 'UnreadableStreamError';
}

/**
 * Meters a stream of server-sent events while its bytes pass. Only whole events pass, as the bytes they came in; an
 * event is parsed only when it holds a usage or an error object. Inside a JSON string the quotes of a key are escaped,
 * so that no model's words can be taken for either.
 */
export class StreamMeter {
  readonly #hideUsage: boolean;
  #rest: Buffer = EMPTY;
  /** What the provider says the call used, the highest of what it said. */
  reading: MeterReading | null = null;
  #isFinal = false;
  /** The stream said that it is complete. */
  done = false;
  /** The provider sent an error event; it is not passed on, and nothing after it is. */
  failed = false;
  bytes = 0;

  /** @param hideUsage leave out the usage event that the client did not ask for */
  constructor(hideUsage: boolean) {
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
    const block = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const end = endOfLastEvent(block);
    this.#rest = end === block.length ? EMPTY : block.subarray(end);
    if (this.#rest.length > LONGEST_EVENT_BYTES) throw new UnreadableStreamError('an event without an end');
    return end === 0 ? EMPTY : this.#meter(end === block.length ? block : block.subarray(0, end));
  }

  /** The stream is over: what is left may be an event without its blank line. */
  end(): Buffer {
    const rest = this.#rest;
    this.#rest = EMPTY;
    return this.failed || rest.length === 0 ? EMPTY : this.#meter(rest);
  }

  #meter(events: Buffer): Buffer {
    if (!this.done && saysDone(events)) this.done = true;
    if (!this.#isOfInterest(events)) return events;
    const passing: Buffer[] = [];
    for (const event of splitEvents(events)) {
      if (this.#passes(event)) passing.push(event);
      if (this.failed) break;
    }
    return passing.length === 1 ? (passing[0] ?? EMPTY) : Buffer.concat(passing);
  }

  #isOfInterest(events: Buffer): boolean {
    if (hasValue(events, USAGE_KEY, opensObject) || hasValue(events, ERROR_KEY, opensObject)) return true;
    return this.#hideUsage && hasValue(events, CHOICES_KEY, isEmptyList);
  }

  #passes(event: Buffer): boolean {
    const data = dataOf(event);
    if (!isObject(data)) return true;
    if (isObject(data.error)) {
      this.failed = true;
      return false;
    }
    const reading = readUsage(data);
    if (reading !== null) {
      this.reading = this.reading === null ? reading : highest(this.reading, reading);
      // Some providers count on with every piece; only an event without a piece is the end of the count.
      this.#isFinal ||= !Array.isArray(data.choices) || data.choices.length === 0;
    }
    const isUsageEvent = Array.isArray(data.choices) && data.choices.length === 0 && 'usage' in data;
    return !(this.#hideUsage && isUsageEvent);
  }
}

/** Some providers count on in several events, some say it twice: no later one may make a call cheaper. */
function highest(earlier: MeterReading, later: MeterReading): MeterReading {
  const [a, b] = [earlier.usage, later.usage];
  if (b.inputTokens >= a.inputTokens && b.outputTokens >= a.outputTokens) return later;
  return {
    usage: {
      inputTokens: Math.max(a.inputTokens, b.inputTokens),
      outputTokens: Math.max(a.outputTokens, b.outputTokens),
      cachedInputTokens: Math.min(a.cachedInputTokens, b.cachedInputTokens),
      cacheWriteTokens: Math.max(a.cacheWriteTokens, b.cacheWriteTokens),
    },
    serviceTier: later.serviceTier ?? earlier.serviceTier,
  };
}

/** Is the last thing said an event [DONE]? A model that says so in its answer does not stand behind a line end. */
function saysDone(events: Buffer): boolean {
  const tail = events.subarray(-LONGEST_DONE_BYTES);
  return tail.includes(DONE) && /(?:^|[\r\n])data: ?\[DONE\][\r\n]*$/.test(tail.toString('latin1'));
}

type IsWanted = (bytes: Buffer, at: number) => boolean;

const opensObject: IsWanted = (bytes, at) => bytes[at] === BRACE;
const isEmptyList: IsWanted = (bytes, at) => bytes[at] === OPEN && bytes[skipBlanks(bytes, at + 1)] === CLOSE;

/** Is there `key`, blanks, a colon, blanks, and then what is wanted? */
function hasValue(bytes: Buffer, key: Buffer, isWanted: IsWanted): boolean {
  for (let at = bytes.indexOf(key); at !== -1; at = bytes.indexOf(key, at + key.length)) {
    let next = skipBlanks(bytes, at + key.length);
    if (bytes[next] !== COLON) continue;
    next = skipBlanks(bytes, next + 1);
    if (isWanted(bytes, next)) return true;
  }
  return false;
}

function skipBlanks(bytes: Buffer, from: number): number {
  let at = from;
  while (bytes[at] === 32 || bytes[at] === 9 || bytes[at] === LF || bytes[at] === CR) at++;
  return at;
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

/** The parsed JSON of an event's data lines; undefined when it is none. */
function dataOf(event: Buffer): unknown {
  const data = event
    .toString('utf8')
    .split(/\r\n|\r|\n/)
    .filter((line) => line.startsWith('data:'))
    .map((line) => line.slice('data:'.length))
    .join('\n');
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}
