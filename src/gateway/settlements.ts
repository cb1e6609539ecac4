import type { Resolution, Timing } from '../ledger/holds.ts';
import { NotFoundError } from '../store/errors.ts';
import type { LedgerStore } from '../store/ledger-store.ts';

const RETRY_MS = 1000;

/**
 * Sees every resolution onto the disk. When the disk fails, the hold stays (the wallet is safe) and the resolution is
 * tried again until it is written or the process ends; the next start then resolves the hold at its full amount.
 */
export class Settlements {
  readonly #ledger: LedgerStore;
  readonly #onFailure: (holdId: number, error: unknown) => void;
  #expected = 0;
  #open = 0;
  #stopping = false;
  #whenNoneIsOpen: () => void = () => {};

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
    this.#open++;
    this.#write(holdId, resolution, timing);
  }

  /** Holds that are open, or whose resolution is not on the disk yet. */
  get waiting(): number {
    return this.#expected + this.#open;
  }

  /** Before the store is closed: waits for what is queued, and gives up what the disk keeps refusing. */
  async stop(): Promise<void> {
    this.#stopping = true;
    if (this.#open === 0) return;
    await new Promise<void>((resolve) => {
      this.#whenNoneIsOpen = resolve;
    });
  }

  #write(holdId: number, resolution: Resolution, timing: Timing): void {
    this.#ledger.resolveHold(holdId, resolution, timing).then(this.#over, (error: unknown) => {
      this.#onFailure(holdId, error);
      // Not open any more: it was resolved, and once is enough.
      if (error instanceof NotFoundError || this.#stopping) this.#over();
      else setTimeout(() => this.#write(holdId, resolution, timing), RETRY_MS);
    });
  }

  readonly #over = (): void => {
    this.#open--;
    if (this.#open === 0) this.#whenNoneIsOpen();
  };
}
