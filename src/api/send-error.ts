import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { AdminError } from '../admin/admin-error.ts';
import { storeErrorKind } from '../admin/store-error-kind.ts';
import { ApiError, notFound } from './api-error.ts';
import { requestLanguage } from './request-language.ts';
import { translateAdminError } from './translate-admin-error.ts';
import { describeInvalid } from './validation-error.ts';

export function sendError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const answer = apiErrorFor(error);
  if (answer.status >= 500) request.log.error({ err: error }, 'an owner request failed');
  if (answer.status === 401) reply.header('www-authenticate', 'Bearer realm="jigap owner"');
  return send(answer, request, reply);
}

export function sendUnknownPath(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const texts = {
    en: `There is no ${request.method} on this path. /api/openapi.json lists every route.`,
    ko: `이 경로에는 ${request.method} 요청이 없습니다. /api/openapi.json에 모든 경로가 있습니다.`,
  };
  return send(new ApiError(404, 'unknown_path', texts), request, reply);
}

function send({ status, texts, code, param }: ApiError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const message = texts[requestLanguage(request)];
  return reply
    .code(status)
    .type('application/json; charset=utf-8')
    .send({ error: { message, type: typeFor(status), code, param } });
}

function apiErrorFor(error: FastifyError): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof AdminError) return translateAdminError(error);
  const kind = storeErrorKind(error);
  if (kind === 'not_found') return notFound({ en: error.message, ko: '찾는 것이 없거나 그사이 삭제되었습니다.' });
  if (kind === 'storage') return STORAGE_FAILED;
  if (error.validation !== undefined) {
    return describeInvalid(error.validation, error.validationContext ?? 'body');
  }
  return FRAMEWORK_ERRORS.get(error.statusCode ?? 500) ?? INTERNAL;
}

const STORAGE_FAILED = new ApiError(503, 'storage_failed', {
  en: 'The database cannot be used at the moment. Look at the disk and the log of the server, then try again.',
  ko: '지금은 데이터베이스를 쓸 수 없습니다. 서버의 디스크와 로그를 확인하고 다시 시도하세요.',
});

/** The text of an unexpected error may hold anything: it goes to the log and not to the answer. */
const INTERNAL = new ApiError(500, 'internal_error', {
  en: 'The server failed. Look at its log.',
  ko: '서버 안에서 오류가 났습니다. 서버의 로그를 확인하세요.',
});

/** What Fastify and its plugins answer before a handler runs. Their texts may quote the body; these do not. */
const FRAMEWORK_ERRORS = new Map(
  [
    new ApiError(400, 'invalid_body', {
      en: 'The body cannot be read. Send one valid JSON object.',
      ko: '본문을 읽을 수 없습니다. 올바른 JSON 객체 하나를 보내세요.',
    }),
    new ApiError(413, 'body_too_large', {
      en: 'The body is too large. Send less at once.',
      ko: '본문이 너무 큽니다. 나누어 보내세요.',
    }),
    new ApiError(415, 'unsupported_content_type', {
      en: 'Send the body as JSON, with Content-Type: application/json.',
      ko: '본문을 JSON으로, Content-Type: application/json 헤더와 함께 보내세요.',
    }),
    new ApiError(429, 'too_many_requests', {
      en: 'Too many requests. Wait as long as Retry-After says and try again.',
      ko: '요청이 너무 많습니다. Retry-After만큼 기다렸다가 다시 시도하세요.',
    }),
    new ApiError(503, 'unavailable', {
      en: 'The server is busy or stopping. Try again in a moment.',
      ko: '서버가 바쁘거나 멈추는 중입니다. 잠시 뒤에 다시 시도하세요.',
    }),
  ].map((answer) => [answer.status, answer]),
);

function typeFor(status: number): string {
  if (status === 401) return 'authentication_error';
  if (status === 429) return 'rate_limit_error';
  return status >= 500 ? 'server_error' : 'invalid_request_error';
}
