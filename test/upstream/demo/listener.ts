import type { Upstream, UpstreamCall, UpstreamError } from '../../../src/upstream/upstream.ts';
import type { UpstreamHeaders } from '../../../src/upstream/upstream-headers.ts';

/** Everything that one call of a provider said, in the order it said it. */
export interface Heard {
  readonly events: string[];
  status: number;
  headers: UpstreamHeaders | null;
  readonly chunks: Buffer[];
  readonly errors: UpstreamError[];
}

export interface Listening {
  readonly heard: Heard;
  readonly call: UpstreamCall;
  /** Resolves at the first onEnd or onError. */
  readonly over: Promise<Heard>;
}

/** Sends a body and writes down what is heard; `onChunk` runs inside onData. */
export function listen(
  upstream: Upstream,
  body: unknown,
  onChunk: (call: UpstreamCall, heard: Heard) => void = () => {},
  path = '/chat/completions',
): Listening {
  const heard: Heard = { events: [], status: 0, headers: null, chunks: [], errors: [] };
  const { promise, resolve } = Promise.withResolvers<Heard>();
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const call = upstream.send(path, bytes, {
    onSent: () => void heard.events.push('sent'),
    onHeaders: (status, headers) => {
      heard.events.push('headers');
      heard.status = status;
      heard.headers = headers;
    },
    onData: (chunk) => {
      heard.events.push('data');
      heard.chunks.push(chunk);
      onChunk(call, heard);
    },
    onEnd: () => {
      heard.events.push('end');
      resolve(heard);
    },
    onError: (error) => {
      heard.events.push('error');
      heard.errors.push(error);
      resolve(heard);
    },
  });
  return { heard, call, over: promise };
}

/** Lets everything that is already due, and what it makes due, run; for showing that nothing more comes. */
export async function quiet(turns = 50): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
}
