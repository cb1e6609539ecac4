import { randomBytes } from 'node:crypto';

/** Base 32 without letters that look like digits, for secrets that people copy or type. */
export const SECRET_ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** @returns that many characters of SECRET_ALPHABET, 5 random bits each */
export function randomCharacters(count: number): string {
  // 256 is a multiple of 32: no character is likelier than another.
  return Array.from(randomBytes(count), (byte) => SECRET_ALPHABET[byte % 32]).join('');
}

const URL_SECRET_BYTES = 32;
const URL_SECRET = /^[\w-]{43}$/;

/** 256 random bits for a cookie or a link that nobody types. */
export function newUrlSecret(): string {
  return randomBytes(URL_SECRET_BYTES).toString('base64url');
}

export function isUrlSecret(text: string): boolean {
  return URL_SECRET.test(text);
}
