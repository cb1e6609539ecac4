import { type SqlWork, write } from '../sql-work.ts';

const RESOLUTION_MS = 60_000;

/** Writes when an API token was used last, at most once a minute. */
export class TokenUses {
  readonly #notedAt = new Map<number, number>();

  *note(tokenId: number, now: number): SqlWork<void> {
    const last = this.#notedAt.get(tokenId);
    if (last !== undefined && Math.abs(now - last) < RESOLUTION_MS) return;
    yield* write('UPDATE api_tokens SET last_used_at = ? WHERE id = ?', now, tokenId);
    this.#notedAt.set(tokenId, now);
  }

  /** After a rollback: what was noted in it was not written. */
  discard(): void {
    this.#notedAt.clear();
  }
}
