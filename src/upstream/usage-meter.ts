import type { MeteredUsage } from '../ledger/exits.ts';
import { AnswerFilter } from './answers/answer-filter.ts';
import { isObject } from './json/json-object.ts';
import { parseJson } from './json/parse-json.ts';
import { maxMeteredUsage } from './read-usage.ts';
import { EventPieces } from './stream/event-pieces.ts';
import { withData, withoutData, withoutOtherFields } from './stream/sse-fields.ts';
import {
  dataOf,
  endOfEvent,
  endOfLastEvent,
  endsWithBlankLine,
  endsWithCr,
  skipLineEnds,
  withWholeLineEnd,
} from './stream/sse-framing.ts';
import type { EventFacts, StreamDialect } from './stream/stream-dialect.ts';
import type { StreamMeter } from './stream/stream-meter.ts';

const LF = 10;
const DONE = '[DONE]';
const DONE_EVENT = Buffer.from(`data: ${DONE}\n\n`);
const BLANK_LINE = Buffer.from('\n\n');
const EMPTY = Buffer.alloc(0);

export interface UsageMeterOptions {
  /** Leave out the usage event that the client did not ask for. */
  readonly hideUsage: boolean;
  /** How many choices the whole answer has. */
  readonly candidates: number;
  /** What the call costs if this is its whole usage, where the client is told. */
  readonly costUsdOf?: (usage: MeteredUsage) => number;
}

/**
 * Meters a stream of server-sent events while its bytes pass. Only whole events pass, as the bytes they came in. An
 * event is parsed only when it may hold something that the dialect looks for; a model's text cannot be mistaken for it.
 */
export class UsageMeter implements StreamMeter {
  readonly #dialect: StreamDialect;
  readonly #options: UsageMeterOptions;
  readonly #rest: EventPieces;
  /** An event was taken at a CR, whose LF may still come. */
  #isLineEndOpen = false;
  #usage: MeteredUsage | null = null;
  /** Some of the answer came. A usage before it counts the input only. */
  #hasContent = false;
  /** The last usage may be of the whole answer: it came after content, in an event of its own. */
  #isFinal = false;
  /** Some of the answer came after the last usage. */
  #isOutdated = false;
  readonly #finished = new Set<number>();
  /** The event that ended the answer carries the usage, if any does. */
  #nothingFollows = false;
  done = false;
  /** The provider sent an error event. Neither it nor anything after it passes. */
  failed = false;
  /** The whole answer, where the last event repeats it; undefined until then. */
  answer: unknown;
  readonly isMidEvent = false;

  constructor(dialect: StreamDialect, options: UsageMeterOptions) {
    this.#dialect = dialect;
    this.#options = options;
    this.#rest = new EventPieces(dialect.maxEventBytes);
  }

  /** The highest usage that the provider reported for everything so far; null when it reported none. */
  get usage(): MeteredUsage | null {
    return this.#isOutdated ? null : this.#usage;
  }

  /** The usage, unless more may be counted after it: the certain cost of a stream that broke off here. */
  get finalUsage(): MeteredUsage | null {
    return this.done || this.#allFinished ? this.usage : null;
  }

