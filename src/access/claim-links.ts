import { crc32 } from 'node:zlib';
import { randomCharacters, SECRET_ALPHABET } from './random-secrets.ts';

/** A link by which one student gets an API token of their own, once. Its code is stored as SHA-256 only. */
export interface ClaimLink {
  readonly id: number;
  readonly studentId: number;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly claimedAt: number | null;
  readonly revokedAt: number | null;
  /** The API token that was issued by it. */
  readonly tokenId: number | null;
  /** null: it was not to be sent by e-mail. */
  readonly mail: ClaimMail | null;
}

/** How far the e-mail with a link has come. `interrupted`: the server stopped before it knew. */
export type ClaimMailState = 'waiting' | 'sent' | 'failed' | 'interrupted';

export interface ClaimMail {
  readonly state: ClaimMailState;
  readonly to: string;
  readonly at: number;
  readonly problem: MailProblem | null;
}

/** Why an e-mail was not taken. Never a text of the mail server, which may repeat what it was sent. */
export const MAIL_PROBLEMS = [
  'address_refused',
  'message_refused',
  'sign_in_refused',
  'unreachable',
  'no_encryption',
  'timed_out',
] as const;
export type MailProblem = (typeof MAIL_PROBLEMS)[number];

export type ClaimLinkState = 'open' | 'claimed' | 'expired' | 'revoked';

/** @param now ms UTC */
export function claimLinkState({ claimedAt, revokedAt, expiresAt }: ClaimLink, now: number): ClaimLinkState {
  if (claimedAt !== null) return 'claimed';
  if (revokedAt !== null) return 'revoked';
  return expiresAt <= now ? 'expired' : 'open';
}

/** 130 bits. */
const RANDOM_CHARACTERS = 26;
const CHECK_CHARACTERS = 2;
const GROUP = 4;
const WRITTEN = new RegExp(`^[${SECRET_ALPHABET}]{${RANDOM_CHARACTERS + CHECK_CHARACTERS}}$`);
/** Spaces, dashes and the codes themselves; anything longer is nothing that a person typed. */
const MAX_TYPED = 100;

/** The secret of a link, in 28 characters; nobody can guess it, and a typing mistake is noticed. */
export function newClaimCode(): string {
  const random = randomCharacters(RANDOM_CHARACTERS);
  return random + checksum(random);
}

/** As it is printed for typing: "7k2m-9qxp-...". */
export function formatClaimCode(code: string): string {
  return code.match(new RegExp(`.{1,${GROUP}}`, 'g'))?.join('-') ?? code;
}

/** Typed text or a part of a link -> the code; null for anything else, also for a typing mistake. */
export function parseClaimCode(typed: string): string | null {
  if (typed.length > MAX_TYPED) return null;
  const code = typed
    .replace(/[\s\p{Pd}]/gu, '')
    .toLowerCase()
    .replace(/o/g, '0')
    .replace(/[il]/g, '1');
  if (!WRITTEN.test(code)) return null;
  return checksum(code.slice(0, RANDOM_CHARACTERS)) === code.slice(RANDOM_CHARACTERS) ? code : null;
}

/** 10 bits: of a thousand typing mistakes, one is looked up in vain. */
function checksum(text: string): string {
  const sum = crc32(`claim ${text}`);
  return `${SECRET_ALPHABET[sum & 31]}${SECRET_ALPHABET[(sum >>> 5) & 31]}`;
}
