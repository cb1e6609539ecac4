import type { ServerResponse } from 'node:http';
import type { MeterReading } from '../ledger/exits.ts';
import type { StreamDialect } from '../upstream/stream-dialects.ts';
import type { Upstream } from '../upstream/upstream.ts';
import { StreamMeter } from '../upstream/usage-meter.ts';
import { StopStream } from './stop-stream.ts';

/** The side of a call that a stream goes to, and what its client wants of it. */
export interface RelayedCall {
  readonly endpoint: { readonly dialect: StreamDialect };
  readonly response: ServerResponse;
  readonly upstream: Pick<Upstream, 'withoutKey'>;
  readonly showUsage: boolean;
  /** How many choices a whole answer has. */
  readonly candidates: number;
  /** Where every choice must end, for a model that does not see to it. */
  readonly stops: readonly string[] | null;
}

/** What a chunk made of the stream: it goes on, it said its end, there is nothing more to learn, it is of no use. */
export type StreamState = 'open' | 'ended' | 'over' | 'failed';

/** The streaming side of an exchange: meters the provider's bytes and passes on to the client what may pass. */
export class StreamRelay {
  readonly #call: RelayedCall;
  readonly #meter: StreamMeter;
  readonly #cut: StopStream | null;
  readonly #onFull: () => void;

  /** @param onFull the client reads slowly: the provider must wait until the response drains */
  constructor(call: RelayedCall, onFull: () => void) {
    const { endpoint, showUsage, candidates, stops } = call;
    this.#call = call;
    this.#meter = new StreamMeter(endpoint.dialect, { hideUsage: !showUsage, candidates });
    this.#cut = stops === null ? null : new StopStream(stops);
    this.#onFull = onFull;
  }

  /** What the provider said that everything so far used. */
  get reading(): MeterReading | null {
    return this.#meter.reading;
  }

  /** The same, unless more may be counted after it. */
  get finalReading(): MeterReading | null {
    return this.#meter.finalReading;
  }

  /** The client has its last event: whatever either side does now, the answer is whole. */
  get hasEnded(): boolean {
    return this.#meter.done && !this.#meter.failed;
  }

  /** Whether the body may end here; one that ends in the middle, or in an error, may have been billed for more. */
  get isWhole(): boolean {
    return this.#meter.isWhole;
  }

  /** The whole answer, where the last event repeats it. */
  get answer(): unknown {
    return this.#meter.answer;
  }

  /** 'failed': the provider sent an error, or what cannot be metered, and must be cut off. */
  push(chunk: Buffer): StreamState {
    try {
      this.#write(this.#meter.push(chunk));
    } catch {
      return 'failed';
    }
    if (this.#meter.failed) return 'failed';
    if (!this.#meter.done) return 'open';
    return this.#meter.isOver ? 'over' : 'ended';
  }

  /** The provider's body is over. Half an event is not passed on: it would swallow the error that follows it. */
  end(): void {
    const rest = this.#meter.end();
    if (!this.isWhole) return;
    this.#write(rest);
    if (this.#cut !== null) this.#send(this.#cut.end());
  }

  #write(events: Buffer): void {
    this.#send(this.#cut === null ? events : this.#cut.push(events));
  }

  /** A client who reads slowly slows the provider down; nothing piles up here. */
  #send(bytes: Buffer): void {
    const { response, upstream } = this.#call;
    if (bytes.length === 0 || response.destroyed) return;
    if (!response.write(upstream.withoutKey(bytes))) this.#onFull();
  }
}
