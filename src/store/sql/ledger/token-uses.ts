import type { CallWrites } from './call-writes.ts';

const RESOLUTION_MS = 60_000;

/** Writes when an API token was used last, at most once a minute. */
export class TokenUses {
  readonly #writes: CallWrites;
  readonly #notedAt = new Map<number, number>();
  /** Those that were noted since the last `startTransaction`. */
  readonly #unsaved = new Set<number>();

  constructor(writes: CallWrites) {
    this.#writes = writes;
  }

  note(tokenId: number, now: number): void {
    const last = this.#notedAt.get(tokenId);
    if (last !== undefined && Math.abs(now - last) < RESOLUTION_MS) return;
    this.#writes.noteTokenUse(tokenId, now);
    this.#notedAt.set(tokenId, now);
    this.#unsaved.add(tokenId);
  }

  /** What was noted before is written. */
  startTransaction(): void {
    this.#unsaved.clear();
  }

  /** After a rollback: what was noted in it was not written. */
  discard(): void {
    for (const tokenId of this.#unsaved) this.#notedAt.delete(tokenId);
    this.#unsaved.clear();
  }
}
