import type { ServerResponse } from 'node:http';
import type { MeteredUsage } from '../../ledger/exits.ts';
import { looksLikeEvents, withoutByteOrderMark } from '../../upstream/stream/sse-framing.ts';
import type { StreamDialect } from '../../upstream/stream/stream-dialect.ts';
import type { Upstream } from '../../upstream/upstream.ts';
import { StreamMeter } from '../../upstream/usage-meter.ts';
import { StopStream } from '../stop/stop-stream.ts';
import { KeepAlive } from './keep-alive.ts';

/** The side of a call that a stream goes to, and what its client wants of it. */
export interface RelayedCall {
  readonly response: ServerResponse;
  readonly upstream: Pick<Upstream, 'withoutKey'>;
  readonly showUsage: boolean;
  /** How many choices a whole answer has. */
  readonly candidates: number;
  /** Where every choice must end, for a model that does not see to it. */
  readonly stops: readonly string[] | null;
  /** Called before the first byte of a stream goes out: writes the head of our answer. */
  readonly startStream: () => void;
  readonly limits: { readonly keepAliveMs: number };
}

/**
 * What a chunk made of the stream: it goes on, it said its end, there is nothing more to learn, it is of no use; or the
 * bytes of an answer that is no stream.
 */
export type StreamState = 'open' | 'ended' | 'over' | 'failed' | Buffer;

/** Whoever begins with more blanks than this sends no events. */
const MAX_START_BYTES = 1024;
const COMMENT = Buffer.from(': keep-alive\n\n');
const EMPTY = Buffer.alloc(0);

/**
 * The streaming side of an exchange: recognises the provider's stream, meters its bytes, passes on to the client what may
 * pass, and breaks the silence while nothing comes.
 */
export class StreamRelay {
  readonly #call: RelayedCall;
  readonly #meter: StreamMeter;
  readonly #cut: StopStream | null;
  readonly #onFull: () => void;
  readonly #keepAlive: KeepAlive;
  /** The head of our answer went out, and so no status of an error can any more. */
  started = false;
  #hasContentType = false;
  /** What the first bytes say; null before. */
  #isEvents: boolean | null = null;
  #start: Buffer = EMPTY;

  /** @param onFull the client reads slowly: the provider must wait until the response drains */
  constructor(call: RelayedCall, dialect: StreamDialect, onFull: () => void) {
    const { showUsage, candidates, stops, limits } = call;
    this.#call = call;
    this.#meter = new StreamMeter(dialect, { hideUsage: !showUsage, candidates });
    this.#cut = stops === null ? null : new StopStream(stops);
    this.#onFull = onFull;
    this.#keepAlive = new KeepAlive(limits.keepAliveMs, this.#breakSilence);
  }

  /** Some servers stream under another content type, and some answer JSON under this one: the first bytes decide. */
  get isStream(): boolean {
    return this.#isEvents ?? this.#hasContentType;
  }

  /** What the provider said that everything so far used. */
  get usage(): MeteredUsage | null {
    return this.#meter.usage;
  }

  /** The same, unless more may be counted after it. */
  get finalUsage(): MeteredUsage | null {
    return this.#meter.finalUsage;
  }

  /** The client has its last event: whatever either side does now, the answer is whole. */
  get hasEnded(): boolean {
    return this.#meter.done && !this.#meter.failed;
  }

  /** Whether the body may end here; one that ends in the middle, or in an error, may have been billed for more. */
  get isWhole(): boolean {
    return this.#meter.isWhole;
  }

  /** Each answer that was asked for was in it. */
  get holdsAnswers(): boolean {
    return this.#meter.holdsAnswers;
  }

  /** The whole answer, where the last event repeats it. */
  get answer(): unknown {
    return this.#meter.answer;
  }

  /** The provider answered with a success. @param hasContentType of a stream */
  takeHead(hasContentType: boolean): void {
    this.#hasContentType = hasContentType;
    if (hasContentType) this.#startAnswer();
  }

  /** 'failed': the provider sent an error, or what cannot be metered, and must be cut off. */
  push(chunk: Buffer): StreamState {
    if (this.#isEvents === true) return this.#relay(chunk);
    if (this.#isEvents === false) return chunk;
    const start = Buffer.concat([this.#start, chunk]);
    this.#isEvents = this.#recognise(start);
    this.#start = this.#isEvents === null ? start : EMPTY;
    if (this.#isEvents === null) return 'open';
    if (!this.#isEvents) return start;
    // Behind a comment of ours, the mark at the beginning of a stream would be a part of its first line.
    return this.#relay(withoutByteOrderMark(start));
  }

  /** The provider's body is over. @returns what of it was too little to be told from a stream, when it was none */
  end(): Buffer {
    if (!this.isStream) return this.#start;
    const rest = Buffer.concat([this.#meter.push(this.#start), this.#meter.end()]);
    // Half an event is not passed on: it would swallow the error that follows it.
    if (!this.isWhole) return EMPTY;
    this.#write(rest);
    if (this.#cut !== null) this.#send(this.#cut.end());
    return EMPTY;
  }

  /** Nothing is said to the client any more. */
  stop(): void {
    this.#keepAlive.stop();
  }

  #recognise(start: Buffer): boolean | null {
    const looksSo = start.length > MAX_START_BYTES ? false : looksLikeEvents(start);
    // Whatever else comes under this type is metered as a stream, and will be a broken one.
    return looksSo === false && this.#hasContentType ? !/^\s*\{/.test(start.toString('latin1')) : looksSo;
  }

  #relay(chunk: Buffer): StreamState {
    try {
      this.#write(this.#meter.push(chunk));
    } catch {
      return 'failed';
    }
    if (this.#meter.failed) return 'failed';
    if (!this.#meter.done) return 'open';
    this.stop();
    return this.#meter.isOver ? 'over' : 'ended';
  }

  #write(events: Buffer): void {
    this.#send(this.#cut === null ? events : this.#cut.push(events));
  }

  #send(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.#keepAlive.broke();
    this.#put(bytes);
  }

  /** Between whole events. A client that does not read has enough to read. */
  readonly #breakSilence = (): void => {
    if (!this.#call.response.writableNeedDrain) this.#put(COMMENT);
  };

  /** A client who reads slowly slows the provider down; nothing piles up here. */
  #put(bytes: Buffer): void {
    const { response, upstream } = this.#call;
    if (response.destroyed) return;
    this.#startAnswer();
    if (!response.write(upstream.withoutKey(bytes))) this.#onFull();
  }

  #startAnswer(): void {
    if (this.started || this.#call.response.destroyed) return;
    this.started = true;
    this.#call.startStream();
  }
}
