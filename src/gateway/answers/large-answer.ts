import type { ServerResponse } from 'node:http';
import type { FairQueue } from '../../limits/fair-queue.ts';
import { AnswerFilter, type AnswerShape } from '../../upstream/answers/answer-filter.ts';
import type { ByteFilter, Upstream } from '../../upstream/upstream.ts';

/** The provider waits when so much has not had its turn yet; to work on it takes a millisecond. */
const MAX_PENDING_BYTES = 192 * 1024;

/** The side of a call that its answer goes to. */
export interface PassingCall {
  readonly endpoint: { readonly shape: AnswerShape };
  readonly upstream: Pick<Upstream, 'newSecretFilter'>;
  readonly response: ServerResponse;
  readonly answerQueue: FairQueue<number>;
  readonly studentId: number;
  /** Called before the first byte goes out: writes the head of our answer. */
  readonly startLargeAnswer: () => void;
  /** Whoever reads nothing for so long is hung up on, ms. */
  readonly limits: { readonly unreadMs: number };
}

/** The side that it comes from. */
export interface Provider {
  pause(): void;
  resume(): void;
  /** There is an error in the answer, or it is none. */
  cutOff(): void;
}

/**
 * A JSON answer that is too large to be put together: its bytes pass as they come, as fast as the client reads. Nothing
 * goes out before its first bytes were looked at, and what goes out then is taken back by breaking the connection.
 */
export class LargeAnswer {
  readonly #call: PassingCall;
  readonly #provider: Provider;
  readonly #filter: AnswerFilter;
  readonly #secrets: ByteFilter;
  #pending: Buffer[] = [];
  #pendingBytes = 0;
  #hasTurn = false;
  /** The client has not read what was written. */
  #isFull = false;
  #isOver = false;
  #hasStarted = false;
  #isEnding = false;

  constructor(call: PassingCall, provider: Provider) {
    this.#call = call;
    this.#provider = provider;
    this.#filter = new AnswerFilter(call.endpoint.shape);
    this.#secrets = call.upstream.newSecretFilter();
  }

  /** Bytes have gone out: there can be no refusal any more. */
  get hasStarted(): boolean {
    return this.#hasStarted;
  }

  /** The usage and the service tier, as a parsed answer has them; null when not all of the answer came. */
  get facts(): Readonly<Record<string, unknown>> | null {
    return this.#filter.isWhole ? this.#filter.facts : null;
  }

  push(chunk: Buffer): void {
    this.#pending.push(chunk);
    this.#pendingBytes += chunk.length;
    this.#goOn();
  }

  /** The client has read, or has gone: then what comes is read for its usage alone. */
  drained(): void {
    this.#isFull = false;
    this.#call.response.socket?.setTimeout(0);
    this.#goOn();
  }

  /** The provider's body is over. */
  end(): void {
    this.#isEnding = true;
    this.#work();
    this.#pass(this.#secrets.end());
    this.stop();
  }

  /** Nothing more is to pass. */
  stop(): void {
    this.#isOver = true;
    this.#pending = [];
    this.#call.response.off('timeout', this.#onTimeout);
  }

  #goOn(): void {
    if (this.#isOver) return;
    const { answerQueue, studentId } = this.#call;
    if (this.#pendingBytes > 0 && !this.#isFull && !this.#hasTurn) {
      this.#hasTurn = true;
      answerQueue.push(studentId, this.#takeTurn);
    }
    if (this.#isFull || this.#pendingBytes >= MAX_PENDING_BYTES) this.#provider.pause();
    else this.#provider.resume();
  }

  readonly #takeTurn = (): void => {
    this.#hasTurn = false;
    if (this.#isOver) return;
    this.#work();
    this.#goOn();
  };

  #work(): void {
    const [only] = this.#pending;
    const bytes = only !== undefined && this.#pending.length === 1 ? only : Buffer.concat(this.#pending);
    this.#pending = [];
    this.#pendingBytes = 0;
    if (bytes.length > 0) this.#pass(this.#secrets.push(bytes));
  }

  #pass(bytes: Buffer): void {
    if (this.#isOver || bytes.length === 0) return;
    const passing = this.#filter.push(bytes);
    if (this.#filter.failed) {
      this.stop();
      if (!this.#isEnding) this.#provider.cutOff();
    } else if (passing.length > 0 && !this.#call.response.destroyed) this.#write(passing);
  }

  #write(bytes: Buffer): void {
    const { response, startLargeAnswer, limits } = this.#call;
    if (!this.#hasStarted) {
      startLargeAnswer();
      this.#hasStarted = true;
      response.on('timeout', this.#onTimeout);
    }
    if (response.write(bytes)) return;
    this.#isFull = true;
    response.socket?.setTimeout(limits.unreadMs);
  }

  readonly #onTimeout = (): void => {
    this.#call.response.destroy();
  };
}
