import { finished, Readable } from 'node:stream';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../../access/callers.ts';
import { isKnownName, type ModelPolicy } from '../../access/model-policy.ts';
import { isPublishedShape } from '../../access/refused-names.ts';
import { findEndpoint, SERVED_ROUTES } from '../../endpoints/endpoints.ts';
import type { Reader } from '../../language/reader-texts.ts';
import { StorageError } from '../../store/errors.ts';
import { isObject } from '../../upstream/json/json-object.ts';
import { isSmall } from '../body/reserve-body.ts';
import type { Observer, RefusalReport } from '../call.ts';
import { Refusal, refuse } from './refusal.ts';
import { refusalOfStore } from './store-refusal.ts';

/** The refusal for an error of Fastify itself, before a handler ran, or of the store. */
function refusalOf(error: FastifyError, request: FastifyRequest, reader: Reader): Refusal {
  if (error instanceof StorageError) return refusalOfStore(error, reader);
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return refuse(reader, 'tooLarge', { maxBytes: request.routeOptions.bodyLimit ?? 0 });
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return refuse(reader, 'notJsonType');
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
      return refuse(reader, 'notJson');
  }
  const status = error.statusCode ?? 500;
  if (status >= 400 && status < 500) return refuse(reader, 'badRequest');
  return refuse(reader, 'internal', { requestId: request.id });
}

export interface ErrorDeps {
  /** The student once identified; before, whoever sends the request. */
  readonly readerOf: (request: FastifyRequest) => Reader;
  readonly callerOf: (request: FastifyRequest) => Caller | null;
  readonly policy: () => ModelPolicy;
  readonly observer: Observer;
}

/** Sends every refusal in OpenAI's format. Nothing of an unexpected error leaves the process but a request id. */
export function errorHandler(deps: ErrorDeps) {
  return (error: FastifyError, request: FastifyRequest, reply: FastifyReply): void => {
    const refusal = error instanceof Refusal ? error : refusalOf(error, request, deps.readerOf(request));
    if (!(error instanceof Refusal) && refusal.status >= 500) deps.observer.failed(request.id, error);
    deps.observer.callRefused(reportOf(refusal, request, deps));
    sendRefusal(refusal, request, reply);
  };
}

function reportOf(refusal: Refusal, request: FastifyRequest, deps: ErrorDeps): RefusalReport {
  const caller = refusal.caller ?? deps.callerOf(request);
  const model = isObject(request.body) ? request.body.model : null;
  const mayKeep = (name: string) =>
    isKnownName(name, deps.policy()) || (refusal.refusal === 'modelNotAllowed' && isPublishedShape(name));
  return {
    requestId: request.id,
    studentId: caller?.student.id ?? null,
    tokenId: caller?.token.id ?? null,
    model: typeof model === 'string' && mayKeep(model) ? model : null,
    endpoint: findEndpoint(request.routeOptions.url)?.kind ?? null,
    refusal: refusal.refusal,
    status: refusal.status,
  };
}

export function notFoundHandler(deps: ErrorDeps) {
  const handle = errorHandler(deps);
  return (request: FastifyRequest, reply: FastifyReply): void => {
    const refusal = refuse(deps.readerOf(request), 'unknownUrl', { served: SERVED_ROUTES });
    handle(refusal as Error as FastifyError, request, reply);
  };
}

/** A client that sends more than this behind the refusal is cut off. */
const MAX_DISCARDED_BYTES = 64 * 1024 * 1024;

/**
 * Closing while the client is still sending resets the connection and may lose the answer: the client would send it all
 * again. So the answer is sent at once, but ends when the rest of the body has been read and discarded: a slow client has
 * its answer before the time for a request is over. Where the connection stays open, Node reads the rest of a small body.
 */
function endingAfterBody(body: string, request: FastifyRequest, reply: FastifyReply): string | Readable {
  const { raw } = request;
  if (raw.complete || raw.destroyed || (reply.raw.shouldKeepAlive && isSmall(request))) return body;
  const answer = new Readable({ read: () => undefined });
  answer.push(body);
  let left = MAX_DISCARDED_BYTES;
  raw.on('data', (chunk: Buffer | string) => {
    left -= chunk.length;
    if (left < 0) raw.destroy();
  });
  finished(raw, { writable: false }, () => answer.push(null));
  return answer;
}

export function sendRefusal(refusal: Refusal, request: FastifyRequest, reply: FastifyReply): void {
  const { status, shouldRetry, retryAfterSeconds } = refusal;
  reply.header('x-should-retry', String(shouldRetry));
  if (retryAfterSeconds !== null) {
    reply.header('retry-after', String(retryAfterSeconds)).header('retry-after-ms', String(retryAfterSeconds * 1000));
  }
  void reply
    .code(status)
    .headers(refusal.headers)
    .header('x-request-id', request.id)
    .type('application/json; charset=utf-8')
    .header('content-length', Buffer.byteLength(refusal.body))
    .send(endingAfterBody(refusal.body, request, reply));
}
