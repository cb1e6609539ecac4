import type { Upstream, UpstreamCall, UpstreamError, UpstreamListener } from '../../../src/upstream/upstream.ts';
import type { UpstreamHeaders } from '../../../src/upstream/upstream-headers.ts';

/** Everything that one call of a provider said, in the order it said it. */
export interface ReceivedAnswer {
  readonly events: string[];
  status: number;
  headers: UpstreamHeaders | null;
  readonly chunks: Buffer[];
  readonly errors: UpstreamError[];
}

export interface Listening {
  readonly received: ReceivedAnswer;
  readonly call: UpstreamCall;
  /** Resolves at the first onEnd or onError. */
  readonly over: Promise<ReceivedAnswer>;
}

/** Sends a body and writes down what is heard; `onChunk` runs inside onData. */
export function listen(
  upstream: Upstream,
  body: unknown,
  onChunk: (call: UpstreamCall, received: ReceivedAnswer) => void = () => {},
  path = '/chat/completions',
): Listening {
  const received: ReceivedAnswer = { events: [], status: 0, headers: null, chunks: [], errors: [] };
  const { promise, resolve } = Promise.withResolvers<ReceivedAnswer>();
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const model = typeof body === 'object' && body !== null && 'model' in body ? String(body.model) : '';
  const listener: UpstreamListener = {
    onSent: () => void received.events.push('sent'),
    onHeaders: (status, headers) => {
      received.events.push('headers');
      received.status = status;
      received.headers = headers;
    },
    onData: (chunk) => {
      received.events.push('data');
      received.chunks.push(chunk);
      onChunk(call, received);
    },
    onEnd: () => {
      received.events.push('end');
      resolve(received);
    },
    onError: (error) => {
      received.events.push('error');
      received.errors.push(error);
      resolve(received);
    },
  };
  const call = upstream.send(path, bytes, listener, model);
  return { received, call, over: promise };
}

/** Lets everything that is already due, and what it makes due, run; for showing that nothing more comes. */
export async function quiet(turns = 50): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
}
