import { hashSecret, newSecret } from '../access/api-tokens.ts';
import type { Change } from '../store/change.ts';
import type { JournalStore } from '../store/journal-store.ts';
import { OwnerError } from './owner-error.ts';

/** No SHA-256 is of this form. */
const NOBODYS_HASH = '';

/**
 * The owner token that is in force: the one that is set (JIGAP_OWNER_TOKEN), or the one that was made at the first start
 * or by the last rotation. Only its hash is known.
 */
export class OwnerToken {
  readonly #journal: JournalStore;
  readonly #setHash: string | null;
  #hash: string;

  /** @param setHash SHA-256, hex; null: it is not set */
  constructor(journal: JournalStore, setHash: string | null) {
    this.#journal = journal;
    this.#setHash = setHash;
    this.#hash = setHash ?? NOBODYS_HASH;
  }

  /** SHA-256 (hex) of the token that counts now. Until there is one, nobody's. Bound, so that it can be handed over. */
  readonly hash = (): string => this.#hash;

  /** Takes up the token that is kept. Returns whether there is one that counts. */
  async takeUp(): Promise<boolean> {
    this.#hash = this.#setHash ?? (await this.#journal.ownerTokenHash()) ?? NOBODYS_HASH;
    return this.#hash !== NOBODYS_HASH;
  }

  /** Makes one where there is none. Returns the token itself when it was made just now: the only time it is known. */
  async ensure(now: number): Promise<string | null> {
    if (await this.takeUp()) return null;
    const token = newSecret('jgo_');
    const hash = hashSecret(token);
    await this.#journal.setOwnerTokenHash(hash, { actor: 'system', now });
    this.#hash = hash;
    return token;
  }

  /**
   * Puts a new one in force at once, and signs the owner out of the pages everywhere. Returns the new token: the only
   * time it is known. Bound, so that it can be handed over.
   * @throws OwnerError 409 when it is set from outside, ConflictError when another rotation came first
   */
  readonly rotate = async (change: Change): Promise<string> => {
    if (this.#setHash !== null) throw IS_SET;
    const token = newSecret('jgo_');
    const hash = hashSecret(token);
    await this.#journal.replaceOwnerTokenHash(this.#hash, hash, change);
    this.#hash = hash;
    return token;
  };
}

const IS_SET = new OwnerError(
  409,
  'owner_token_is_set',
  'JIGAP_OWNER_TOKEN is set on the server, and that one counts. Change the setting and start the server again.',
);
