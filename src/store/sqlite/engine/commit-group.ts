import type { Statement } from 'better-sqlite3';
import { ChangedElsewhereError, StorageError } from '../../errors.ts';
import type { SqlWork } from '../../sql/sql-work.ts';
import type { Transactions } from '../../sql/transactions.ts';
import { asStorageError, type Sqlite } from './database.ts';
import { runWork } from './run-work.ts';

interface Job {
  /** A caller relies on it: the job fails if its data is not safely on disk. */
  readonly mustSurvive: boolean;
  readonly work: () => unknown;
  readonly done: (result: unknown) => void;
  readonly failed: (error: unknown) => void;
}

type JobResult = { readonly value: unknown } | { readonly error: unknown };

const SOON_MS = 5;
/** The longest that a group gathers while every turn of the event loop brings more to it. */
const GATHER_MS = 3;

/**
 * Group commit: everything that arrives in one turn of the event loop shares one transaction and one fsync, each job
 * checked in order inside it. A promise resolves only after the commit. A job that throws does not fail its neighbours: the
 * group is rolled back and runs again, each job behind a savepoint; and in a transaction of its own where that fails, too.
 */
export class CommitGroup implements Transactions {
  readonly #begin: Statement;
  readonly #commit: Statement;
  readonly #rollback: Statement;
  readonly #savepoint: Statement;
  readonly #rollbackTo: Statement;
  readonly #release: Statement;
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
    this.#savepoint = sqlite.prepare('SAVEPOINT job');
    this.#rollbackTo = sqlite.prepare('ROLLBACK TO job');
    this.#release = sqlite.prepare('RELEASE job');
  }

  /** Runs work in the next transaction. It may run again, so it must keep nothing outside the database. */
  write<Result>(work: () => SqlWork<Result>): Promise<Result> {
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
  writeSoon<Result>(work: () => SqlWork<Result>): Promise<Result> {
    if (!this.#isDue && this.#timer === undefined) this.#timer = setTimeout(() => this.flush(), SOON_MS);
    return this.#enqueue(work, false);
  }

  /** Reads what is committed, with everything that was queued before. */
  async read<Result>(work: () => SqlWork<Result>): Promise<Result> {
    this.flush();
    try {
      return runWork(this.#sqlite, work());
    } catch (error) {
      throw asStorageError(error);
    }
  }

  /** There is one writer, and a read is done before another work begins: caches are exact. */
  readCached<Result>(work: () => SqlWork<Result>): Promise<Result> {
    return this.read(work);
  }

  #enqueue<Result>(work: () => SqlWork<Result>, mustSurvive: boolean): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      this.#waiting.push({
        work: () => runWork(this.#sqlite, work()),
        mustSurvive,
        done: (result) => resolve(result as Result),
        failed: reject,
      });
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
      else this.#runEach(jobs);
    }
  }

  /** With one fsync: a transaction for each of 2,000 jobs would stop all calls for seconds. */
  #runEach(jobs: readonly Job[]): void {
    let results: readonly JobResult[];
    try {
      results = this.#inTransaction(() => jobs.map((job) => this.#behindSavepoint(job)));
    } catch {
      for (const job of jobs) this.#runAlone(job);
      return;
    }
    const done = jobs.filter((job, index) => {
      const result = results[index];
      if (result !== undefined && 'error' in result) job.failed(asStorageError(result.error));
      return result !== undefined && 'value' in result;
    });
    this.#finish(
      done,
      results.flatMap((result) => ('value' in result ? [result.value] : [])),
    );
  }

  /** What a job left to be written is written with it, and is lost with it. @throws when the whole transaction is lost */
  #behindSavepoint({ work }: Job): JobResult {
    this.#savepoint.run();
    try {
      const value = work();
      this.#beforeCommit();
      this.#release.run();
      return { value };
    } catch (error) {
      if (!this.#sqlite.inTransaction) throw error;
      this.#rollbackTo.run();
      this.#release.run();
      this.#onRollback();
      return { error };
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
