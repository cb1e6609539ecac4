import { setTimeout as wait } from 'node:timers/promises';
import { ChangedElsewhereError, StorageError } from '../../errors.ts';
import type { SqlCaches } from '../../sql/sql-stores.ts';
import type { SqlWork } from '../../sql/sql-work.ts';
import type { Needs, Transactions } from '../../sql/transactions.ts';
import { asStorageError, canBeDoneAgain, isConnectionLost } from '../engine/database-errors.ts';
import type { LedgerSession, Replica } from '../replicas/replica.ts';
import type { PostgresCallWrites } from './call-writes.ts';
import { LedgerTransaction } from './transaction.ts';

interface Job {
  readonly work: () => SqlWork<unknown>;
  readonly needs: Needs;
  readonly done: (result: unknown) => void;
  readonly failed: (error: unknown) => void;
  /** Somebody waits for it, who is told at once when the database cannot be reached. The others wait until it can. */
  readonly isAwaited: boolean;
}

interface Finished {
  readonly job: Job;
  readonly end: { readonly result: unknown } | { readonly error: unknown };
}

/** What is committed, or may be: nobody is told before it is known to be on disk. */
interface Commit {
  readonly slot: number;
  readonly group: number;
  readonly finished: readonly Finished[];
}

export interface LedgerGroupParts {
  readonly replica: Replica;
  readonly writes: PostgresCallWrites;
  readonly caches: () => SqlCaches;
  readonly newestId: () => number | null;
  /** Resolves when everything that was committed before is on disk, and at the standby. */
  readonly flush: () => Promise<void>;
  /** Reads of others, which are not of the ledger's transactions. */
  readonly read: <Result>(work: () => SqlWork<Result>) => Promise<Result>;
  /** Why this machine's clock must not place calls; null: it may. @param databaseNow ms UTC */
  readonly clockProblem: (databaseNow: number) => StorageError | null;
  readonly observe: (group: { readonly jobs: number; readonly lockMs: number }) => void;
}

const SOON_MS = 5;
const MAX_JOBS = 500;
/** At once, each by itself, and once more where transactions were in each other's way. */
const MAX_TRIES = 3;
const RETRY_MS = 200;
const CLOSE_MS = 5000;
const NOTHING: Needs = () => [];

/**
 * Group commit for all replicas: what arrives while a transaction is under way shares the next one. The lock of the ledger is
 * free after the COMMIT; promises resolve after the flush, which the next transactions do not wait for.
 */
export class LedgerGroup implements Transactions {
  readonly #parts: LedgerGroupParts;
  #waiting: Job[] = [];
  #unknown: Commit[] = [];
  #isRunning = false;
  #timer: NodeJS.Timeout | undefined;
  #group = 0;
  #revision = -1;
  #revisions = 0;
  #closed = false;
  #idle: (() => void)[] = [];
  /** Groups that wait for the flush. */
  #telling = 0;

  constructor(parts: LedgerGroupParts) {
    this.#parts = parts;
  }

  /** As the caches are. */
  get revision(): number {
    return this.#revision;
  }

  /** The transaction that runs changes what others have cached. */
  changed(): void {
    this.#revisions += 1;
  }

