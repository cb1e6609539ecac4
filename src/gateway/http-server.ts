import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import type { Config } from '../config/config.ts';
import { answerMalformedRequest, answerMalformedUrl } from './refusals/malformed-request.ts';
import { newRequestId } from './request-ids.ts';
import { SCHEMA_COMPILERS } from './schema-compilers.ts';

/** Fastify with the limits of every request, and with /v1's errors for what never reaches a route. */
export function createHttpServer({ limits, language }: Config, logger: FastifyBaseLogger): FastifyInstance {
  return fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    // A child logger per request costs every call time, and nothing uses it.
    childLoggerFactory: (parent) => parent,
    genReqId: newRequestId,
    trustProxy: limits.trustProxy.length === 0 ? false : [...limits.trustProxy],
    bodyLimit: limits.bodyBytes,
    requestTimeout: limits.requestTimeoutMs,
    // A silent socket is no error: a model may think for minutes.
    connectionTimeout: 0,
    http: { headersTimeout: limits.requestTimeoutMs },
    return503OnClosing: false,
    // What is checked must be what was sent: nothing is coerced or dropped in silence.
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false, useDefaults: true } },
    schemaController: { compilersFactory: SCHEMA_COMPILERS },
    clientErrorHandler: answerMalformedRequest(language),
    frameworkErrors: answerMalformedUrl(language),
  });
}
