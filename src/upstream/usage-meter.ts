import type { MeteredUsage } from '../ledger/exits.ts';
import { AnswerFilter } from './answers/answer-filter.ts';
import { highest } from './read-usage.ts';
import {
  dataOf,
  endOfLastEvent,
  endsWithBlankLine,
  endsWithCr,
  MAX_END_BYTES,
  splitEvents,
  withWholeLineEnd,
} from './stream/sse-framing.ts';
import { withData, withoutData, withoutOtherFields } from './stream/sse-fields.ts';
import type { EventFacts, StreamDialect } from './stream/stream-dialect.ts';

const LF = 10;
const DONE = '[DONE]';
const DONE_EVENT = Buffer.from(`data: ${DONE}\n\n`);
const BLANK_LINE = Buffer.from('\n\n');
const EMPTY = Buffer.alloc(0);

/** The provider's stream cannot be metered (an endless event): it must be cut off. */
export class UnreadableStreamError extends Error {
  override readonly name = 'UnreadableStreamError';
}

export interface UsageMeterOptions {
  /** Leave out the usage event that the client did not ask for. */
  readonly hideUsage: boolean;
  /** How many choices the whole answer has. */
  readonly candidates: number;
}

/**
 * Meters a stream of server-sent events while its bytes pass. Only whole events pass, as the bytes they came in; an
 * event is parsed only when it may hold something that the dialect looks for; no model's words can be taken for that.
 */
export class UsageMeter {
  readonly #dialect: StreamDialect;
  readonly #options: UsageMeterOptions;
  /** What came of an event that has not ended yet; joined once it has. */
  #rest: Buffer[] = [];
  #restBytes = 0;
  /** An event was taken at a CR, whose LF may still come. */
  #isLineEndOpen = false;
  #usage: MeteredUsage | null = null;
  /** Some of the answer came: before it, a usage counts the input only. */
  #hasContent = false;
  /** The last usage may be of the whole answer: it came behind content, in an event of its own. */
  #isFinal = false;
  /** Some of the answer came after the last usage. */
  #isOutdated = false;
  readonly #finished = new Set<number>();
  /** The event that ends the answer tells its usage itself, or nothing does. */
  #nothingFollows = false;
  /** The stream said that it is complete: nothing that comes after it passes. */
  done = false;
  /** The provider sent an error event; it is not passed on, and nothing after it is. */
  failed = false;
  /** The whole answer, where the last event repeats it; undefined until then. */
  answer: unknown;

  constructor(dialect: StreamDialect, options: UsageMeterOptions) {
    this.#dialect = dialect;
    this.#options = options;
  }

  /** What the provider says that everything so far used, the highest of what it said; null when it did not. */
  get usage(): MeteredUsage | null {
    return this.#isOutdated ? null : this.#usage;
  }

  /** The usage, unless more may be counted after it: what a stream that broke off here has surely cost. */
  get finalUsage(): MeteredUsage | null {
    return this.done || this.#allFinished ? this.usage : null;
  }

