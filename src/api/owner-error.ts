import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { ConflictError, NotFoundError, StorageError } from '../store/errors.ts';
import { faultOf } from './validation-fault.ts';

/** A refusal that the owner can act on: the message says what to do. Nothing in it may be secret. */
export class OwnerError extends Error {
  override readonly name = 'OwnerError';
  readonly status: number;
  readonly code: string;
  /** The field or query parameter at fault, e.g. "budgets[0].limit_usd". */
  readonly param: string | null;

  constructor(status: number, code: string, message: string, param: string | null = null) {
    super(message);
    this.status = status;
    this.code = code;
    this.param = param;
  }
}

export function invalidValue(param: string, message: string): OwnerError {
  return new OwnerError(400, 'invalid_value', message, param);
}

export function missingValue(param: string, message: string): OwnerError {
  return new OwnerError(400, 'missing_value', message, param);
}

export function notFound(message: string, param: string | null = null): OwnerError {
  return new OwnerError(404, 'not_found', message, param);
}

export function conflict(message: string, param: string | null = null): OwnerError {
  return new OwnerError(409, 'conflict', message, param);
}

export function sendError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const refusal = refusalFor(error);
  if (refusal.status >= 500) request.log.error({ err: error }, 'an owner request failed');
  if (refusal.status === 401) reply.header('www-authenticate', 'Bearer realm="jigap owner"');
  const { status, message, code, param } = refusal;
  return reply
    .code(status)
    .type('application/json; charset=utf-8')
    .send({ error: { message, type: typeFor(status), code, param } });
}

export function sendUnknownPath(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const message = `There is no ${request.method} on this path. /api/openapi.json lists every route.`;
  return reply
    .code(404)
    .type('application/json; charset=utf-8')
    .send({ error: { message, type: typeFor(404), code: 'unknown_path', param: null } });
}

function refusalFor(error: FastifyError): OwnerError {
  if (error instanceof OwnerError) return error;
  if (error instanceof NotFoundError) return notFound(error.message);
  if (error instanceof ConflictError) return conflict(error.message);
  if (error instanceof StorageError) return STORAGE_FAILED;
  if (error.validation !== undefined) {
    const { code, message, param } = faultOf(error.validation, error.validationContext ?? 'body');
    return new OwnerError(400, code, message, param);
  }
  return FRAMEWORK_REFUSALS.get(error.statusCode ?? 500) ?? INTERNAL;
}

const STORAGE_FAILED = new OwnerError(
  503,
  'storage_failed',
  'The database cannot be used at the moment. Look at the disk and the log of the server, then try again.',
);

/** Whatever it was, its text may hold anything: it goes to the log and not to the answer. */
const INTERNAL = new OwnerError(500, 'internal_error', 'internal error');

/** What Fastify and its plugins refuse before a handler runs. Their texts may quote the body: ours do not. */
const FRAMEWORK_REFUSALS = new Map(
  [
    new OwnerError(400, 'invalid_body', 'The body cannot be read. Send one valid JSON object.'),
    new OwnerError(413, 'body_too_large', 'The body is too large. Send less at once.'),
    new OwnerError(415, 'unsupported_content_type', 'Send the body as JSON, with Content-Type: application/json.'),
    new OwnerError(429, 'too_many_requests', 'Too many requests. Wait as long as Retry-After says and try again.'),
    new OwnerError(503, 'unavailable', 'The server is busy or stopping. Try again in a moment.'),
  ].map((refusal) => [refusal.status, refusal]),
);

function typeFor(status: number): string {
  if (status === 401) return 'authentication_error';
  if (status === 429) return 'rate_limit_error';
  return status >= 500 ? 'server_error' : 'invalid_request_error';
}
