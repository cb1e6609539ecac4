import type { ApiToken } from '../access/api-tokens.ts';
import { AdminError } from './admin-error.ts';

/**
 * Who gets a first token has none that works now. A store asks inside the transaction: the same form, sent twice or from two
 * tabs, gives nobody two tokens. @param now ms UTC
 */
export function checkHasNoToken(studentId: number, tokens: readonly ApiToken[], now: number): void {
  if (tokens.some((token) => works(token, now))) throw new AdminError({ code: 'has_token', studentId });
}

function works({ revokedAt, expiresAt }: ApiToken, now: number): boolean {
  return (revokedAt === null || revokedAt > now) && (expiresAt === null || expiresAt > now);
}
