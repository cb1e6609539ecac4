import type { FastifyInstance } from 'fastify';
import { auditRoutes } from './audit.ts';
import { bearerSecret, isOwnerToken } from './authenticate.ts';
import { budgetRoutes } from './budgets.ts';
import { checkRoutes } from './check.ts';
import { classRoutes } from './classes.ts';
import type { OwnerApp, OwnerDeps } from './deps.ts';
import { incidentRoutes } from './incidents.ts';
import { liveRoutes } from './live.ts';
import { openApi } from './openapi.ts';
import { OwnerError, sendError, sendUnknownPath } from './owner-error.ts';
import { ownerTokenRoutes } from './owner-token-rotation.ts';
import { pseudonymRoutes } from './pseudonyms.ts';
import { reconciliationRoutes } from './reconciliation.ts';
import { recordRoutes } from './records.ts';
import { refusalRoutes } from './refusals.ts';
import { studentRoutes } from './students.ts';
import { tokenRoutes } from './tokens.ts';
import { usageRoutes } from './usage.ts';

/**
 * The owner's JSON API, to be registered under /api. It counts on a validator that neither coerces nor drops
 * anything (removeAdditional: false, coerceTypes: false).
 */
export async function ownerApi(app: FastifyInstance, deps: OwnerDeps): Promise<void> {
  const api: OwnerApp = app.withTypeProvider();
  // The answer schemas are documentation: what a handler returns is sent as it is, and tests compare the two.
  api.setSerializerCompiler(() => (answer) => JSON.stringify(answer));
  api.setErrorHandler(sendError);
  await openApi(api);
  await api.register(async (owners: OwnerApp) => ownerRoutes(owners, deps));
}

/** Everything here is behind the owner token, unknown paths too. */
function ownerRoutes(app: OwnerApp, deps: OwnerDeps): void {
  requireOwnerToken(app, deps);
  acceptOnlyJson(app);
  app.setNotFoundHandler(sendUnknownPath);
  classRoutes(app, deps);
  studentRoutes(app, deps);
  pseudonymRoutes(app, deps);
  tokenRoutes(app, deps);
  budgetRoutes(app, deps);
  usageRoutes(app, deps);
  recordRoutes(app, deps);
  refusalRoutes(app, deps);
  liveRoutes(app, deps);
  incidentRoutes(app, deps);
  auditRoutes(app, deps);
  checkRoutes(app, deps);
  reconciliationRoutes(app, deps);
  ownerTokenRoutes(app, deps);
}

function requireOwnerToken(app: OwnerApp, deps: OwnerDeps): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.header('cache-control', 'no-store');
    const secret = bearerSecret(request.headers.authorization);
    if (secret !== null && isOwnerToken(secret, deps.ownerTokenHash())) return;
    const wait = await deps.countWrongToken(request);
    if (wait !== null) {
      reply.header('retry-after', String(wait));
      throw new OwnerError(429, 'too_many_requests', `Too many wrong owner tokens from this address: wait ${wait} s.`);
    }
    const fault = secret === null ? 'The owner token is missing.' : 'This is not the owner token.';
    throw new OwnerError(401, 'invalid_owner_token', `${fault} Send it as "Authorization: Bearer jgo_...".`);
  });
}

/** Bodies are JSON or nothing; nothing counts as an empty object, so that what is optional can be left out. */
function acceptOnlyJson(app: OwnerApp): void {
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else void parseJson(request, String(body), done);
  });
  app.addHook('preValidation', async (request) => {
    request.body ??= {};
  });
}
