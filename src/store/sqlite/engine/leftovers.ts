import { statSync } from 'node:fs';
import type { OpenDatabase, Sqlite } from './database.ts';
import type { Settings } from './settings.ts';

const DUE = 'leftovers_due';
/** VACUUM takes about 20 ms a MB on a busy machine, and every call waits for it. */
const MAX_CLEANED_BYTES = 8 * 1024 * 1024;

/**
 * What deleted and changed rows leave in the file. SQLite keeps their bytes in free pages and in the unused parts of others.
 * `secure_delete` overwrites most of them, and not those that a page kept when its rows were spread over others: measured, some
 * in each 3,000 changed rows. VACUUM writes every page anew, and the log is cut after it.
 */
export class Leftovers {
  readonly #sqlite: Sqlite;
  readonly #settings: Settings;
  readonly #file: Pick<OpenDatabase, 'path' | 'mayShrinkTo'>;

  constructor(sqlite: Sqlite, settings: Settings, file: Pick<OpenDatabase, 'path' | 'mayShrinkTo'>) {
    this.#sqlite = sqlite;
    this.#settings = settings;
    this.#file = file;
  }

  /** Rows that the work deletes or changes are overwritten at once; the rest is due. Inside a transaction. */
  overwrite<Result>(work: () => Result): Result {
    const usual = this.#sqlite.pragma('secure_delete', { simple: true });
    this.#sqlite.pragma('secure_delete = ON');
    try {
      this.#settings.set(DUE, 'yes');
      return work();
    } finally {
      this.#sqlite.pragma(`secure_delete = ${usual === 2 ? 'FAST' : usual}`);
    }
  }

  /** Outside of a transaction. @returns false: too large while calls run, so the next start does it */
  clean(): boolean {
    if (this.#settings.get(DUE) === null) return true;
    if (statSync(this.#file.path).size > MAX_CLEANED_BYTES) {
      this.#cutLog();
      return false;
    }
    return this.cleanNow();
  }

  /** However long it takes: before calls are served. @returns false: somebody reads the file, or the disk is too small */
  cleanNow(): boolean {
    if (this.#settings.get(DUE) === null) return true;
    try {
      this.#sqlite.exec('VACUUM');
    } catch {
      return false;
    }
    // Before anything looks at it: a file that is smaller than it was is else taken for one that was replaced.
    this.#file.mayShrinkTo(this.#number('page_count') * this.#number('page_size'));
    if (!this.#cutLog()) return false;
    this.#settings.remove(DUE);
    return true;
  }

  #number(pragma: string): number {
    return Number(this.#sqlite.pragma(pragma, { simple: true }));
  }

  /** Folds the log into the file, without waiting for readers. */
  #cutLog(): boolean {
    const timeout = this.#sqlite.pragma('busy_timeout', { simple: true });
    this.#sqlite.pragma('busy_timeout = 0');
    try {
      const [row] = this.#sqlite.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[];
      return row?.busy === 0;
    } finally {
      this.#sqlite.pragma(`busy_timeout = ${timeout}`);
    }
  }
}
