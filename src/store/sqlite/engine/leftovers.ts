import { statSync } from 'node:fs';
import type { Settings } from '../../sql/journal/settings.ts';
import type { Leftovers } from '../../sql/leftovers.ts';
import type { SqlWork } from '../../sql/sql-work.ts';
import type { CommitGroup } from './commit-group.ts';
import type { OpenDatabase, Sqlite } from './database.ts';
import { runWork } from './run-work.ts';

const DUE = 'leftovers_due';
/** VACUUM takes about 20 ms a MB on a busy machine, and every call waits for it. */
const MAX_CLEANED_BYTES = 8 * 1024 * 1024;

/**
 * What deleted and changed rows leave in the file. SQLite keeps their bytes in free pages and in the unused parts of others.
 * `secure_delete` overwrites most of them, and not those that a page kept when its rows were spread over others: measured, some
 * in each 3,000 changed rows. VACUUM writes every page anew, and the log is cut after it.
 */
export class SqliteLeftovers implements Leftovers {
  readonly #sqlite: Sqlite;
  readonly #group: Pick<CommitGroup, 'flush'>;
  readonly #settings: Settings;
  readonly #file: Pick<OpenDatabase, 'path' | 'mayShrinkTo'>;

  constructor(
    sqlite: Sqlite,
    group: Pick<CommitGroup, 'flush'>,
    { settings, file }: { settings: Settings; file: Pick<OpenDatabase, 'path' | 'mayShrinkTo'> },
  ) {
    this.#sqlite = sqlite;
    this.#group = group;
    this.#settings = settings;
    this.#file = file;
  }

  /** Rows that the work deletes or changes are overwritten at once; the rest is due. Inside a transaction. */
  *overwrite<Result>(work: SqlWork<Result>): SqlWork<Result> {
    const usual = this.#sqlite.pragma('secure_delete', { simple: true });
    this.#sqlite.pragma('secure_delete = ON');
    try {
      yield* this.#settings.set(DUE, 'yes');
      return yield* work;
    } finally {
      this.#sqlite.pragma(`secure_delete = ${usual === 2 ? 'FAST' : usual}`);
    }
  }

  /** @returns false: too large while calls run, so the next start does it */
  async clean(): Promise<boolean> {
    this.#group.flush();
    if (!this.#isDue()) return true;
    if (statSync(this.#file.path).size > MAX_CLEANED_BYTES) {
      this.#cutLog();
      return false;
    }
    return this.cleanNow();
  }

  /** However long it takes: before calls are served. @returns false: somebody reads the file, or the disk is too small */
  cleanNow(): boolean {
    if (!this.#isDue()) return true;
    try {
      this.#sqlite.exec('VACUUM');
    } catch {
      return false;
    }
    // Before anything looks at it: a file that is smaller than it was is else taken for one that was replaced.
    this.#file.mayShrinkTo(this.#number('page_count') * this.#number('page_size'));
    if (!this.#cutLog()) return false;
    runWork(this.#sqlite, this.#settings.remove(DUE));
    return true;
  }

  #isDue(): boolean {
    return runWork(this.#sqlite, this.#settings.get(DUE)) !== null;
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
