import type { ServerResponse } from 'node:http';
import type { MeteredUsage } from '../../ledger/exits.ts';
import { LargeEvents } from '../../upstream/stream/large-events.ts';
import type { LargeEventRules } from '../../upstream/stream/passing-event.ts';
import { looksLikeEvents, withoutByteOrderMark } from '../../upstream/stream/sse-framing.ts';
import type { StreamDialect } from '../../upstream/stream/stream-dialect.ts';
import type { StreamMeter } from '../../upstream/stream/stream-meter.ts';
import type { Upstream } from '../../upstream/upstream.ts';
import { UsageMeter } from '../../upstream/usage-meter.ts';
import { StopStream } from '../stop/stop-stream.ts';
import { KeepAlive } from './keep-alive.ts';

/** The client's side of a call that streams, and what it requested. */
export interface RelayedCall {
  readonly response: ServerResponse;
  readonly upstream: Pick<Upstream, 'withoutKey' | 'newSecretFilter'>;
  readonly showUsage: boolean;
  /** What the call costs if this is its whole usage: for clients that requested the usage. */
  readonly costUsdOf: (usage: MeteredUsage) => number;
  /** How many choices were requested. */
  readonly candidates: number;
  /** Stop strings that the gateway applies, because the model does not take them. */
  readonly stops: readonly string[] | null;
  /** Writes the head of the answer; called before the first byte of a stream is written. */
  readonly startStream: () => void;
  readonly limits: { readonly keepAliveMs: number };
}

/**
 * What a chunk changed: nothing; its last event came; its usage came too; it is an error or cannot be metered, and the
 * provider must be cut off. A Buffer: the bytes of an answer that is no stream.
 */
export type StreamState = 'open' | 'ended' | 'over' | 'failed' | Buffer;

export interface RelayEvents {
  readonly onState: (state: StreamState) => void;
  /** The client reads slowly: the provider must wait until the response drains. */
  readonly onFull: () => void;
}

/** An answer that begins with more white space than this is no stream. */
const MAX_START_BYTES = 1024;
const COMMENT = Buffer.from(': keep-alive\n\n');
const EMPTY = Buffer.alloc(0);

/**
 * The streaming side of an exchange: recognises the provider's stream, meters its bytes, passes on to the client what may
 * pass, and sends comments while nothing comes. What one turn of the event loop brings, the head and often many events, is
 * metered and written at once.
 */
export class StreamRelay {
  readonly #call: RelayedCall;
  readonly #meter: StreamMeter;
  readonly #stops: StopStream | null;
  readonly #events: RelayEvents;
  readonly #keepAlive: KeepAlive;
  /** The head of the answer went out: there can be no error status. */
  started = false;
  #hasContentType = false;
  /** Decided by the first bytes; null before. */
  #isEvents: boolean | null = null;
  #start: Buffer = EMPTY;
  /** Came in this turn. */
  #chunks: Buffer[] = [];
  #isTurnPlanned = false;

  constructor(call: RelayedCall, dialect: StreamDialect | LargeEventRules, events: RelayEvents) {
    const { stops, limits } = call;
    this.#call = call;
    this.#meter = newMeter(call, dialect);
    this.#stops = stops === null ? null : new StopStream(stops);
    this.#events = events;
    this.#keepAlive = new KeepAlive(limits.keepAliveMs, this.#sendComment);
  }

  /** Some servers stream under another content type, and some answer JSON under this one: the first bytes decide. */
  get isStream(): boolean {
    return this.#isEvents ?? this.#hasContentType;
  }

  /** The last usage that the provider sent. */
  get usage(): MeteredUsage | null {
    return this.#meter.usage;
  }

  /** The same, null when a later one may count more. */
  get finalUsage(): MeteredUsage | null {
    return this.#meter.finalUsage;
  }

  /** The client has its last event: the answer is whole, even if either side breaks the connection now. */
  get hasEnded(): boolean {
    return this.#meter.done && !this.#meter.failed;
  }

  /** Whether the body may end here; one that ends in the middle, or in an error, may have been billed for more. */
  get isWhole(): boolean {
    return this.#meter.isWhole;
  }

  /** Half an event has passed: no other can follow. */
  get isMidEvent(): boolean {
    return this.#meter.isMidEvent;
  }

