import { parseJson } from '../json/parse-json.ts';
import { type UpstreamCall, UpstreamError, type UpstreamListener } from '../upstream.ts';
import type { UpstreamHeaders } from '../upstream-headers.ts';
import { actionFor, KEY_STATUSES, type KeyAction } from './key-action.ts';
import type { KeyLease, KeyRing, KeyTurn } from './key-ring.ts';
import type { KeyUse } from './ring-key.ts';

/** The rest of an error is not waited for. */
const MAX_ERROR_BYTES = 64 * 1024;
const MAX_ERROR_MS = 10_000;

/** Sends the call with the key at this position. */
export type SendWithKey = (key: number, listener: UpstreamListener) => UpstreamCall;

/** An error that may be about the key: its listener gets it only when no other key is tried. */
interface KeyAnswer {
  readonly status: number;
  readonly headers: UpstreamHeaders;
  readonly chunks: Buffer[];
  bytes: number;
}

/**
 * One call, sent with one key after the other until one is not refused. Its listener hears of one answer. Nothing is
 * billed for the keys before: their calls were refused.
 */
export class KeyedCall implements UpstreamCall {
  readonly #ring: KeyRing;
  readonly #use: KeyUse;
  readonly #sendWith: SendWithKey;
  readonly #listener: UpstreamListener;
  readonly #tried = new Set<number>();
  /** Refused for a reason that may be the request's. */
  readonly #suspects: { lease: KeyLease; action: Extract<KeyAction, { kind: 'unsure' }> }[] = [];
  #stopWaiting: () => void = () => {};
  #lease: KeyLease | null = null;
  #inner: UpstreamCall | null = null;
  /** Of the key that is tried now, until it is clear what it means. */
  #held: KeyAnswer | null = null;
  #heldTimer: NodeJS.Timeout | undefined;
  /** Of the last key before it. */
  #refused: KeyAnswer | null = null;
  /** With the key that is tried now. */
  #isSent = false;
  #reportedSent = false;
  #isAborted = false;
  #isOver = false;

  constructor(ring: KeyRing, use: KeyUse, sendWith: SendWithKey, listener: UpstreamListener) {
    this.#ring = ring;
    this.#use = use;
    this.#sendWith = sendWith;
    this.#listener = listener;
  }

  begin(): void {
    this.#stopWaiting = this.#ring.enter(this.#use, this.#tried, this.#onTurn);
  }

