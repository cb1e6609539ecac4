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
      throw new ApiError(429, 'too_many_requests', {
        en: `Too many wrong owner tokens from this address: wait ${wait} s.`,
        ko: `이 인터넷 주소(IP)에서 잘못된 운영자 토큰을 너무 많이 보냈습니다. ${wait}초 뒤에 다시 시도하세요.`,
      });
    }
    throw secret === null ? TOKEN_MISSING : TOKEN_WRONG;
  });
}

const TOKEN_MISSING = new ApiError(401, 'invalid_owner_token', {
  en: 'The owner token is missing. Send it as "Authorization: Bearer jgo_...".',
  ko: '운영자 토큰이 없습니다. "Authorization: Bearer jgo_..." 헤더로 보내세요.',
});
const TOKEN_WRONG = new ApiError(401, 'invalid_owner_token', {
  en: 'This is not the owner token. Send it as "Authorization: Bearer jgo_...".',
  ko: '운영자 토큰이 아닙니다. "Authorization: Bearer jgo_..." 헤더로 보내세요.',
});

/** Who acts, as the request was authenticated. */
export function actorOf(request: Pick<FastifyRequest, 'getDecorator'>): Actor {
  return request.getDecorator<Actor>(ACTOR);
}
