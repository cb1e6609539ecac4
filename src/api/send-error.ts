import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { AdminError } from '../admin/admin-error.ts';
import { storeErrorKind } from '../admin/store-error-kind.ts';
import { ApiError, notFound } from './api-error.ts';
import { translateAdminError } from './translate-admin-error.ts';
import { describeInvalid } from './validation-error.ts';

export function sendError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const answer = apiErrorFor(error);
  if (answer.status >= 500) request.log.error({ err: error }, 'an owner request failed');
  if (answer.status === 401) reply.header('www-authenticate', 'Bearer realm="jigap owner"');
  return send(answer, reply);
}

export function sendUnknownPath(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const message = `There is no ${request.method} on this path. /api/openapi.json lists every route.`;
  return send(new ApiError(404, 'unknown_path', message), reply);
}

function send({ status, message, code, param }: ApiError, reply: FastifyReply): FastifyReply {
  return reply
    .code(status)
    .type('application/json; charset=utf-8')
    .send({ error: { message, type: typeFor(status), code, param } });
}

function apiErrorFor(error: FastifyError): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof AdminError) return translateAdminError(error);
  const kind = storeErrorKind(error);
  if (kind === 'not_found') return notFound(error.message);
  if (kind === 'storage') return STORAGE_FAILED;
  if (error.validation !== undefined) {
    const { code, message, param } = describeInvalid(error.validation, error.validationContext ?? 'body');
    return new ApiError(400, code, message, param);
  }
  return FRAMEWORK_ERRORS.get(error.statusCode ?? 500) ?? INTERNAL;
}

const STORAGE_FAILED = new ApiError(
  503,
  'storage_failed',
  'The database cannot be used at the moment. Look at the disk and the log of the server, then try again.',
);

/** The text of an unexpected error may hold anything: it goes to the log and not to the answer. */
const INTERNAL = new ApiError(500, 'internal_error', 'internal error');

/** What Fastify and its plugins answer before a handler runs. Their texts may quote the body; these do not. */
const FRAMEWORK_ERRORS = new Map(
  [
    new ApiError(400, 'invalid_body', 'The body cannot be read. Send one valid JSON object.'),
    new ApiError(413, 'body_too_large', 'The body is too large. Send less at once.'),
    new ApiError(415, 'unsupported_content_type', 'Send the body as JSON, with Content-Type: application/json.'),
    new ApiError(429, 'too_many_requests', 'Too many requests. Wait as long as Retry-After says and try again.'),
    new ApiError(503, 'unavailable', 'The server is busy or stopping. Try again in a moment.'),
  ].map((answer) => [answer.status, answer]),
);

function typeFor(status: number): string {
  if (status === 401) return 'authentication_error';
  if (status === 429) return 'rate_limit_error';
  return status >= 500 ? 'server_error' : 'invalid_request_error';
}