  pause(): void {
    if (this.#held === null) this.#inner?.pause();
  }

  resume(): void {
    this.#inner?.resume();
  }

  abort(): void {
    if (this.#isOver || this.#isAborted) return;
    this.#isAborted = true;
    this.#stopWaiting();
    if (this.#held !== null) this.#passHeld(this.#held);
    if (this.#inner !== null) this.#inner.abort();
    else setImmediate(() => this.#endUnsent(new UpstreamError('aborted')));
  }

  release(): void {
    this.#end();
    this.#stopWaiting();
    this.#inner?.release();
  }

  readonly #onTurn = (turn: KeyTurn): void => {
    if ('key' in turn) this.#sendNow(turn);
    else setImmediate(() => this.#endUnsent(new UpstreamError('no_key', turn)));
  };

  #sendNow(lease: KeyLease): void {
    this.#tried.add(lease.key);
    this.#lease = lease;
    this.#isSent = false;
    // What comes late of a key that was given up is nobody's.
    const isCurrent = () => this.#lease === lease && !this.#isOver;
    this.#inner = this.#sendWith(lease.key, {
      onSent: () => isCurrent() && this.#onSent(),
      onHeaders: (status, headers) => isCurrent() && this.#onHeaders(lease, status, headers),
      onData: (chunk) => isCurrent() && this.#onData(lease, chunk),
      onEnd: () => isCurrent() && this.#onEnd(lease),
      onError: (error) => isCurrent() && this.#onError(lease, error),
    });
  }

  #onSent(): void {
    this.#isSent = true;
    if (this.#reportedSent) return;
    this.#reportedSent = true;
    this.#listener.onSent();
  }

  #onHeaders(lease: KeyLease, status: number, headers: UpstreamHeaders): void {
    if (KEY_STATUSES.has(status) && !this.#isAborted) {
      this.#held = { status, headers, chunks: [], bytes: 0 };
      this.#heldTimer = setTimeout(() => this.#decide(lease, undefined), MAX_ERROR_MS);
      return;
    }
    const isSuccess = status >= 200 && status < 300;
    this.#ring.accept(lease, { isSuccess, usedUpMs: headers.rateLimits.usedUpMs });
    if (isSuccess) this.#convict();
    this.#listener.onHeaders(status, headers);
  }

  #onData(lease: KeyLease, chunk: Buffer): void {
    if (this.#held === null) {
      this.#listener.onData(chunk);
      return;
    }
    this.#held.chunks.push(chunk);
    this.#held.bytes += chunk.length;
    if (this.#held.bytes > MAX_ERROR_BYTES) this.#decide(lease, undefined);
  }

  #onEnd(lease: KeyLease): void {
    if (this.#held !== null) {
      this.#decide(lease, parseJson(Buffer.concat(this.#held.chunks).toString('utf8')));
      // Another key has the call now.
      if (this.#lease !== lease) return;
    }
    this.#end();
    this.#listener.onEnd();
  }

  #onError(lease: KeyLease, error: UpstreamError): void {
    if (this.#held !== null) {
      // Cut off: its status counts.
      this.#decide(lease, undefined);
      if (this.#lease !== lease) return;
    }
    if (!this.#isSent) {
      this.#endUnsent(error);
      return;
    }
    this.#end();
    this.#listener.onError(error);
  }

  /** What an error means for its key, and whether another one is tried. @param json undefined: it was not read whole */
  #decide(lease: KeyLease, json: unknown): void {
    const held = this.#held;
    if (held === null) return;
    clearTimeout(this.#heldTimer);
    const action = actionFor({ ...held, json, model: this.#use.model });
    if (action === null) this.#ring.accept(lease, { isSuccess: false, usedUpMs: held.headers.rateLimits.usedUpMs });
    else if (action.kind === 'unsure') {
      this.#ring.free(lease);
      this.#suspects.push({ lease, action });
    } else this.#ring.refuse(lease, action);
    if (action === null || !this.#mayTryAnother()) this.#passHeld(held);
    else this.#tryAnother(held);
  }

  #mayTryAnother(): boolean {
    return !this.#isAborted && this.#tried.size < this.#ring.size && this.#listener.isWanted?.() !== false;
  }

  #tryAnother(held: KeyAnswer): void {
    const before = this.#inner;
    this.#refused = held;
    this.#held = null;
    this.#lease = null;
    this.#inner = null;
    // Its body may never end.
    before?.release();
    this.#stopWaiting = this.#ring.enter(this.#use, this.#tried, this.#onTurn);
  }

  /** Another key was accepted for the same call, so the request was not the reason. */
  #convict(): void {
    for (const { lease, action } of this.#suspects)
      this.#ring.refuse(lease, { ...action, kind: 'rest', scope: 'call' });
  }

  /** The listener gets what was kept back, and what follows. */
  #passHeld({ status, headers, chunks }: KeyAnswer): void {
    clearTimeout(this.#heldTimer);
    this.#held = null;
    this.#listener.onHeaders(status, headers);
    for (const chunk of chunks) this.#listener.onData(chunk);
  }

  /** Nothing was sent with the last key: what the key before it heard is the answer, if there was one. */
  #endUnsent(error: UpstreamError): void {
    if (this.#isOver) return;
    this.#end();
    const refused = this.#refused;
    if (refused === null) {
      this.#listener.onError(error);
      return;
    }
    const { block } = error;
    if (block?.reason === 'rate_limit') {
      // The other keys are only paused, so the class is told when they work again.
      const rateLimits = { ...refused.headers.rateLimits, retryAfterMs: block.waitMs };
      this.#listener.onHeaders(429, { ...refused.headers, rateLimits });
    } else {
      this.#listener.onHeaders(refused.status, refused.headers);
      for (const chunk of refused.chunks) this.#listener.onData(chunk);
    }
    this.#listener.onEnd();
  }

  #end(): void {
    this.#isOver = true;
    clearTimeout(this.#heldTimer);
    if (this.#lease !== null) this.#ring.free(this.#lease);
  }
}
