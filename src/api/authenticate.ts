import type { FastifyRequest } from 'fastify';
import { type Actor, OWNER } from '../admin/actor.ts';
import { isOwnerToken } from '../admin/owner-token.ts';
import type { ApiApp, ApiDeps } from './api-deps.ts';
import { ApiError } from './api-error.ts';
import { bearerSecret } from './bearer-secret.ts';

const ACTOR = 'actor';

/** Every route that is registered after it requires the owner token, unknown paths too. */
export function requireOwnerToken(app: ApiApp, deps: ApiDeps): void {
  app.decorateRequest(ACTOR);
  app.addHook('onRequest', async (request, reply) => {
    reply.header('cache-control', 'no-store');
    const secret = bearerSecret(request.headers.authorization);
    if (secret !== null && isOwnerToken(secret, deps.ownerTokenHash())) {
      request.setDecorator<Actor>(ACTOR, OWNER);
      return;
    }
    const wait = await deps.countWrongToken(request);
    if (wait !== null) {
      reply.header('retry-after', String(wait));
      throw new ApiError(429, 'too_many_requests', `Too many wrong owner tokens from this address: wait ${wait} s.`);
    }
    const problem = secret === null ? 'The owner token is missing.' : 'This is not the owner token.';
    throw new ApiError(401, 'invalid_owner_token', `${problem} Send it as "Authorization: Bearer jgo_...".`);
  });
}

/** Who acts, as the request was authenticated. */
export function actorOf(request: Pick<FastifyRequest, 'getDecorator'>): Actor {
  return request.getDecorator<Actor>(ACTOR);
}
