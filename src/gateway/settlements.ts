import type { Resolution, Timing } from '../ledger/holds.ts';
import { type LedgerStore, NotFoundError } from '../store/store.ts';

const RETRY_MS = 1000;

/**
 * Sees every resolution onto the disk. When the disk fails, the hold stays (the wallet is safe) and the resolution is
 * tried again until it is written or the process ends; the next start then resolves the hold at its full amount.
 */
export class Settlements {
  readonly #ledger: LedgerStore;
  readonly #onFailure: (holdId: number, error: unknown) => void;
  readonly #open = new Set<Promise<void>>();
  #expected = 0;
  #stopping = false;

  /** @param onFailure hears of each try that failed */
  constructor(ledger: LedgerStore, onFailure: (holdId: number, error: unknown) => void) {
    this.#ledger = ledger;
    this.#onFailure = onFailure;
  }

  /** A hold was placed, and settle() will be called for it. */
  expect(): void {
    this.#expected++;
  }

  /** Queued at once, in the same turn: a reader of the ledger who comes after this call sees it. */
  settle(holdId: number, resolution: Resolution, timing: Timing): void {
    this.#expected--;
    const settled = this.#untilWritten(holdId, resolution, timing).finally(() => this.#open.delete(settled));
    this.#open.add(settled);
  }

  /** Holds that are open, or whose resolution is not on the disk yet. */
  get waiting(): number {
    return this.#expected + this.#open.size;
  }

  /** Before the store is closed: waits for what is queued, and gives up what the disk keeps refusing. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all(this.#open);
  }

  async #untilWritten(holdId: number, resolution: Resolution, timing: Timing): Promise<void> {
    for (;;) {
      try {
        await this.#ledger.resolveHold(holdId, resolution, timing);
        return;
      } catch (error) {
        this.#onFailure(holdId, error);
        // Not open any more: it was resolved, and once is enough.
        if (error instanceof NotFoundError || this.#stopping) return;
      }
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}
