import { finished } from 'node:stream';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../../access/callers.ts';
import type { Language } from '../../access/classes.ts';
import { isKnownName, type ModelPolicy } from '../../access/model-policy.ts';
import { findEndpoint, SERVED_ROUTES } from '../../endpoints/endpoints.ts';
import { isObject } from '../../upstream/json/json-object.ts';
import type { Observer, RefusalReport } from '../call.ts';
import { Refusal, refuse } from './refusal.ts';

/** What happens inside Fastify before a handler sees the request, in the words of the API. */
function asRefusal(error: FastifyError, request: FastifyRequest, language: Language, bodyLimit: number): Refusal {
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return refuse(language, 'tooLarge', { maxBytes: bodyLimit });
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return refuse(language, 'notJsonType');
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
      return refuse(language, 'notJson');
  }
  const status = error.statusCode ?? 500;
  if (status >= 400 && status < 500) return refuse(language, 'badRequest');
  return refuse(language, 'internal', { requestId: request.id });
}

export interface ErrorDeps {
  readonly language: Language;
  /** The language of the student behind a request, once it is known. */
  readonly languageOf: (request: FastifyRequest) => Language;
  readonly callerOf: (request: FastifyRequest) => Caller | null;
  readonly policy: ModelPolicy;
  readonly bodyLimit: number;
  readonly observer: Observer;
}

/** Every refusal leaves here, in OpenAI's envelope; nothing of an unexpected error does. */
export function errorHandler(deps: ErrorDeps) {
  return (error: FastifyError, request: FastifyRequest, reply: FastifyReply): void => {
    const refusal =
      error instanceof Refusal ? error : asRefusal(error, request, deps.languageOf(request), deps.bodyLimit);
    if (refusal.refusal === 'internal') deps.observer.failed(request.id, error);
    deps.observer.callRefused(reportOf(refusal, request, deps));
    afterBody(request, () => send(refusal, request, reply));
  };
}

function reportOf(refusal: Refusal, request: FastifyRequest, deps: ErrorDeps): RefusalReport {
  const caller = refusal.caller ?? deps.callerOf(request);
  const model = isObject(request.body) ? request.body.model : null;
  return {
    requestId: request.id,
    studentId: caller?.student.id ?? null,
    tokenId: caller?.token.id ?? null,
    model: typeof model === 'string' && isKnownName(model, deps.policy) ? model : null,
    endpoint: findEndpoint(request.routeOptions.url)?.kind ?? null,
    refusal: refusal.refusal,
    status: refusal.status,
  };
}

export function notFoundHandler(deps: ErrorDeps) {
  const handle = errorHandler(deps);
  return (request: FastifyRequest, reply: FastifyReply): void => {
    const refusal = refuse(deps.languageOf(request), 'unknownUrl', { served: SERVED_ROUTES });
    handle(refusal as Error as FastifyError, request, reply);
  };
}

/** Whoever sends more than this gets no answer. */
const MAX_READ_AWAY_BYTES = 64 * 1024 * 1024;

/**
 * Closing on a client that is still sending resets the connection, and the answer is lost with it: the client would see
 * a broken connection and send it all again. So what is still coming is read away first.
 */
function afterBody({ raw }: FastifyRequest, then: () => void): void {
  if (raw.complete || raw.destroyed) {
    then();
    return;
  }
  let left = MAX_READ_AWAY_BYTES;
  raw.on('data', (chunk: Buffer | string) => {
    left -= chunk.length;
    if (left < 0) raw.destroy();
  });
  finished(raw, { writable: false }, then);
}

export function send(refusal: Refusal, request: FastifyRequest, reply: FastifyReply): void {
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
    .send(refusal.body);
}
