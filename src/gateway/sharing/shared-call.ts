import type { Upstream, UpstreamCall, UpstreamError, UpstreamListener } from '../../upstream/upstream.ts';
import type { UpstreamHeaders } from '../../upstream/upstream-headers.ts';
import type { Audience } from '../answers/exchange-options.ts';
import { type AnswerEvent, bytesOf } from './answer-events.ts';
import { Subscriber, type SubscriberHost } from './subscriber.ts';

/** What is kept of a running answer for students who come late; a larger one takes no more of them. */
export const MAX_REPLAY_BYTES = 1024 * 1024;

/** 'full': the leader found no slot at the provider in time. null: nothing was sent, for a reason of the leader's own. */
export type JoinResult = Subscriber | 'full' | null;

/**
 * One call to the provider whose answer several students get. The first student leads: the call is sent with this
 * student's hold and settled by it. Each student, the leader too, has a subscriber. Once it was sent, the call goes on for as long as
 * anybody wants its answer; the provider waits only when nobody can take more.
 */
export class SharedCall implements UpstreamListener, SubscriberHost, Audience {
  readonly #onClosed: (call: SharedCall) => void;
  readonly #subscribers = new Set<Subscriber>();
  readonly #leader: Subscriber;
  #waiting: ((subscriber: JoinResult) => void)[] = [];
  #missed: AnswerEvent[] = [];
  #missedBytes = 0;
  #call: UpstreamCall | null = null;
  /** The provider has begun to report. */
  #hasBegun = false;
  #isClosed = false;
  #isPaused = false;
  #isOver = false;
  onEmpty: () => void = () => {};

  /** @param onClosed from now on nobody can join */
  constructor(onClosed: (call: SharedCall) => void) {
    this.#onClosed = onClosed;
    this.#leader = new Subscriber(this, []);
    this.#subscribers.add(this.#leader);
  }

  /** The provider got it, or could not be reached. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** Others than the leader; or the leader is behind: what has come, its usage maybe, says more than any bound. */
  get isWaiting(): boolean {
    return this.#leader.isBehind || this.#subscribers.size > (this.#subscribers.has(this.#leader) ? 1 : 0);
  }

  /** A subscriber as soon as the call was sent, or failed on its way. null: somebody else may lead. */
  join(): Promise<JoinResult> {
    if (this.#isClosed) return Promise.resolve(null);
    if (this.#hasBegun) return Promise.resolve(this.#subscribe());
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** The provider, as the leader's exchange uses it. @param onLag the leader is too far behind the others */
  upstream(real: Upstream, onLag: () => void): Pick<Upstream, 'send' | 'withoutKey' | 'newSecretFilter'> {
    return {
      send: (path, body, listener, ...rest) => {
        this.#leader.start(listener, onLag);
        this.#call = real.send(path, body, this, ...rest);
        return this.#leader;
      },
      withoutKey: (bytes) => real.withoutKey(bytes),
      newSecretFilter: (kind) => real.newSecretFilter(kind),
    };
  }

  /** The leader is settled, or was refused. Whoever still waits must go on without this call. */
  end(why: 'full' | null = null): void {
    // Before the leader leaves, which closes the call without a reason.
    this.close(why);
    this.#leader.leave();
  }

  onSent(): void {
    this.#begin();
    this.#report({ kind: 'sent' });
  }

  onHeaders(status: number, headers: UpstreamHeaders): void {
    this.#report({ kind: 'head', status, headers });
  }

  onData(bytes: Buffer): void {
    this.#report({ kind: 'bytes', bytes });
  }

  onEnd(): void {
    this.#over({ kind: 'end' });
  }

  onError(error: UpstreamError): void {
    // Not sent, and not because the leader left: nobody else would reach the provider either.
    if (!this.#isOver) this.#begin();
    this.#over({ kind: 'error', error });
  }

  isWanted(): boolean {
    return [...this.#subscribers].some((subscriber) => subscriber.isWanted);
  }

  onPace(): void {
    const isBlocked = [...this.#subscribers].every((subscriber) => subscriber.isBlocked);
    if (this.#isOver || isBlocked === this.#isPaused) return;
    this.#isPaused = isBlocked;
    if (isBlocked) this.#call?.pause();
    else this.#call?.resume();
  }

  onCaughtUp(subscriber: Subscriber): void {
    if (subscriber === this.#leader && !this.isWaiting) this.onEmpty();
  }

  onLeave(subscriber: Subscriber, how: 'done' | 'aborted'): void {
    this.#subscribers.delete(subscriber);
    // Without its leader, nobody would pay for what a newcomer adds to its time.
    if (subscriber === this.#leader) this.close();
    else if (!this.isWaiting && this.#subscribers.has(this.#leader)) this.onEmpty();
    if (this.#isOver) return;
    if (this.#subscribers.size > 0) {
      this.onPace();
      return;
    }
    this.#isOver = true;
    if (how === 'done') this.#call?.release();
    else this.#call?.abort();
  }

  /** Nobody can join any more; the leader goes on. @param why what those are told who wait to join */
  close(why: 'full' | null = null): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#missed = [];
    this.#onClosed(this);
    for (const resolve of this.#waiting.splice(0)) resolve(why);
  }

  #begin(): void {
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    for (const resolve of this.#waiting.splice(0)) resolve(this.#subscribe());
  }

  #subscribe(): Subscriber {
    const subscriber = new Subscriber(this, this.#missed);
    this.#subscribers.add(subscriber);
    return subscriber;
  }

  #over(event: AnswerEvent): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#report(event);
    this.close();
  }

  #report(event: AnswerEvent): void {
    if (!this.#isClosed) this.#remember(event);
    for (const subscriber of [...this.#subscribers]) subscriber.take(event);
  }

  #remember(event: AnswerEvent): void {
    this.#missed.push(event);
    this.#missedBytes += bytesOf(event);
    if (this.#missedBytes > MAX_REPLAY_BYTES) this.close();
  }
}