  get isOver(): boolean {
    return this.done && (this.#nothingFollows || this.usage !== null);
  }

  /** Whether the body may end here: also without [DONE], when the usage of the whole answer came. */
  get isWhole(): boolean {
    if (this.failed) return false;
    // Not every server says how its choices end. One that dies does not end its body cleanly.
    return this.done || this.finalUsage !== null || (this.#isFinal && this.usage !== null);
  }

  /** Not every server says how an only answer ends. */
  get holdsAnswers(): boolean {
    return this.#allFinished || (this.#options.candidates <= 1 && this.#hasContent);
  }

  get #allFinished(): boolean {
    return this.#options.candidates > 0 && this.#finished.size >= this.#options.candidates;
  }

  /** @returns what may pass now, possibly nothing @throws EndlessEventError */
  push(chunk: Buffer): Buffer {
    if (this.failed || this.isOver) return EMPTY;
    const isRestOfLineEnd = this.#isLineEndOpen && chunk[0] === LF;
    this.#isLineEndOpen = false;
    const passing = this.#takeEvents(isRestOfLineEnd ? chunk.subarray(1) : chunk);
    if (!endsWithCr(chunk) || !this.#restMayEndAnswer()) return passing;
    this.#isLineEndOpen = true;
    return Buffer.concat([passing, this.#meter(withWholeLineEnd(this.#rest.take()))]);
  }

  /** The body ended: the last event may lack its blank line, and [DONE] may be missing. */
  end(): Buffer {
    if (this.failed) return EMPTY;
    const rest = this.#meter(this.#rest.take());
    const passing = rest.length === 0 || endsWithBlankLine(rest) ? [rest] : [rest, BLANK_LINE];
    if (this.isWhole && !this.done) passing.push(DONE_EVENT);
    return Buffer.concat(passing);
  }

  #takeEvents(chunk: Buffer): Buffer {
    const before = this.#rest.tail();
    // Only new bytes are scanned: an event may come in thousands of pieces.
    const fresh = before.length === 0 ? chunk : Buffer.concat([before, chunk]);
    const end = endOfLastEvent(fresh);
    if (end === 0) {
      this.#rest.keep(chunk);
      return EMPTY;
    }
    const whole = this.#rest.bytes - before.length + end;
    const block = this.#rest.take(chunk);
    if (whole < block.length) this.#rest.keep(block.subarray(whole));
    return this.#meter(whole < block.length ? block.subarray(0, whole) : block);
  }

  /** A CR may be half of a line end. The last event does not wait for the other half, which may never come. */
  #restMayEndAnswer(): boolean {
    if (!endsWithBlankLine(this.#rest.tail())) return false;
    const rest = this.#rest.take();
    this.#rest.keep(rest);
    return this.#dialect.endMarks.some((mark) => rest.includes(mark));
  }

  /** Runs of plain events pass as they are, so that a burst with one other event in it costs no more than that event. */
  #meter(events: Buffer): Buffer {
    const passing: Buffer[] = [];
    for (let at = skipLineEnds(events, 0); at < events.length && !this.failed && !this.isOver; ) {
      const endOfRun = this.#endOfRun(events, at);
      const isPlain = endOfRun > at;
      const end = isPlain ? endOfRun : endOfEvent(events, at);
      const block = end - at === events.length ? events : events.subarray(at, end);
      this.#hasContent ||= isPlain;
      passing.push(isPlain ? block : this.#meterOne(block));
      at = skipLineEnds(events, end);
    }
    return passing.length === 1 ? (passing[0] ?? EMPTY) : Buffer.concat(passing);
  }

  /** After a usage, every event may count more, or say that it is out of date. */
  #endOfRun(events: Buffer, from: number): number {
    if (this.#usage !== null || this.done) return from;
    const { withUsage, withoutUsage } = this.#dialect.plain;
    return (this.#options.hideUsage ? withoutUsage : withUsage).endOfRun(events, from);
  }

  /** @returns what passes of one event */
  #meterOne(event: Buffer): Buffer {
    const data = dataOf(event);
    if (data === '') return this.done ? EMPTY : withoutData(event);
    if (data === DONE) return this.#takeDone(event);
    const facts = this.#dialect.factsOf(data === null ? undefined : parseJson(data), this.#options.hideUsage);
    // Some servers report the usage after [DONE]; no client waits for it.
    const isAfterEnd = this.done;
    this.#note(facts);
    if (isAfterEnd || facts.passes === 'nothing') return EMPTY;
    const passing = this.#passingOf(event, data, facts);
    return facts.usage === null ? passing : this.#withCost(passing, facts);
  }

  #passingOf(event: Buffer, data: string | null, { passes }: EventFacts): Buffer {
    const isAsItCame = passes === 'as it came';
    if (isAsItCame && this.#dialect.plain.withUsage.hasKnownNames(event)) return withoutOtherFields(event);
    return this.#withoutUnlisted(event, isAsItCame ? (data ?? '') : JSON.stringify(passes));
  }

  /** Behind the filter: a cost that the provider says is not on the list, and does not pass for ours. */
  #withCost(event: Buffer, { isFinal }: EventFacts): Buffer {
    const { hideUsage, costUsdOf } = this.#options;
    const { withCost } = this.#dialect;
    if (hideUsage || costUsdOf === undefined || withCost === undefined) return event;
    if (this.#usage === null || !(isFinal || this.#allFinished)) return event;
    const data = parseJson(dataOf(event) ?? '');
    return isObject(data) ? withData(event, JSON.stringify(withCost(data, costUsdOf(this.#usage)))) : event;
  }

  #withoutUnlisted(event: Buffer, data: string): Buffer {
    const filter = new AnswerFilter(this.#dialect.shape);
    const passing = filter.push(Buffer.from(data)).toString();
    this.failed ||= filter.saysError;
    // No event of a model is nested so deep, or holds no JSON.
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
      this.#usage = this.#usage === null ? facts.usage : maxMeteredUsage(this.#usage, facts.usage);
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
