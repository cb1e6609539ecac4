import { isOwnerToken } from '../admin/owner-token.ts';
import { bearerSecret } from '../api/bearer-secret.ts';

/** Whether an Authorization header holds a token with one of these hashes. @param hashes as they are now */
export function metricsAccess(hashes: () => readonly string[]): (authorization: string | undefined) => boolean {
  return (authorization) => {
    const secret = bearerSecret(authorization);
    return secret !== null && hashes().some((hash) => isOwnerToken(secret, hash));
  };
}
