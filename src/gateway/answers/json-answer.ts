import type { Endpoint } from '../../endpoints/endpoint.ts';
import type { Upstream } from '../../upstream/upstream.ts';
import type { AnswerBody } from './answer-body.ts';
import { LargeAnswer, type PassingCall, type Provider } from './large-answer.ts';
import { readWholeAnswer, type WholeAnswer } from './whole-answer.ts';

/** The rest of a larger error is not read. */
const MAX_ERROR_BYTES = 64 * 1024;
/** A larger answer passes as its bytes come. */
const MAX_WHOLE_BYTES = 64 * 1024;
/** The same, where the conversation cache needs the parsed answer: parsing takes some milliseconds. */
const MAX_PARSED_BYTES = 1024 * 1024;
/** The same, where the gateway rewrites it (stop strings, a stream made of it). A larger one is aborted. */
const MAX_REWRITTEN_BYTES = 4 * 1024 * 1024;

export interface AnsweredCall extends PassingCall {
  readonly upstream: Pick<Upstream, 'withoutKey' | 'newSecretFilter'>;
  readonly endpoint: Pick<Endpoint, 'shape' | 'hasTurns' | 'makes'>;
  /** Stop strings that the gateway applies, because the model does not take them. */
  readonly stops: readonly string[] | null;
  /** The client requested a stream: events are made of the answer. */
  readonly stream: object | null;
}

/** The body of an answer that is no stream: buffered when small, passed as it comes when large. */
export class JsonAnswer implements AnswerBody {
  readonly #call: AnsweredCall;
  readonly #isSuccess: boolean;
  readonly #provider: Provider;
  readonly #isRewritten: boolean;
  readonly #maxWholeBytes: number;
  #chunks: Buffer[] = [];
  #bytes = 0;
  #large: LargeAnswer | null = null;

  constructor(call: AnsweredCall, isSuccess: boolean, provider: Provider) {
    this.#call = call;
    this.#isSuccess = isSuccess;
    this.#provider = provider;
    this.#isRewritten = call.stops !== null || call.stream !== null;
    if (this.#isRewritten) this.#maxWholeBytes = MAX_REWRITTEN_BYTES;
    else this.#maxWholeBytes = call.endpoint.hasTurns ? MAX_PARSED_BYTES : MAX_WHOLE_BYTES;
  }

  /** Bytes have gone out: there can be no refusal. */
  get hasStarted(): boolean {
    return this.#large?.hasStarted ?? false;
  }

  /** Parsing it takes long enough to wait in the answer queue. */
  get isHeavy(): boolean {
    return this.#large === null && this.#isSuccess && this.#bytes > MAX_WHOLE_BYTES;
  }

  push(chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (!this.#isSuccess) {
      if (this.#bytes <= MAX_ERROR_BYTES) this.#chunks.push(chunk);
    } else if (this.#large !== null) this.#large.push(chunk);
    else if (this.#bytes <= this.#maxWholeBytes) this.#chunks.push(chunk);
    else if (this.#isRewritten) this.#provider.abort();
    else this.#becomeLarge(chunk);
  }

  /** The client has read, or is gone. */
  onDrain(): void {
    this.#large?.onDrain();
  }

  /** The provider's body has ended. @returns null when the answer is not whole, and some of it has passed */
  end(): WholeAnswer | null {
    if (this.#large !== null) {
      this.#large.end();
      const { facts } = this.#large;
      return facts === null ? null : { text: '', json: { ...facts, [this.#call.endpoint.shape.list]: [] } };
    }
    const { upstream, stops, endpoint } = this.#call;
    return readWholeAnswer(this.#chunks, upstream, this.#isSuccess ? { stops, shape: endpoint.shape } : null);
  }

  /** Nothing more passes. */
  stop(): void {
    this.#large?.stop();
    this.#chunks = [];
  }

  #becomeLarge(chunk: Buffer): void {
    this.#large = new LargeAnswer(this.#call, this.#provider);
    this.#large.push(Buffer.concat([...this.#chunks, chunk]));
    this.#chunks = [];
  }
}
