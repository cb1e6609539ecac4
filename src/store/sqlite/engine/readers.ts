import type { JobKind, QueryOf, ResultOf } from './reader-jobs.ts';
import { ReaderThread } from './reader-thread.ts';

/** A million records are read in seconds. */
const MAX_MS = 120_000;
/** A page that takes longer has failed for its reader. */
const MAX_PAGE_MS = 10_000;
/** Who looks at one page will look at another; an idle thread costs some megabytes. */
const IDLE_MS = 60_000;

/** Take seconds; everything else is for a page. */
const SLOW: readonly JobKind[] = ['check', 'served-usage'];

/** Reads over many rows, off the event loop: what pages show in one thread, what takes seconds in another. */
export class Readers {
  readonly #pages: ReaderThread;
  readonly #slow: ReaderThread;

  /** @param path of a database that this process has open already */
  constructor(path: string) {
    this.#pages = new ReaderThread(path, { idleMs: IDLE_MS, maxMs: MAX_PAGE_MS });
    this.#slow = new ReaderThread(path, { idleMs: 0, maxMs: MAX_MS });
  }

  /** @throws StorageError when it cannot be read, takes too long, or the store is closed meanwhile */
  read<Kind extends JobKind>(kind: Kind, query: QueryOf<Kind>): Promise<ResultOf<Kind>> {
    return (SLOW.includes(kind) ? this.#slow : this.#pages).read(kind, query);
  }

  /** Somebody looks at pages: starting the thread takes longer than most reads. */
  expectPages(): void {
    this.#pages.wake();
  }

  /** Aborts what runs; what waits is rejected. */
  async close(): Promise<void> {
    await Promise.all([this.#pages.close(), this.#slow.close()]);
  }
}