  /** Whether it had every choice that was requested. */
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
    this.#planTurn();
  }

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#planTurn();
  }

  /** Takes what came in this turn, before anything else happens in it. */
  flush(): void {
    if (!this.#isTurnPlanned) return;
    this.#isTurnPlanned = false;
    const chunks = this.#chunks;
    this.#chunks = [];
    try {
      if (chunks.length > 0)
        this.#events.onState(this.#take(chunks.length === 1 ? (chunks[0] ?? EMPTY) : Buffer.concat(chunks)));
      if (this.#hasContentType && !this.started) this.#startAnswerAlone();
    } catch {
      this.#events.onState('failed');
    }
  }

  /** Runs when the code that reads from the provider has read all that there is, and before anything is written. */
  #planTurn(): void {
    if (this.#isTurnPlanned) return;
    this.#isTurnPlanned = true;
    queueMicrotask(this.#endTurn);
  }

  readonly #endTurn = (): void => this.flush();

  #take(chunk: Buffer): StreamState {
    if (this.#isEvents === true) return this.#relay(chunk);
    if (this.#isEvents === false) return chunk;
    const start = Buffer.concat([this.#start, chunk]);
    this.#isEvents = this.#recognise(start);
    this.#start = this.#isEvents === null ? start : EMPTY;
    if (this.#isEvents === null) return 'open';
    if (!this.#isEvents) return start;
    // Behind a comment of the gateway, a byte order mark would become part of the stream's first line.
    return this.#relay(withoutByteOrderMark(start));
  }

  /** The provider's body has ended. @returns when it was no stream: the bytes that were too few to be told from one */
  end(): Buffer | null {
    this.flush();
    if (!this.isStream) return this.#start;
    if (this.#meter.isOver) return null;
    const rest = Buffer.concat([this.#meter.push(this.#start), this.#meter.end()]);
    // Half an event is not passed on: it would swallow the error that follows it.
    if (!this.isWhole) return null;
    this.#write(rest);
    if (this.#stops !== null) this.#send(this.#stops.end());
    return null;
  }

  /** Sends no more comments. */
  stop(): void {
    this.#keepAlive.stop();
  }

  #recognise(start: Buffer): boolean | null {
    const looksSo = start.length > MAX_START_BYTES ? false : looksLikeEvents(start);
    // Anything else under this type is metered as a stream, and ends as a broken one.
    return looksSo === false && this.#hasContentType ? !/^\s*\{/.test(start.toString('latin1')) : looksSo;
  }

  #relay(chunk: Buffer): StreamState {
    const hadEnded = this.#meter.done;
    this.#write(this.#meter.push(chunk));
    if (this.#meter.failed) return 'failed';
    if (!this.#meter.done) return 'open';
    this.stop();
    if (this.#meter.isOver) {
      // The end of the response follows in this turn, and goes out with the last events.
      this.#call.response.cork();
      return 'over';
    }
    return hadEnded ? 'open' : 'ended';
  }

  #write(events: Buffer): void {
    this.#send(this.#stops === null ? events : this.#stops.push(events));
  }

  #send(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.#keepAlive.reset();
    this.#put(bytes);
  }

  /** Between whole events. A client that reads slowly gets none. */
  readonly #sendComment = (): void => {
    if (!this.isMidEvent && !this.#call.response.writableNeedDrain) this.#put(COMMENT);
  };

  /** A client that reads slowly slows the provider down: no queue grows here. */
  #put(bytes: Buffer): void {
    const { response, upstream } = this.#call;
    if (response.destroyed) return;
    this.#startAnswer();
    if (!response.write(upstream.withoutKey(bytes))) this.#events.onFull();
  }

  /** No event came in the same turn. */
  #startAnswerAlone(): void {
    this.#startAnswer();
    if (this.started) this.#call.response.flushHeaders();
  }

  #startAnswer(): void {
    if (this.started || this.#call.response.destroyed) return;
    this.started = true;
    this.#call.startStream();
  }
}

function newMeter(call: RelayedCall, dialect: StreamDialect | LargeEventRules): StreamMeter {
  const { showUsage, costUsdOf, candidates, upstream } = call;
  if ('lastType' in dialect) return new LargeEvents(dialect, () => upstream.newSecretFilter());
  return new UsageMeter(dialect, { hideUsage: !showUsage, candidates, costUsdOf });
}
