import type { FairQueue } from '../../limits/fair-queue.ts';
import type { Upstream, UpstreamCall, UpstreamError, UpstreamListener } from '../../upstream/upstream.ts';
import type { UpstreamHeaders } from '../../upstream/upstream-headers.ts';

/** The provider waits when so much is pending. */
const MAX_PENDING_BYTES = 192 * 1024;

type Sender = Pick<Upstream, 'send' | 'withoutKey' | 'newSecretFilter'>;

/** The same provider, whose bytes are worked on in the turns of their student: for streams of large events. */
export function inTurns(upstream: Sender, queue: FairQueue<number>, studentId: number): Sender {
  return {
    send: (path, body, listener, model, silenceMs) => {
      const turns = new BytesInTurns(listener, queue, studentId);
      turns.call = upstream.send(path, body, turns, model, silenceMs);
      return turns;
    },
    withoutKey: (bytes) => upstream.withoutKey(bytes),
    newSecretFilter: (kind) => upstream.newSecretFilter(kind),
  };
}

/** Between a provider's call and its listener. */
class BytesInTurns implements UpstreamListener, UpstreamCall {
  readonly #listener: UpstreamListener;
  readonly #queue: FairQueue<number>;
  readonly #studentId: number;
  call: UpstreamCall | null = null;
  #pending: Buffer[] = [];
  #pendingBytes = 0;
  #isQueued = false;
  /** The client reads slowly. */
  #isBlocked = false;

  constructor(listener: UpstreamListener, queue: FairQueue<number>, studentId: number) {
    this.#listener = listener;
    this.#queue = queue;
    this.#studentId = studentId;
  }

  onSent(): void {
    this.#listener.onSent();
  }

  onHeaders(status: number, headers: UpstreamHeaders): void {
    this.#listener.onHeaders(status, headers);
  }

  onData(chunk: Buffer): void {
    this.#pending.push(chunk);
    this.#pendingBytes += chunk.length;
    this.#schedule();
  }

  /** What is pending came before the end, and may hold the usage. */
  onEnd(): void {
    this.#process();
    this.#listener.onEnd();
  }

  onError(error: UpstreamError): void {
    this.#process();
    this.#listener.onError(error);
  }

  isWanted(): boolean {
    return this.#listener.isWanted?.() ?? true;
  }

  pause(): void {
    this.#isBlocked = true;
    this.#schedule();
  }

  resume(): void {
    this.#isBlocked = false;
    this.#schedule();
  }

  abort(): void {
    this.call?.abort();
  }

  release(): void {
    this.#drop();
    this.call?.release();
  }

  #schedule(): void {
    if (this.#pendingBytes > 0 && !this.#isBlocked && !this.#isQueued) {
      this.#isQueued = true;
      this.#queue.push(this.#studentId, this.#runQueued);
    }
    if (this.#isBlocked || this.#pendingBytes >= MAX_PENDING_BYTES) this.call?.pause();
    else this.call?.resume();
  }

  readonly #runQueued = (): void => {
    this.#isQueued = false;
    // Nothing is pending once the call is over.
    if (this.#pendingBytes === 0) return;
    this.#process();
    this.#schedule();
  };

  #process(): void {
    const chunks = this.#pending;
    this.#drop();
    for (const chunk of chunks) this.#listener.onData(chunk);
  }

  #drop(): void {
    this.#pending = [];
    this.#pendingBytes = 0;
  }
}
