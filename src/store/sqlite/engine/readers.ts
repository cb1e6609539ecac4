import type { CheckReport } from '../../check-report.ts';
import type { ServedUsage } from '../../served-usage.ts';
import type { OutcomeCounts } from '../../usage-record.ts';
import type { CheckOptions } from '../integrity/integrity-check.ts';
import type { AnswerOf, AskedOf } from './reader-jobs.ts';
import { ReadingThread } from './reader-thread.ts';

/** A million records are read in seconds. */
const MAX_MS = 120_000;
/** Nobody waits longer for a page. */
const MAX_PAGE_MS = 10_000;
/** Who looks at one page will look at another; a thread at rest costs some megabytes. */
const IDLE_MS = 60_000;

type PageKind = 'outcomes' | 'usage' | 'records' | 'students' | 'spent';

/** Reads over many rows, off the event loop: what pages show in one thread, what takes seconds in another. */
export class Readings {
  readonly #pages: ReadingThread;
  readonly #slow: ReadingThread;

  /** @param path of a database that this process has open already */
  constructor(path: string) {
    this.#pages = new ReadingThread(path, { idleMs: IDLE_MS, longestMs: MAX_PAGE_MS });
    this.#slow = new ReadingThread(path, { idleMs: 0, longestMs: MAX_MS });
  }

  /** @throws StorageError when it cannot be read, takes too long, or the store is closed meanwhile */
  check(options: CheckOptions): Promise<CheckReport> {
    return this.#slow.ask('check', options);
  }

  /** @param from and to ms UTC, half-open @throws StorageError as check does */
  servedUsage(from: number, to: number): Promise<ServedUsage[]> {
    return this.#slow.ask('served-usage', { from, to });
  }

  /** @param from and to ms UTC, half-open @throws StorageError as check does */
  async outcomesOf(from: number, to: number): Promise<OutcomeCounts> {
    return (await this.#pages.ask('outcomes', { from, to })) ?? {};
  }

  /** What a page is made of. @throws StorageError as check does */
  forPage<Kind extends PageKind>(kind: Kind, asked: AskedOf<Kind>): Promise<AnswerOf<Kind>> {
    return this.#pages.ask(kind, asked);
  }

  /** Somebody looks at pages: starting the thread takes longer than most of what it is asked. */
  expectPages(): void {
    this.#pages.wake();
  }

  /** Breaks off what runs; what waits is refused. */
  async close(): Promise<void> {
    await Promise.all([this.#pages.close(), this.#slow.close()]);
  }
}
