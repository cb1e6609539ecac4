import { timingSafeEqual } from 'node:crypto';
import { hashSecret } from '../access/api-tokens.ts';

/** The secret of an `Authorization: Bearer ...` header; null when there is none. */
export function bearerSecret(authorization: string | undefined): string | null {
  const match = /^bearer +(\S+) *$/i.exec(authorization ?? '');
  return match?.[1] ?? null;
}

/**
 * Compares in constant time, and hashes rather than secrets: neither the length nor the first wrong character shows.
 * @param ownerTokenHash SHA-256, hex
 */
export function isOwnerToken(secret: string, ownerTokenHash: string): boolean {
  const expected = Buffer.from(ownerTokenHash, 'hex');
  const actual = Buffer.from(hashSecret(secret), 'hex');
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}