  /** The stream is complete, and so is what is known of its usage: the connection has nothing more to say. */
  get isOver(): boolean {
    return this.done && (this.#nothingFollows || this.usage !== null);
  }

  /** May the body end here? Without [DONE] too, when the usage of it all came. */
  get isWhole(): boolean {
    if (this.failed) return false;
    // Not every server says how its choices end; one that dies does not end its body cleanly.
    return this.done || this.finalUsage !== null || (this.#isFinal && this.usage !== null);
  }

  /** Each answer that was asked for was in it. Not every server says how the only one ends. */
  get holdsAnswers(): boolean {
    return this.#allFinished || (this.#options.candidates <= 1 && this.#hasContent);
  }

  get #allFinished(): boolean {
    return this.#options.candidates > 0 && this.#finished.size >= this.#options.candidates;
  }

  /** Takes what came; returns what may pass now (possibly nothing). @throws UnreadableStreamError */
  push(chunk: Buffer): Buffer {
    if (this.failed || this.isOver) return EMPTY;
    const isRestOfLineEnd = this.#isLineEndOpen && chunk[0] === LF;
    this.#isLineEndOpen = false;
    const passing = this.#takeEvents(isRestOfLineEnd ? chunk.subarray(1) : chunk);
    if (!endsWithCr(chunk) || !this.#restMayEndAnswer()) return passing;
    this.#isLineEndOpen = true;
    return Buffer.concat([passing, this.#meter(withWholeLineEnd(this.#take(EMPTY)))]);
  }

  /** The body is over: what is left may be an event without its blank line, and [DONE] may have been left out. */
  end(): Buffer {
    if (this.failed) return EMPTY;
    const rest = this.#meter(this.#take(EMPTY));
    const passing = rest.length === 0 || endsWithBlankLine(rest) ? [rest] : [rest, BLANK_LINE];
    if (this.isWhole && !this.done) passing.push(DONE_EVENT);
    return Buffer.concat(passing);
  }

  #takeEvents(chunk: Buffer): Buffer {
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

  /** A CR may be half of a line end. The last event is not held up for the other half: nothing may come after it. */
  #restMayEndAnswer(): boolean {
    if (!endsWithBlankLine(this.#tail())) return false;
    const rest = this.#take(EMPTY);
    this.#keep(rest);
    return this.#dialect.endMarks.some((mark) => rest.includes(mark));
  }

  #keep(piece: Buffer): void {
    this.#rest.push(piece);
    this.#restBytes += piece.length;
    if (this.#restBytes > this.#dialect.maxEventBytes) throw new UnreadableStreamError('an event without an end');
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
    for (let at = this.#rest.length - 1; at >= 0 && tail.length < MAX_END_BYTES; at--) {
      tail = Buffer.concat([this.#rest[at] ?? EMPTY, tail]);
    }
    return tail.subarray(-MAX_END_BYTES);
  }

  #meter(events: Buffer): Buffer {
    if (this.#isPlain(events)) {
      this.#hasContent ||= events.length > 0;
      return events;
    }
    const passing: Buffer[] = [];
    for (const event of splitEvents(events)) {
      passing.push(this.#meterOne(event));
      if (this.failed || this.isOver) break;
    }
    return passing.length === 1 ? (passing[0] ?? EMPTY) : Buffer.concat(passing);
  }

  #isPlain(events: Buffer): boolean {
    if (this.#usage !== null || this.done) return false;
    const { withUsage, withoutUsage } = this.#dialect.plain;
    return (this.#options.hideUsage ? withoutUsage : withUsage).are(events);
  }

  /** What passes of one event. Whatever is to change the chunks of a stream stands here. */
  #meterOne(event: Buffer): Buffer {
    const data = dataOf(event);
    if (data === '') return this.done ? EMPTY : withoutData(event);
    if (data === DONE) return this.#takeDone(event);
    const facts = this.#dialect.factsOf(data === null ? undefined : parsed(data), this.#options.hideUsage);
    // Some servers tell the usage after [DONE]; nobody who reads the stream waits for it.
    const isAfterEnd = this.done;
    this.#note(facts);
    if (isAfterEnd || facts.passes === 'nothing') return EMPTY;
    const isAsItCame = facts.passes === 'as it came';
    if (isAsItCame && this.#dialect.plain.withUsage.hasKnownNames(event)) return withoutOtherFields(event);
    return this.#withoutUnlisted(event, isAsItCame ? (data ?? '') : JSON.stringify(facts.passes));
  }

  #withoutUnlisted(event: Buffer, data: string): Buffer {
    const filter = new AnswerFilter(this.#dialect.shape);
    const passing = filter.push(Buffer.from(data)).toString();
    this.failed ||= filter.saysError;
    // No event of a model is nested so deeply, or has no JSON in it.
    return filter.failed ? EMPTY : withData(event, passing);
  }

  #takeDone(event: Buffer): Buffer {
    if (this.done) return EMPTY;
    this.done = true;
    return withoutOtherFields(event);
  }

  #note(facts: EventFacts): void {
    this.#hasContent ||= facts.hasContent;
    if (facts.usage !== null) {
      this.#usage = this.#usage === null ? facts.usage : highest(this.#usage, facts.usage);
      this.#isFinal = facts.isFinal && this.#hasContent;
      this.#isOutdated = false;
    } else if (facts.hasContent && !this.done) {
      this.#isFinal = false;
      this.#isOutdated = this.#usage !== null;
    }
    for (const index of facts.finished) this.#finished.add(index);
    if (this.done) return;
    if (facts.failed) this.failed = true;
    if (!facts.ends) return;
    this.#nothingFollows = true;
    this.done = true;
    this.answer = facts.answer;
  }
}

function parsed(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}
