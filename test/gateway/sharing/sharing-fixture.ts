import type { SharedCall } from '../../../src/gateway/sharing/shared-call.ts';
import type { Entrant, SharedCalls } from '../../../src/gateway/sharing/shared-calls.ts';
import { NO_RATE_LIMITS } from '../../../src/upstream/keys/rate-limit-headers.ts';
import {
  type Upstream,
  type UpstreamCall,
  UpstreamError,
  type UpstreamListener,
} from '../../../src/upstream/upstream.ts';

/** A provider whose events the test sends by hand. */
export class HandUpstream {
  sent = 0;
  isPaused = false;
  state: 'open' | 'aborted' | 'released' = 'open';
  #listener: UpstreamListener | null = null;

  get real(): Upstream {
    const call: UpstreamCall = {
      pause: () => {
        this.isPaused = true;
      },
      resume: () => {
        this.isPaused = false;
      },
      abort: () => {
        this.state = 'aborted';
      },
      release: () => {
        this.state = 'released';
      },
    };
    const upstream: Partial<Upstream> = {
      send: (_path, _body, listener) => {
        this.sent++;
        this.#listener = listener;
        return call;
      },
    };
    return upstream as Upstream;
  }

  get listener(): UpstreamListener {
    if (this.#listener === null) throw new Error('nothing was sent');
    return this.#listener;
  }

  head(): void {
    this.listener.onHeaders(200, { contentType: 'text/event-stream', rateLimits: NO_RATE_LIMITS, requestId: null });
  }

  bytes(text: string): void {
    this.listener.onData(Buffer.from(text));
  }

  end(): void {
    this.listener.onEnd();
  }

  fail(reason: UpstreamError['reason']): void {
    this.listener.onError(new UpstreamError(reason));
  }
}

/** One student's exchange: writes down what it is told. */
export class Listener implements UpstreamListener {
  readonly events: string[] = [];
  bytes = 0;
  /** Throws at the next bytes. */
  fails = false;
  #call: UpstreamCall | null = null;

  get call(): UpstreamCall {
    if (this.#call === null) throw new Error('it has not begun');
    return this.#call;
  }

  set call(call: UpstreamCall) {
    this.#call = call;
  }

  onSent(): void {
    this.events.push('sent');
  }

  onHeaders(status: number): void {
    this.events.push(`head ${status}`);
  }

  onData(chunk: Buffer): void {
    if (this.fails) throw new Error('an error of the gateway');
    this.bytes += chunk.length;
    this.events.push(chunk.toString());
  }

  onEnd(): void {
    this.events.push('end');
  }

  onError({ reason }: UpstreamError): void {
    this.events.push(`error ${reason}`);
  }
}

/** Waits as long as any other. */
export const A_STUDENT: Entrant = { studentId: 1, precedes: () => false };

/** @throws Error when another call leads already */
export function lead(calls: SharedCalls, key: string): SharedCall {
  const role = calls.enter(key, A_STUDENT);
  if (role.kind === 'follower') throw new Error('another call leads');
  return role.call;
}

/** What is planned for the next turns has happened. */
export async function soon(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
}
