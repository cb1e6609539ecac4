import type { FastifyReply, FastifyRequest } from 'fastify';
import { hashSecret } from '../../access/api-tokens.ts';
import { isUrlSecret } from '../../access/random-secrets.ts';
import { JOIN_REQUEST_LIFETIME_MS } from '../../admin/joining-rules.ts';
import { readCookie } from '../web/cookies.ts';
import { JOIN_PATH } from './paths.ts';

const NAME = 'jigap_join';
/** A request waits for the owner, then for its browser. */
const MAX_AGE_SECONDS = (2 * JOIN_REQUEST_LIFETIME_MS) / 1000;

/** What a browser that waits is known by: the store has the hash only. */
export function setJoinCookie(secret: string, request: FastifyRequest, reply: FastifyReply): void {
  const secure = request.protocol === 'https';
  void reply.setCookie(NAME, secret, {
    ...{ path: JOIN_PATH, sameSite: 'lax', secure, httpOnly: true },
    maxAge: MAX_AGE_SECONDS,
  });
}

export function clearJoinCookie(reply: FastifyReply): void {
  void reply.clearCookie(NAME, { path: JOIN_PATH });
}

/** SHA-256 (hex) of the cookie; null without one. */
export function joinSecretHash(request: FastifyRequest): string | null {
  const secret = readCookie(NAME, request);
  return secret !== undefined && isUrlSecret(secret) ? hashSecret(secret) : null;
}
