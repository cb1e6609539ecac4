import type { Statement } from 'better-sqlite3';
import { StorageError } from '../../errors.ts';
import { asStorageError, ChangedElsewhereError, type Sqlite } from './database.ts';

interface Job {
  /** A caller relies on it: the job fails if its data is not safely on disk. */
  readonly mustSurvive: boolean;
  readonly work: () => unknown;
  readonly done: (result: unknown) => void;
  readonly failed: (error: unknown) => void;
}

const SOON_MS = 5;
/** The longest that a group gathers while every turn of the event loop brings more to it. */
const GATHER_MS = 3;

/**
 * Group commit: everything that arrives in one turn of the event loop shares one transaction and one fsync, each job
 * checked in order inside it. A promise resolves only after the commit. A job that throws does not fail its neighbours: the
 * group is rolled back and each job gets a transaction of its own.
 */
export class CommitGroup {
  readonly #begin: Statement;
  readonly #commit: Statement;
  readonly #rollback: Statement;
  readonly #sqlite: Sqlite;
  readonly #onRollback: () => void;
  readonly #beforeCommit: () => void;
  readonly #isInPlace: () => boolean;
  #waiting: Job[] = [];
  #isDue = false;
  #dueSince = 0;
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param onRollback empties the caches of rows that were rolled back
   * @param beforeCommit writes what the jobs of a group left to be written once for all of them
   * @param isInPlace false: the file has lost its name, and nothing that is committed now is found at the next start
   */
  constructor(
    sqlite: Sqlite,
    onRollback: () => void,
    beforeCommit: () => void = () => {},
    isInPlace: () => boolean = () => true,
  ) {
    this.#sqlite = sqlite;
    this.#onRollback = onRollback;
    this.#beforeCommit = beforeCommit;
    this.#isInPlace = isInPlace;
    this.#begin = sqlite.prepare('BEGIN IMMEDIATE');
    this.#commit = sqlite.prepare('COMMIT');
    this.#rollback = sqlite.prepare('ROLLBACK');
  }

  /** Runs synchronous work in the next transaction. It may run twice, so it must keep nothing outside the database. */
  write<Result>(work: () => Result): Promise<Result> {
    if (!this.#isDue) {
      this.#isDue = true;
      this.#dueSince = performance.now();
      this.#gather(1);
    }
    return this.#enqueue(work, true);
  }

  /**
   * Like write, for work without a caller that waits: it travels with the next transaction that has one, or
   * with its own within a few milliseconds. Under load this halves the fsyncs. It is done even where the file has lost
   * its name: what has been spent belongs into the ledger that it was held in, and that may be put back.
   */
  writeSoon<Result>(work: () => Result): Promise<Result> {
    if (!this.#isDue && this.#timer === undefined) this.#timer = setTimeout(() => this.flush(), SOON_MS);
    return this.#enqueue(work, false);
  }

  /** Reads what is committed, with everything that was queued before. */
  async read<Result>(work: () => Result): Promise<Result> {
    this.flush();
    try {
      return work();
    } catch (error) {
      throw asStorageError(error);
    }
  }

  #enqueue<Result>(work: () => Result, mustSurvive: boolean): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      this.#waiting.push({ work, mustSurvive, done: (result) => resolve(result as Result), failed: reject });
    });
  }

  /** A single job is written at once; a burst is gathered as long as each turn brings more of it. */
  #gather(known: number): void {
    setImmediate(() => {
      const { length } = this.#waiting;
      const isGrowing = length > known && performance.now() - this.#dueSince < GATHER_MS;
      if (this.#isDue && isGrowing) this.#gather(length);
      else this.flush();
    });
  }

  flush(): void {
    this.#isDue = false;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const jobs = this.#takeWaiting();
    if (jobs.length === 0) return;
    try {
      const results = this.#inTransaction(() => jobs.map((job) => job.work()));
      this.#finish(jobs, results);
    } catch (error) {
      const [only] = jobs;
      // A single job has had its try, unless the row that it was checked against was out of date.
      if (jobs.length === 1 && !(error instanceof ChangedElsewhereError)) only?.failed(asStorageError(error));
      else for (const job of jobs) this.#runAlone(job);
    }
  }

  /** While the file has lost its name, nothing is written that must survive. */
  #takeWaiting(): Job[] {
    const jobs = this.#waiting;
    this.#waiting = [];
    if (this.#wouldSurvive(jobs)) return jobs;
    for (const job of jobs.filter(({ mustSurvive }) => mustSurvive)) job.failed(lostFile());
    return jobs.filter(({ mustSurvive }) => !mustSurvive);
  }

  /** After a commit: it counts only if the file is in its place now: a hold that is lost must not be reported as placed. */
  #finish(jobs: readonly Job[], results: readonly unknown[]): void {
    const survived = this.#wouldSurvive(jobs);
    jobs.forEach((job, index) => {
      if (survived || !job.mustSurvive) job.done(results[index]);
      else job.failed(lostFile());
    });
  }

  #wouldSurvive(jobs: readonly Job[]): boolean {
    return !jobs.some(({ mustSurvive }) => mustSurvive) || this.#isInPlace();
  }

  #runAlone(job: Job): void {
    try {
      this.#finish([job], [this.#inTransaction(job.work)]);
    } catch (error) {
      job.failed(asStorageError(error));
    }
  }

  #inTransaction<Result>(work: () => Result): Result {
    this.#begin.run();
    try {
      const result = work();
      this.#beforeCommit();
      this.#commit.run();
      return result;
    } catch (error) {
      // A full disk may have rolled back by itself already.
      if (this.#sqlite.inTransaction) this.#rollback.run();
      this.#onRollback();
      throw error;
    }
  }
}

function lostFile(): StorageError {
  return new StorageError(
    'the database file was deleted or replaced under this process: nothing written now would last',
  );
}
