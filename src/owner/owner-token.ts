import { hashSecret, newSecret } from '../access/api-tokens.ts';
import type { JournalStore } from '../store/store.ts';

export interface OwnerToken {
  /** SHA-256, hex. */
  readonly hash: string;
  /** The token itself when it was made just now: the only time that it is known. */
  readonly madeNow: string | null;
}

/** The owner's token: the one that is set, the one that was made at the first start, or a new one. */
export async function ensureOwnerToken(
  journal: JournalStore,
  setHash: string | null,
  now: number,
): Promise<OwnerToken> {
  if (setHash !== null) return { hash: setHash, madeNow: null };
  const known = await journal.ownerTokenHash();
  if (known !== null) return { hash: known, madeNow: null };
  const token = newSecret('jgo_');
  const hash = hashSecret(token);
  await journal.setOwnerTokenHash(hash, { actor: 'system', now });
  return { hash, madeNow: token };
}
