import type { Resolution, Timing } from '../ledger/holds.ts';
import { NotFoundError } from '../store/errors.ts';
import type { LedgerStore } from '../store/ledger-store.ts';

const RETRY_MS = 1000;

/**
 * Writes every resolution to the disk. When the disk fails, the hold stays (the wallet is safe) and the resolution is
 * tried again until it is written or the process ends; the next start then resolves the hold at its full amount.
 */
export class Settlements {
  readonly #ledger: LedgerStore;
  readonly #onFailure: (holdId: number, error: unknown) => void;
  #expected = 0;
  #open = 0;
  #stopping = false;
  #onIdle: () => void = () => {};

  /** @param onFailure called after each failed try */
  constructor(ledger: LedgerStore, onFailure: (holdId: number, error: unknown) => void) {
    this.#ledger = ledger;
    this.#onFailure = onFailure;
  }

  /** A hold was placed, and settle() will be called for it. */
  expect(): void {
    this.#expected++;
  }

  /** Queued in the same turn of the event loop: every read of the ledger after this call sees it. */
  settle(holdId: number, resolution: Resolution, timing: Timing): void {
    this.#expected--;
    this.#open++;
    this.#write(holdId, resolution, timing);
  }

  /** Holds that are open, or whose resolution is not on the disk yet. */
  get pending(): number {
    return this.#expected + this.#open;
  }

  /** Before the store is closed: waits for queued writes, without trying failed ones again. */
  async stop(): Promise<void> {
    this.#stopping = true;
    if (this.#open === 0) return;
    await new Promise<void>((resolve) => {
      this.#onIdle = resolve;
    });
  }

  #write(holdId: number, resolution: Resolution, timing: Timing): void {
    this.#ledger.resolveHold(holdId, resolution, timing).then(this.#finish, (error: unknown) => {
      this.#onFailure(holdId, error);
      // NotFoundError: the hold is resolved already.
      if (error instanceof NotFoundError || this.#stopping) this.#finish();
      else setTimeout(() => this.#write(holdId, resolution, timing), RETRY_MS);
    });
  }

  readonly #finish = (): void => {
    this.#open--;
    if (this.#open === 0) this.#onIdle();
  };
}
