import type { CallWrites } from './call-writes.ts';

const RESOLUTION_MS = 60_000;

/** Writes when an API token was used last, at most once a minute. */
export class TokenUses {
  readonly #writes: CallWrites;
  readonly #notedAt = new Map<number, number>();

  constructor(writes: CallWrites) {
    this.#writes = writes;
  }

  note(tokenId: number, now: number): void {
    const last = this.#notedAt.get(tokenId);
    if (last !== undefined && Math.abs(now - last) < RESOLUTION_MS) return;
    this.#writes.noteTokenUse(tokenId, now);
    this.#notedAt.set(tokenId, now);
  }

  /** After a rollback: what was noted in it was not written. */
  discard(): void {
    this.#notedAt.clear();
  }
}
