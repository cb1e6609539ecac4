import { timingSafeEqual } from 'node:crypto';
import { hashSecret, newSecret } from '../access/api-tokens.ts';
import type { Change } from '../store/change.ts';
import { ConflictError } from '../store/errors.ts';
import type { JournalStore } from '../store/journal-store.ts';
import { type Actor, changeBy, SYSTEM } from './actor.ts';
import { AdminError, type AdminProblem } from './admin-error.ts';

const ROTATION_CODES = ['owner_token_is_set', 'owner_token_changed'] as const;

/** Why the owner token was not replaced. */
export type RotationProblem = Extract<AdminProblem, { readonly code: (typeof ROTATION_CODES)[number] }>;

export function isRotationProblem(problem: AdminProblem): problem is RotationProblem {
  return ROTATION_CODES.some((code) => code === problem.code);
}

/** No SHA-256 is of this form, so no token matches it. */
const NO_HASH = '';

/**
 * Compares in constant time, and hashes rather than secrets: neither the length nor the first wrong character shows.
 * @param ownerTokenHash SHA-256, hex
 */
export function isOwnerToken(secret: string, ownerTokenHash: string): boolean {
  const expected = Buffer.from(ownerTokenHash, 'hex');
  const actual = Buffer.from(hashSecret(secret), 'hex');
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

/**
 * The owner token that is valid now: the one that is set (JIGAP_OWNER_TOKEN), or the one that was made at the first
 * start or by the last rotation. Only its hash is known.
 */
export class OwnerToken {
  readonly #journal: JournalStore;
  readonly #setHash: string | null;
  readonly #now: () => number;
  #hash: string;

  /** @param setHash SHA-256, hex; null: it is not set @param now ms UTC */
  constructor(journal: JournalStore, setHash: string | null, now: () => number) {
    this.#journal = journal;
    this.#setHash = setHash;
    this.#now = now;
    this.#hash = setHash ?? NO_HASH;
  }

  /** SHA-256 (hex) of the token that is valid now; matches no token until there is one. Bound, to be passed on. */
  readonly hash = (): string => this.#hash;

  /** Loads the stored token. Bound, to be passed on. @returns whether there is one */
  readonly load = async (): Promise<boolean> => {
    this.#hash = this.#setHash ?? (await this.#journal.ownerTokenHash()) ?? NO_HASH;
    return this.#hash !== NO_HASH;
  };

  /** Makes one where there is none. @returns the token when it was made now, the only time it is known; or null */
  async ensure(): Promise<string | null> {
    if (await this.load()) return null;
    const token = newSecret('jgo_');
    const hash = hashSecret(token);
    this.#hash = await this.#journal.setOwnerTokenHash(hash, changeBy(SYSTEM, this.#now()));
    // Another replica may have made one meanwhile.
    return this.#hash === hash ? token : null;
  }

  /**
   * Replaces it at once, and ends the owner's sessions on every page. Bound, to be passed on.
   * @returns the new token: the only time it is known
   * @throws AdminError a RotationProblem: it is set from outside, or another rotation came first
   */
  readonly rotate = async (actor: Actor): Promise<string> => {
    if (this.#setHash !== null) throw new AdminError({ code: 'owner_token_is_set' });
    const token = newSecret('jgo_');
    const hash = hashSecret(token);
    await this.#replace(hash, changeBy(actor, this.#now()));
    this.#hash = hash;
    return token;
  };

  async #replace(hash: string, change: Change): Promise<void> {
    try {
      await this.#journal.replaceOwnerTokenHash(this.#hash, hash, change);
    } catch (error) {
      throw error instanceof ConflictError ? new AdminError({ code: 'owner_token_changed' }) : error;
    }
  }
}
