import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { isEncoded } from './content-encoding.ts';
import { requestHttp } from './node-http.ts';

export interface HttpRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer | undefined;
  readonly signal: AbortSignal;
  /** Finds the addresses of the URL's name; the system's own where it is missing. */
  readonly lookup?: LookupFunction | undefined;
  /** A longer answer is an error. */
  readonly maxBytes: number;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** The answer came in a content coding, which is refused before a byte of it is decoded. */
export class EncodedAnswerError extends Error {
  override readonly name = 'EncodedAnswerError';
}

/** The answer is longer than `maxBytes`. */
export class LargeAnswerError extends Error {
  override readonly name = 'LargeAnswerError';
}

/**
 * One request over its own connection, for callers that need no pool: the owner's command, the provider's bill. A
 * redirect is an answer like any other; the global fetch would follow it, and decode answers.
 * @throws EncodedAnswerError, LargeAnswerError, the signal's reason, or the error of the connection
 */
export async function sendRequest(request: HttpRequest): Promise<HttpAnswer> {
  const response = await openAnswer(request);
  try {
    return await readAnswer(response, request.maxBytes);
  } catch (error) {
    response.destroy();
    throw request.signal.aborted ? request.signal.reason : error;
  }
}

/**
 * The same for an answer of any length: it is the caller's to read, chunk by chunk, or to destroy.
 * @throws EncodedAnswerError, the signal's reason, or the error of the connection
 */
export function openAnswer(request: Omit<HttpRequest, 'maxBytes'>): Promise<IncomingMessage> {
  const { method, url, headers, body, signal, lookup } = request;
  const start = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const sentHeaders = { ...headers, ...length, 'accept-encoding': 'identity' };
    const fail = (error: unknown) => reject(signal.aborted ? signal.reason : error);
    const sent = start(
      url,
      { method, headers: sentHeaders, agent: false, signal, ...(lookup && { lookup }) },
      (response) => {
        if (!isEncoded(response.headers)) return resolve(response);
        response.destroy();
        reject(new EncodedAnswerError('the answer is in a content coding'));
      },
    );
    sent.once('error', fail);
    sent.end(body);
  });
}

async function readAnswer(response: IncomingMessage, maxBytes: number): Promise<HttpAnswer> {
  const { statusCode = 0, headers } = response;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    chunks.push(chunk as Buffer);
    bytes += (chunk as Buffer).length;
    if (bytes > maxBytes) throw new LargeAnswerError('the answer is too long');
  }
  return { status: statusCode, headers, body: Buffer.concat(chunks, bytes) };
}
