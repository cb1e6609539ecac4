import { randomUUID } from 'node:crypto';
import { NO_RATE_LIMITS } from '../keys/rate-limit-headers.ts';
import { type UpstreamCall, UpstreamError, type UpstreamListener } from '../upstream.ts';
import type { DemoReply } from './reply.ts';

/**
 * Plays a reply to a listener as a provider would send it: sent, headers, frames, end, one per turn of a timer.
 * At most one timer is pending at any moment, and after the end, or an abort, none.
 */
export class DemoPlayback implements UpstreamCall {
  readonly #reply: DemoReply;
  readonly #listener: UpstreamListener;
  readonly #delayMs: number;
  readonly #onOver: () => void;
  #step: 'sent' | 'headers' | 'body' = 'sent';
  #nextFrame = 0;
  #paused = false;
  #aborted = false;
  #over = false;
  #cancel: (() => void) | null = null;

  /** @param delayMs before the headers and before each frame. @param onOver called once, after the listener's last event */
  constructor(reply: DemoReply, listener: UpstreamListener, delayMs: number, onOver: () => void) {
    this.#reply = reply;
    this.#listener = listener;
    this.#delayMs = delayMs;
    this.#onOver = onOver;
    this.#schedule(0);
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    if (this.#cancel === null) this.#schedule(this.#delayMs);
  }

  abort(): void {
    if (this.#over || this.#aborted) return;
    this.#aborted = true;
    this.#cancel?.();
    this.#schedule(0);
  }

  release(): void {
    if (this.#over) return;
    this.#cancel?.();
    this.#finish(() => {});
  }

  #schedule(delayMs: number): void {
    if (this.#over) return;
    this.#cancel = after(delayMs, () => {
      this.#cancel = null;
      this.#play();
    });
  }

  #play(): void {
    if (this.#aborted) {
      this.#finish(() => this.#listener.onError(new UpstreamError('aborted')));
      return;
    }
    if (this.#step === 'sent') {
      this.#step = 'headers';
      this.#listener.onSent();
    } else if (this.#step === 'headers') {
      this.#step = 'body';
      const { status, contentType } = this.#reply;
      const requestId = `req_demo_${randomUUID().replaceAll('-', '')}`;
      this.#listener.onHeaders(status, { contentType, rateLimits: NO_RATE_LIMITS, requestId });
    } else if (!this.#paused) {
      this.#playBody();
    }
    this.#continue();
  }

  #playBody(): void {
    const frame = this.#reply.frames[this.#nextFrame++];
    if (frame === undefined) this.#finish(() => this.#listener.onEnd());
    else this.#listener.onData(typeof frame === 'string' ? Buffer.from(frame) : frame);
  }

  /** The listener may have paused, resumed or aborted meanwhile; a paused body waits for resume. */
  #continue(): void {
    if (this.#cancel !== null || (this.#paused && this.#step === 'body')) return;
    const lastFrameWasSent = this.#nextFrame >= this.#reply.frames.length;
    this.#schedule(lastFrameWasSent ? 0 : this.#delayMs);
  }

  #finish(notify: () => void): void {
    this.#over = true;
    notify();
    this.#onOver();
  }
}

function after(delayMs: number, run: () => void): () => void {
  if (delayMs <= 0) {
    const immediate = setImmediate(run);
    return () => clearImmediate(immediate);
  }
  const timeout = setTimeout(run, delayMs);
  return () => clearTimeout(timeout);
}
