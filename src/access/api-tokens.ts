import { hash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { randomCharacters, SECRET_ALPHABET } from './random-secrets.ts';

/**
 * The secrets that jigap issues: `jgp_` for students (API tokens), `jgo_` for the owner. Both are 160 random bits and a
 * checksum, in base 32 without look-alikes, so that a scanner can tell them from anything else and a typing mistake
 * is refused without a look-up.
 */
export type SecretPrefix = 'jgp_' | 'jgo_';

const RANDOM_CHARACTERS = 32;
const CHECK_CHARACTERS = 6;
/** Enough to recognise a token in a list, far too little to use it. */
const SHOWN_CHARACTERS = 9;

export interface ApiToken {
  readonly id: number;
  readonly studentId: number;
  readonly prefix: string;
  readonly label: string | null;
  readonly createdAt: number;
  readonly expiresAt: number | null;
  readonly revokedAt: number | null;
  readonly lastUsedAt: number | null;
}

export function newSecret(prefix: SecretPrefix): string {
  const random = randomCharacters(RANDOM_CHARACTERS);
  return `${prefix}${random}${checksum(prefix + random)}`;
}

export function isWellFormed(secret: string, prefix: SecretPrefix): boolean {
  if (!secret.startsWith(prefix)) return false;
  if (secret.length !== prefix.length + RANDOM_CHARACTERS + CHECK_CHARACTERS) return false;
  return checksum(secret.slice(0, -CHECK_CHARACTERS)) === secret.slice(-CHECK_CHARACTERS);
}

/** SHA-256 of a secret, hex: stored in its place. 160 random bits need no salt and no slow hash. */
export function hashSecret(secret: string): string {
  return hash('sha256', secret, 'hex');
}

/** The part of a secret that lists show: "jgp_7k2m9". */
export function displayPrefix(secret: string): string {
  return secret.slice(0, SHOWN_CHARACTERS);
}

function checksum(text: string): string {
  let rest = crc32(text);
  let characters = '';
  for (let i = 0; i < CHECK_CHARACTERS; i++) {
    characters += SECRET_ALPHABET[rest & 31];
    rest >>>= 5;
  }
  return characters;
}
