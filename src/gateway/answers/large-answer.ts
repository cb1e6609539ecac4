import type { ServerResponse } from 'node:http';
import type { FairQueue } from '../../limits/fair-queue.ts';
import { AnswerFilter, type AnswerShape } from '../../upstream/answers/answer-filter.ts';
import type { ByteFilter, Upstream } from '../../upstream/upstream.ts';

/** The provider waits when so much is pending: what one read of its socket brings. Processing it takes 0.2 ms. */
const MAX_PENDING_BYTES = 64 * 1024;

/** The client's side of a call. */
export interface PassingCall {
  readonly endpoint: { readonly shape: AnswerShape };
  readonly upstream: Pick<Upstream, 'newSecretFilter'>;
  readonly response: ServerResponse;
  readonly answerQueue: FairQueue<number>;
  readonly studentId: number;
  /** Writes the head of the answer; called before its first byte goes out. @param contentType of one that is not JSON */
  readonly startLargeAnswer: (contentType?: string) => void;
  /** A client that reads nothing for so long is disconnected, ms. */
  readonly limits: { readonly unreadMs: number };
}

/** The provider's side of a call. */
export interface Provider {
  pause(): void;
  resume(): void;
  /** The body has an error in it, or is not an answer. */
  abort(): void;
}

/**
 * A JSON answer that is too large to be buffered: its bytes pass as they come, as fast as the client reads. Its first
 * bytes are checked before any goes out; an error that is found later resets the connection.
 */
export class LargeAnswer {
  readonly #call: PassingCall;
  readonly #provider: Provider;
  readonly #filter: AnswerFilter;
  readonly #secrets: ByteFilter;
  #pending: Buffer[] = [];
  #pendingBytes = 0;
  #isQueued = false;
  /** The response buffer is full until the client reads. */
  #isBlocked = false;
  #isOver = false;
  #hasStarted = false;
  #isEnding = false;

  constructor(call: PassingCall, provider: Provider) {
    this.#call = call;
    this.#provider = provider;
    this.#filter = new AnswerFilter(call.endpoint.shape);
    this.#secrets = call.upstream.newSecretFilter();
  }

  /** Bytes have gone out: there can be no refusal. */
  get hasStarted(): boolean {
    return this.#hasStarted;
  }

  /** The usage and the service tier, as a parsed answer has them; null when the answer is not whole. */
  get facts(): Readonly<Record<string, unknown>> | null {
    return this.#filter.isWhole ? this.#filter.facts : null;
  }

  push(chunk: Buffer): void {
    this.#pending.push(chunk);
    this.#pendingBytes += chunk.length;
    this.#schedule();
  }

  /** The client has read, or is gone: then what comes is read for its usage alone. */
  onDrain(): void {
    this.#isBlocked = false;
    this.#call.response.socket?.setTimeout(0);
    this.#schedule();
  }

  /** The provider's body has ended. */
  end(): void {
    this.#isEnding = true;
    this.#process();
    this.#pass(this.#secrets.end());
    this.stop();
  }

  /** Nothing more passes. */
  stop(): void {
    this.#isOver = true;
    this.#pending = [];
    this.#call.response.off('timeout', this.#onTimeout);
  }

  #schedule(): void {
    if (this.#isOver) return;
    const { answerQueue, studentId } = this.#call;
    if (this.#pendingBytes > 0 && !this.#isBlocked && !this.#isQueued) {
      this.#isQueued = true;
      answerQueue.push(studentId, this.#runQueued);
    }
    if (this.#isBlocked || this.#pendingBytes >= MAX_PENDING_BYTES) this.#provider.pause();
    else this.#provider.resume();
  }

  readonly #runQueued = (): void => {
    this.#isQueued = false;
    if (this.#isOver) return;
    this.#process();
    this.#schedule();
  };

  #process(): void {
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
      if (!this.#isEnding) this.#provider.abort();
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
    this.#isBlocked = true;
    response.socket?.setTimeout(limits.unreadMs);
  }

  readonly #onTimeout = (): void => {
    this.#call.response.destroy();
  };
}
