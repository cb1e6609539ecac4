import type { JobKind, QueryOf, Readers, ResultOf } from '../../sql/readers.ts';
import type { Transactions } from '../../sql/transactions.ts';
import type { Sqlite } from './database.ts';
import { runJob } from './reader-jobs.ts';
import { ReaderThread } from './reader-thread.ts';
import { hasManyRecords, READS_MANY_ROWS } from './row-counts.ts';
import { runWork } from './run-work.ts';

/** A million records are read in seconds. */
const MAX_MS = 120_000;
/** A page that takes longer has failed for its reader. */
const MAX_PAGE_MS = 10_000;
/** Who looks at one page will look at another; an idle thread costs some megabytes. */
const IDLE_MS = 60_000;

/** Take seconds; everything else is for a page. */
const SLOW: readonly JobKind[] = ['check', 'served-usage'];

/**
 * Few rows are read at once: a thread costs more than a check of a small ledger. Many are read off the event loop, what pages
 * show in one thread, what takes seconds in another.
 */
export class SqliteReaders implements Readers {
  readonly #sqlite: Sqlite;
  readonly #group: Transactions;
  readonly #pages: ReaderThread;
  readonly #slow: ReaderThread;

  /** @param path of the database, which this process has open already */
  constructor(sqlite: Sqlite, group: Transactions, path: string) {
    this.#sqlite = sqlite;
    this.#group = group;
    this.#pages = new ReaderThread(path, { idleMs: IDLE_MS, maxMs: MAX_PAGE_MS });
    this.#slow = new ReaderThread(path, { idleMs: 0, maxMs: MAX_MS });
  }

  async read<Kind extends JobKind>(kind: Kind, query: QueryOf<Kind>): Promise<ResultOf<Kind>> {
    const thread = SLOW.includes(kind) ? this.#slow : this.#pages;
    // A thread says it as well, once the store is closed.
    if (!this.#sqlite.open || (await this.#group.read(() => READS_MANY_ROWS[kind](query)))) {
      return thread.read(kind, query);
    }
    return runJob(this.#sqlite, kind, query);
  }

  expectPages(): void {
    if (runWork(this.#sqlite, hasManyRecords())) this.#pages.wake();
  }

  /** Aborts what runs; what waits is rejected. */
  async close(): Promise<void> {
    await Promise.all([this.#pages.close(), this.#slow.close()]);
  }
}
