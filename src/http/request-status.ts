import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { requestHttp } from './node-http.ts';

export interface StatusRequest {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Ends the wait for the status. */
  readonly signal: AbortSignal;
  /** Finds the addresses of the URL's name. Not called where the URL has an address instead. */
  readonly lookup: LookupFunction;
}

export interface AnswerHead {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
}

/** An answer is read so far, out of courtesy: many servers log an error when nobody takes what they say. */
const MAX_READ_BYTES = 65_536;
const MAX_READ_MS = 1000;

/**
 * POSTs over a connection of its own, and learns the status; nothing of the body is kept or decoded. A redirect is an
 * answer like any other. No header is sent but those given, length and host.
 * @throws the signal's reason, or the error of the connection
 */
export function requestStatus({ url, headers, body, signal, lookup }: StatusRequest): Promise<AnswerHead> {
  const start = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const sent = { ...headers, 'content-length': String(Buffer.byteLength(body)) };
    const request = start(url, { method: 'POST', headers: sent, agent: false, lookup, signal }, (response) => {
      resolve({ status: response.statusCode ?? 0, headers: response.headers });
      discard(response);
    });
    // Also of a connection that breaks after the status: nobody waits for it any more.
    request.on('error', (error) => reject(signal.aborted ? signal.reason : error));
    // An answer that switches protocols ends without an error.
    request.on('close', () => reject(new Error('the connection was closed without an answer')));
    request.end(body);
  });
}

function discard(response: IncomingMessage): void {
  let bytes = 0;
  const timer = setTimeout(() => response.destroy(), MAX_READ_MS).unref();
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MAX_READ_BYTES) response.destroy();
  });
  response.on('error', () => undefined);
  response.on('close', () => clearTimeout(timer));
}