  /** The database was seen with this revision. @returns whether the caches were emptied */
  sawRevision(revision: number): boolean {
    // While a transaction runs, it looks by itself.
    if (this.#isRunning || revision <= this.#revision) return false;
    this.#revision = revision;
    this.#parts.caches().forget();
    return true;
  }

  write<Result>(work: () => SqlWork<Result>, needs: Needs = NOTHING): Promise<Result> {
    if (!this.#parts.replica.isConnected && this.#parts.replica.slot !== 0) return Promise.reject(unreachable());
    const written = this.#enqueue(work, needs, true);
    this.#wake();
    return written;
  }

  writeSoon<Result>(work: () => SqlWork<Result>, needs: Needs = NOTHING): Promise<Result> {
    const written = this.#enqueue(work, needs, false);
    this.#timer ??= setTimeout(() => this.#wake(), SOON_MS);
    return written;
  }

  async read<Result>(work: () => SqlWork<Result>): Promise<Result> {
    await this.settled();
    return this.#parts.read(work);
  }

  readCached<Result>(work: () => SqlWork<Result>): Promise<Result> {
    return this.write(work);
  }

  /** Resolves when what was queued before is committed. */
  settled(): Promise<void> {
    if (this.#waiting.length === 0 && !this.#isRunning) return Promise.resolve();
    this.#wake();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  async close(): Promise<void> {
    await Promise.race([this.#allTold(), wait(CLOSE_MS)]);
    this.#closed = true;
    this.#failWaiting(() => true, new StorageError('the database is closed'));
  }

  /** The connection is lost: who waits for the database is told now. */
  lost(): void {
    this.#failWaiting(({ isAwaited }) => isAwaited, unreachable());
  }

  #enqueue<Result>(work: () => SqlWork<Result>, needs: Needs, isAwaited: boolean): Promise<Result> {
    if (this.#closed) return Promise.reject(new StorageError('the database is closed'));
    return new Promise<Result>((resolve, reject) => {
      this.#waiting.push({
        ...{ work, needs, isAwaited },
        done: (result) => resolve(result as Result),
        failed: reject,
      });
    });
  }

  #wake(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#isRunning) return;
    this.#isRunning = true;
    // What comes in the same turn of the event loop is in the same transaction.
    setImmediate(() => void this.#runAll());
  }

  async #runAll(): Promise<void> {
    while (!this.#closed && (this.#unknown.length > 0 || this.#waiting.length > 0)) {
      try {
        const session = await this.#parts.replica.session();
        const [unknown] = this.#unknown;
        if (unknown !== undefined) await this.#findOut(session, unknown);
        else await this.#runGroup(session, this.#waiting.splice(0, MAX_JOBS));
      } catch (error) {
        this.#parts.replica.drop();
        const told = asStorageError(error);
        this.#failWaiting(({ isAwaited }) => isAwaited, told instanceof StorageError ? told : unreachable());
        await wait(RETRY_MS);
      }
    }
    this.#isRunning = false;
    for (const resolve of this.#idle.splice(0)) resolve();
  }

  /** All jobs at once, and each behind a savepoint where that fails. */
  async #runGroup(session: LedgerSession, jobs: readonly Job[]): Promise<void> {
    const commit = { slot: session.slot, group: this.#group + 1, finished: [] as readonly Finished[] };
    let isTogether = jobs.length > 1;
    for (let tries = 0; ; tries++) {
      const transaction = new LedgerTransaction(session, this.#parts.writes);
      try {
        const startedAt = performance.now();
        const able = await this.#begin(transaction, jobs);
        commit.finished = isTogether
          ? await this.#runTogether(transaction, able)
          : await this.#runEach(transaction, able);
        this.#parts.caches().save();
        const revisions = this.#revisions;
        await transaction.commit({ group: commit.group, newestId: this.#parts.newestId(), revisions });
        this.#group = commit.group;
        this.#revision += revisions;
        this.#parts.observe({ jobs: jobs.length, lockMs: performance.now() - startedAt });
        this.#tell(commit);
        return;
      } catch (error) {
        this.#undo();
        if (isConnectionLost(error)) {
          this.#parts.replica.drop();
          this.#group = commit.group;
          if (transaction.hasCommitBeenSent) this.#unknown.push(commit);
          else this.#putBack(jobs);
          return;
        }
        await transaction.rollback();
        if (error instanceof FencedError) {
          this.#parts.replica.fenced();
          this.#putBack(jobs);
          return;
        }
        if (tries === MAX_TRIES) {
          for (const { failed } of jobs) failed(asStorageError(error));
          return;
        }
        isTogether = false;
      }
    }
  }

  #undo(): void {
    this.#parts.writes.discard();
    this.#parts.caches().discard();
    this.#parts.caches().forget();
    this.#revisions = 0;
  }

  /** @returns the jobs that may run: not those that need a clock, where this machine's is wrong */
  async #begin(transaction: LedgerTransaction, jobs: readonly Job[]): Promise<readonly Job[]> {
    const state = await transaction.begin([...new Set(jobs.flatMap(({ needs }) => needs()))]);
    if (!state.isLive) throw new FencedError();
    const caches = this.#parts.caches();
    if (state.revision !== this.#revision) {
      this.#revision = state.revision;
      caches.forget();
    }
    this.#revisions = 0;
    caches.startTransaction(state);
    const problem = this.#parts.clockProblem(state.now);
    if (problem === null) return jobs;
    for (const { failed } of jobs.filter(({ isAwaited }) => isAwaited)) failed(problem);
    return jobs.filter(({ isAwaited }) => !isAwaited);
  }

  async #runTogether(transaction: LedgerTransaction, jobs: readonly Job[]): Promise<Finished[]> {
    const finished: Finished[] = [];
    for (const job of jobs) {
      const ran = transaction.run(job.work());
      finished.push({ job, end: { result: ran instanceof Promise ? await ran : ran } });
    }
    return finished;
  }

  async #runEach(transaction: LedgerTransaction, jobs: readonly Job[]): Promise<Finished[]> {
    const finished: Finished[] = [];
    for (const job of jobs) finished.push({ job, end: await this.#runBehindSavepoint(transaction, job) });
    return finished;
  }

  /** What another replica has changed is read again, once. */
  async #runBehindSavepoint(transaction: LedgerTransaction, job: Job, mayAgain = true): Promise<Finished['end']> {
    const revisions = this.#revisions;
    await transaction.savepoint();
    try {
      const result = await transaction.run(job.work());
      this.#parts.caches().save();
      await transaction.release();
      return { result };
    } catch (error) {
      if (isConnectionLost(error) || canBeDoneAgain(error)) throw error;
      this.#undo();
      this.#revisions = revisions;
      await transaction.rollbackToSavepoint();
      const isOutdated = error instanceof ChangedElsewhereError && mayAgain;
      return isOutdated ? this.#runBehindSavepoint(transaction, job, false) : { error: asStorageError(error) };
    }
  }

  /** Whether what was committed is in the database: the old connection has ended, for the lock of its slot is ours. */
  async #findOut({ client }: LedgerSession, commit: Commit): Promise<void> {
    const { rows } = await client.query<{ last_group: number }>('SELECT last_group FROM replicas WHERE slot = $1', [
      commit.slot,
    ]);
    this.#unknown.shift();
    const [row] = rows;
    const jobs = commit.finished.map(({ job }) => job);
    if (row === undefined) for (const { failed } of jobs) failed(new StorageError('this replica was taken for dead'));
    else if (row.last_group >= commit.group) this.#tell(commit);
    else this.#putBack(jobs);
  }

  #putBack(jobs: readonly Job[]): void {
    this.#waiting = [...jobs, ...this.#waiting];
  }

  /** After the flush: nobody is told of what a crash could take back. */
  #tell(commit: Commit): void {
    if (commit.finished.length === 0) return;
    this.#telling += 1;
    this.#parts.flush().then(
      () => {
        this.#telling -= 1;
        for (const { job, end } of commit.finished) {
          if ('error' in end) job.failed(end.error);
          else job.done(end.result);
        }
      },
      () => {
        this.#telling -= 1;
        this.#undo();
        this.#parts.replica.drop();
        this.#unknown.push(commit);
        this.#unknown.sort((a, b) => a.group - b.group);
        this.#wake();
      },
    );
  }

  async #allTold(): Promise<void> {
    await this.settled();
    while (this.#telling > 0 || this.#unknown.length > 0) {
      await wait(SOON_MS);
      await this.settled();
    }
  }

  #failWaiting(isMeant: (job: Job) => boolean, error: StorageError): void {
    const failing = this.#waiting.filter(isMeant);
    this.#waiting = this.#waiting.filter((job) => !failing.includes(job));
    for (const { failed } of failing) failed(error);
  }
}

class FencedError extends Error {}

function unreachable(): StorageError {
  return new StorageError('the database cannot be reached');
}
