import type { ServerResponse } from 'node:http';
import type { MeterReading } from '../ledger/exits.ts';
import type { StreamDialect } from '../upstream/stream-dialects.ts';
import type { Upstream } from '../upstream/upstream.ts';
import { StreamMeter } from '../upstream/usage-meter.ts';
import { StopStream } from './stop-stream.ts';

export interface StreamRelayOptions {
  readonly dialect: StreamDialect;
  readonly hideUsage: boolean;
  /** Where every choice must end, for a model that does not see to it. */
  readonly stops: readonly string[] | null;
  readonly response: ServerResponse;
  readonly upstream: Pick<Upstream, 'withoutKey'>;
  /** The client reads slowly: the provider must wait until the response drains. */
  readonly onFull: () => void;
}

/** The streaming side of an exchange: meters the provider's bytes and passes on to the client what may pass. */
export class StreamRelay {
  readonly #options: StreamRelayOptions;
  readonly #meter: StreamMeter;
  readonly #cut: StopStream | null;

  constructor(options: StreamRelayOptions) {
    this.#options = options;
    this.#meter = new StreamMeter(options.dialect, options.hideUsage);
    this.#cut = options.stops === null ? null : new StopStream(options.stops);
  }

  /** What the provider said the call used so far. */
  get reading(): MeterReading | null {
    return this.#meter.reading;
  }

  /** The same, unless more may have been counted after it. */
  get finalReading(): MeterReading | null {
    return this.#meter.finalReading;
  }

  /** Whether the answer came whole; one that ends in the middle, or in an error, may have been billed for more. */
  get isWhole(): boolean {
    return !this.#meter.failed && (this.#meter.done || this.#meter.finalReading !== null);
  }

  /** The whole answer, where the last event repeats it. */
  get answer(): unknown {
    return this.#meter.answer;
  }

  /** @returns false when the provider must be cut off: it sent an error, or what cannot be metered */
  push(chunk: Buffer): boolean {
    try {
      this.#write(this.#meter.push(chunk));
    } catch {
      return false;
    }
    return !this.#meter.failed;
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
    const { response, upstream, onFull } = this.#options;
    if (bytes.length === 0 || response.destroyed) return;
    if (!response.write(upstream.withoutKey(bytes))) onFull();
  }
}
