import cors from '@fastify/cors';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { DRY_RUN_PATH, ENDPOINTS } from '../endpoints/endpoints.ts';

const EXPOSED_HEADERS = [
  'x-request-id',
  'x-should-retry',
  'retry-after',
  'retry-after-ms',
  'x-jigap-cost-usd',
  'x-jigap-remaining-usd',
  'x-jigap-resets-at',
  'x-jigap-max-tokens',
  'x-jigap-demo',
  'x-jigap-served-model',
  'x-jigap-shared',
];
const PREFLIGHT_SECONDS = 600;

/**
 * Lets pages of these origins, and no others, call from a browser. Requested headers are reflected: OpenAI's client
 * sends a dozen of its own (x-stainless-*), whose names change with its versions.
 */
export async function allowOrigins(
  app: FastifyInstance,
  origins: readonly string[],
  notServed: (request: FastifyRequest) => Error,
): Promise<void> {
  if (origins.length === 0) return;
  // The plugin would answer OPTIONS at every path, the owner's API included.
  app.addHook('onRequest', (request, _reply, done) => {
    done(request.method === 'OPTIONS' && !isPreflight(request) ? notServed(request) : undefined);
  });
  await app.register(cors, {
    origin: [...origins],
    methods: ['GET', 'POST'],
    exposedHeaders: EXPOSED_HEADERS,
    maxAge: PREFLIGHT_SECONDS,
  });
}

/** Without /v1, for those who forget it. */
const BARE_PATHS: ReadonlySet<string> = new Set([
  ...['/api/me', '/models', '/usage'],
  ...ENDPOINTS.flatMap(({ path }) => [path, DRY_RUN_PATH + path]),
]);

/** A preflight for a route of students. Below /v1, the router answers for paths that are not served. */
function isPreflight({ headers, url }: FastifyRequest): boolean {
  const isPreflightRequest = headers.origin !== undefined && headers['access-control-request-method'] !== undefined;
  const [path = ''] = url.split('?', 1);
  return isPreflightRequest && (BARE_PATHS.has(path) || /^\/(?:v1|models|usage)\//.test(path));
}
