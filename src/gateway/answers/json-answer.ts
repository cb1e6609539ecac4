import type { AnswerShape } from '../../upstream/answers/answer-filter.ts';
import type { Upstream } from '../../upstream/upstream.ts';
import { LargeAnswer, type PassingCall, type Provider } from './large-answer.ts';
import { readWholeAnswer, type WholeAnswer } from './whole-answer.ts';

/** More of an error than this is not read. */
const MAX_ERROR_BYTES = 64 * 1024;
/** A larger answer passes as its bytes come. */
export const MAX_WHOLE_BYTES = 64 * 1024;
/** The same, where something has to be read in it: it takes some milliseconds. */
const MAX_PARSED_BYTES = 1024 * 1024;
/** The same, where something else has to be made of it. What is larger is given up. */
const MAX_REMADE_BYTES = 4 * 1024 * 1024;

export interface AnsweredCall extends PassingCall {
  readonly upstream: Pick<Upstream, 'withoutKey' | 'newSecretFilter'>;
  readonly endpoint: { readonly shape: AnswerShape; readonly hasTurns?: true };
  /** Where every choice must end, for a model that does not see to it. */
  readonly stops: readonly string[] | null;
  /** The client asked for a stream: events are made of the answer. */
  readonly stream: object | null;
}

/** What is read of an answer that is no stream. */
export class JsonAnswer {
  readonly #call: AnsweredCall;
  readonly #isSuccess: boolean;
  readonly #provider: Provider;
  readonly #isRemade: boolean;
  readonly #maxWholeBytes: number;
  #chunks: Buffer[] = [];
  #bytes = 0;
  #large: LargeAnswer | null = null;

  constructor(call: AnsweredCall, isSuccess: boolean, provider: Provider) {
    this.#call = call;
    this.#isSuccess = isSuccess;
    this.#provider = provider;
    this.#isRemade = call.stops !== null || call.stream !== null;
    if (this.#isRemade) this.#maxWholeBytes = MAX_REMADE_BYTES;
    else this.#maxWholeBytes = call.endpoint.hasTurns ? MAX_PARSED_BYTES : MAX_WHOLE_BYTES;
  }

  /** Bytes have gone out: there can be no refusal any more. */
  get hasStarted(): boolean {
    return this.#large?.hasStarted ?? false;
  }

  /** To read it takes long enough to wait for a turn. */
  get isHeavy(): boolean {
    return this.#large === null && this.#isSuccess && this.#bytes > MAX_WHOLE_BYTES;
  }

  push(chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (!this.#isSuccess) {
      if (this.#bytes <= MAX_ERROR_BYTES) this.#chunks.push(chunk);
    } else if (this.#large !== null) this.#large.push(chunk);
    else if (this.#bytes <= this.#maxWholeBytes) this.#chunks.push(chunk);
    else if (this.#isRemade) this.#provider.cutOff();
    else this.#becomeLarge(chunk);
  }

  /** The client has read, or has gone. */
  drained(): void {
    this.#large?.drained();
  }

  /** The provider's body is over. @returns null when it was no whole answer, and some of it has passed */
  end(): WholeAnswer | null {
    if (this.#large !== null) {
      this.#large.end();
      const { facts } = this.#large;
      return facts === null ? null : { text: '', json: { ...facts, [this.#call.endpoint.shape.list]: [] } };
    }
    const { upstream, stops, endpoint } = this.#call;
    return readWholeAnswer(this.#chunks, upstream, this.#isSuccess ? { stops, shape: endpoint.shape } : null);
  }

  /** Nothing more is to pass. */
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
