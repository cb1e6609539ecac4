import { type Upstream, type UpstreamCall, UpstreamError, type UpstreamListener } from '../../upstream/upstream.ts';
import { type AnswerEvent, bytesOf, tell } from './answer-events.ts';

/** A student who is further behind the fastest one is dropped, as one who does not read is. */
export const MAX_LAG_BYTES = 4 * 1024 * 1024;
/** What is told at once of what a student missed; other calls go on in between. Who has so much to come takes no more. */
const TURN_BYTES = 64 * 1024;

/** The shared call, as one of its subscribers sees it. */
export interface SubscriberHost {
  /** The subscriber can take more, or no longer can. */
  onPace(): void;
  /** It was told all that came before. */
  onCaughtUp(subscriber: Subscriber): void;
  /** @param how 'done': this student needs no more of the answer */
  onLeave(subscriber: Subscriber, how: 'done' | 'aborted'): void;
}

/**
 * One student of a shared call: tells the exchange of this student what the provider sends, at the student's own pace. To
 * the exchange it is the call itself.
 */
export class Subscriber implements UpstreamCall {
  readonly #host: SubscriberHost;
  #listener: UpstreamListener | null = null;
  #onLag: () => void = () => {};
  #queue: AnswerEvent[];
  #queuedBytes: number;
  #isPaused = false;
  #isTurnPlanned = false;
  #hasLeft = false;

  /** @param missed what came before */
  constructor(host: SubscriberHost, missed: readonly AnswerEvent[]) {
    this.#host = host;
    this.#queue = [...missed];
    this.#queuedBytes = missed.reduce((sum, event) => sum + bytesOf(event), 0);
  }

  /** Its student waits for the answer. */
  get isWanted(): boolean {
    return this.#listener?.isWanted?.() !== false;
  }

  /** It can take no more: its student reads slowly, has no hold yet, or is still told what came before. */
  get isBlocked(): boolean {
    return this.#isStopped || this.#queuedBytes >= TURN_BYTES;
  }

  /** Some of what came is still to be told. */
  get isBehind(): boolean {
    return this.#queue.length > 0;
  }

  get #isStopped(): boolean {
    return this.#listener === null || this.#isPaused;
  }

  /**
   * The provider, as the exchange of this student uses it: nothing is sent, the answer comes from the shared call.
   * @param onLag the student is too far behind
   */
  upstream(real: Upstream, onLag: () => void): Pick<Upstream, 'send' | 'withoutKey' | 'newSecretFilter'> {
    return {
      send: (_path, _body, listener) => {
        this.start(listener, onLag);
        return this;
      },
      withoutKey: (bytes) => real.withoutKey(bytes),
      newSecretFilter: (kind) => real.newSecretFilter(kind),
    };
  }

  start(listener: UpstreamListener, onLag: () => void): void {
    this.#listener = listener;
    this.#onLag = onLag;
    // Never before the caller has the call in its hands.
    this.#planTurn();
    this.#host.onPace();
  }

  take(event: AnswerEvent): void {
    if (this.#hasLeft) return;
    if (!this.#isStopped && this.#queue.length === 0) {
      this.#tell(event);
      return;
    }
    this.#queue.push(event);
    this.#queuedBytes += bytesOf(event);
    if (this.#queuedBytes > MAX_LAG_BYTES) this.#onLag();
    this.#planTurn();
    this.#host.onPace();
  }

  pause(): void {
    if (this.#isPaused) return;
    this.#isPaused = true;
    this.#host.onPace();
  }

  resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#planTurn();
    this.#host.onPace();
  }

  release(): void {
    this.leave('done');
  }

  abort(): void {
    if (this.#hasLeft) return;
    this.leave('aborted');
    queueMicrotask(() => this.#listener?.onError(new UpstreamError('aborted')));
  }

  /** Nothing more is told. Does nothing the second time. */
  leave(how: 'done' | 'aborted' = 'done'): void {
    if (this.#hasLeft) return;
    this.#hasLeft = true;
    this.#queue = [];
    this.#host.onLeave(this, how);
  }

  #planTurn(): void {
    if (this.#isTurnPlanned || this.#isStopped || this.#queue.length === 0) return;
    this.#isTurnPlanned = true;
    setImmediate(this.#takeTurn);
  }

  readonly #takeTurn = (): void => {
    this.#isTurnPlanned = false;
    let told = 0;
    while (!this.#hasLeft && !this.#isStopped && told < TURN_BYTES) {
      const event = this.#queue.shift();
      if (event === undefined) break;
      told += bytesOf(event);
      this.#queuedBytes -= bytesOf(event);
      this.#tell(event);
    }
    if (this.#hasLeft) return;
    this.#planTurn();
    this.#host.onPace();
    if (!this.isBehind) this.#host.onCaughtUp(this);
  };

  /** An error of one student's exchange ends that exchange, and no other. */
  #tell(event: AnswerEvent): void {
    const listener = this.#listener;
    if (listener === null) return;
    try {
      tell(listener, event);
    } catch {
      this.leave('aborted');
      listener.onError(new UpstreamError('died'));
    }
  }
}
