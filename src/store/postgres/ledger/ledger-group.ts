import { setTimeout as wait } from 'node:timers/promises';
import type { GroupReport } from '../../engine-observer.ts';
import { StorageError } from '../../errors.ts';
import type { SqlCaches } from '../../sql/sql-stores.ts';
import type { SqlWork } from '../../sql/sql-work.ts';
import type { Needs, Transactions, WarmUp } from '../../sql/transactions.ts';
import { asStorageError, unreachable } from '../engine/database-errors.ts';
import { FencedError, type LedgerSession, type Replica } from '../replicas/replica.ts';
import type { PostgresCallWrites } from './call-writes.ts';
import { type Commit, CommitOutcomes } from './commit-outcomes.ts';
import { EarlyJobs } from './early-jobs.ts';
import { InternalErrors } from './internal-errors.ts';
import { failAll, type Job, JobQueue, type NewJob } from './job-queue.ts';
import { Revision } from './revision.ts';
import { runJobs, surroundingsOf } from './run-jobs.ts';
import { SettledWaits } from './settled-waits.ts';
import { Suspects } from './suspects.ts';
import { LedgerTransaction } from './transaction.ts';
import { beginWarm } from './warm-up.ts';

export interface LedgerGroupParts {
  readonly replica: Replica;
  readonly writes: PostgresCallWrites;
  readonly caches: () => SqlCaches;
  readonly newestId: () => number | null;
  /** Resolves when everything that was committed before is on disk, and at the standby. @returns the last group there */
  readonly flush: () => Promise<number>;
  /** Reads of others, which are not of the ledger's transactions. */
  readonly read: <Result>(work: () => SqlWork<Result>) => Promise<Result>;
  /** Why this machine's clock must not place calls; null: it may. @param databaseNow ms UTC */
  readonly clockProblem: (databaseNow: number) => StorageError | null;
  readonly observe: (group: GroupReport) => void;
}

const SOON_MS = 5;
const MAX_JOBS = 500;
/** At once, without the one that failed, each by itself, and once more where transactions were in each other's way. */
const MAX_TRIES = 4;
const RETRY_MS = 200;
const CLOSE_MS = 5000;
const NONE = () => [];

/**
 * Group commit for all replicas: what arrives while a transaction is under way shares the next one. The lock of the ledger is
 * free after the COMMIT; promises resolve after the flush, which the next transactions do not wait for.
 */
export class LedgerGroup implements Transactions {
  readonly #parts: LedgerGroupParts;
  readonly #settling = new SettledWaits();
  readonly #queue = new JobQueue();
  readonly #internalErrors = new InternalErrors();
  readonly revision: Revision;
  readonly outcomes: CommitOutcomes;
  #group = 0;
  #isRunning = false;
  #session: LedgerSession | null = null;
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: LedgerGroupParts) {
    this.#parts = parts;
    this.revision = new Revision(() => parts.caches().forget());
    this.outcomes = new CommitOutcomes({ flush: parts.flush, onLost: () => this.#suspect() });
  }

  write<Result>(work: () => SqlWork<Result>, needs: Needs | null = null, warmUp: WarmUp = NONE): Promise<Result> {
    return this.#addAwaited({ work, needs, warmUp, isChange: needs === null });
  }

  writeSoon<Result>(work: () => SqlWork<Result>, needs: Needs | null = null, warmUp: WarmUp = NONE): Promise<Result> {
    const written = this.#queue.add({ work, needs, warmUp, isAwaited: false, isChange: false });
    this.#timer ??= setTimeout(() => this.#wake(), SOON_MS);
    return written;
  }

  async read<Result>(work: () => SqlWork<Result>): Promise<Result> {
    await this.settled();
    return this.#parts.read(work);
  }

  readCached<Result>(work: () => SqlWork<Result>, warmUp: WarmUp = NONE): Promise<Result> {
    return this.#addAwaited({ work, needs: null, warmUp, isChange: false });
  }

  /** Resolves when what was queued before is committed, whatever is queued after it. @throws UnreachableError */
  settled(): Promise<void> {
    if (this.#queue.isEmpty && !this.#isRunning) return Promise.resolve();
    if (this.#isAway) return Promise.reject(unreachable());
    this.#wake();
    return this.#settling.add(this.#queue.lastNumber);
  }

  async close(): Promise<void> {
    await Promise.race([this.#allTold(), wait(CLOSE_MS, undefined, { ref: false })]);
    this.#queue.close();
  }

  /** The connection is lost: who waits for the database is told now. */
  lost(error: StorageError = unreachable()): void {
    this.#queue.failAwaited(error);
    this.#settling.fail(error);
  }

  #addAwaited<Result>(job: Omit<NewJob<Result>, 'isAwaited'>): Promise<Result> {
    if (this.#isAway) return Promise.reject(unreachable());
    const added = this.#queue.add({ ...job, isAwaited: true });
    this.#wake();
    return added;
  }

  get #isAway(): boolean {
    const { replica } = this.#parts;
    return !replica.isConnected && replica.slot !== 0;
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
    while (!this.#queue.isClosed && (this.outcomes.hasUnknown || !this.#queue.isEmpty)) {
      try {
        const session = await this.#parts.replica.session();
        if (session !== this.#session) this.#begunWith(session);
        if (this.outcomes.hasUnknown) this.#queue.putBack(await this.outcomes.findOut(session));
        else await this.#runGroup(session, this.#queue.take(MAX_JOBS));
        if (!this.outcomes.hasUnknown) this.#settling.resolve(this.#queue.oldestNumber);
      } catch (error) {
        this.#parts.replica.drop();
        const told = asStorageError(error);
        this.lost(told instanceof StorageError ? told : unreachable());
        await wait(RETRY_MS);
      }
    }
    this.#isRunning = false;
    this.#settling.resolve(Number.POSITIVE_INFINITY);
  }

  /** All jobs at once, and behind savepoints where that fails. */
  async #runGroup(session: LedgerSession, jobs: readonly Job[]): Promise<void> {
    this.#group += 1;
    const commit: Commit = { replica: session, group: this.#group, jobs, finished: [] };
    const suspects = new Suspects();
    for (let tries = 1; ; tries++) {
      const transaction = new LedgerTransaction(session, this.#parts.writes);
      try {
        const early = tries === 1 ? new EarlyJobs(this.#parts.caches().save) : null;
        await this.#tryGroup(transaction, commit, suspects, early);
        return;
      } catch (error) {
        this.#forgetAll();
        if (this.#internalErrors.endsSession(error) || !(await transaction.rollback())) {
          this.#parts.replica.drop();
          if (transaction.hasCommitBeenSent) this.outcomes.addUnknown(commit);
          else this.#queue.putBack(commit.jobs);
          return;
        }
        if (error instanceof FencedError) {
          this.#parts.replica.fenced();
          this.#queue.putBack(commit.jobs);
          return;
        }
        suspects.tryAgain(tries);
        if (tries === MAX_TRIES) return failAll(commit.jobs, asStorageError(error));
      }
    }
  }

  /** @param early null: no job is begun before the lock @throws what leaves nothing committed, or is of the connection */
  async #tryGroup(
    transaction: LedgerTransaction,
    commit: Commit,
    suspects: Suspects,
    early: EarlyJobs | null,
  ): Promise<void> {
    const { caches, newestId, observe } = this.#parts;
    const askedAt = performance.now();
    // Who is told that the clock is wrong has had an answer: the job must not run at another try.
    commit.jobs = await this.#begin(transaction, commit.jobs, early);
    const lockedAt = performance.now();
    commit.finished = await runJobs(transaction, commit.jobs, {
      early,
      suspects,
      surroundings: surroundingsOf(this.revision, caches().save, () => this.#undo()),
    });
    caches().save();
    await transaction.commit({ group: commit.group, newestId: newestId(), revisions: this.revision.changes });
    this.revision.committed();
    this.#internalErrors.committed();
    const freeAt = performance.now();
    this.outcomes.tell(commit, () =>
      observe({
        calls: commit.jobs.length,
        waitMs: lockedAt - askedAt,
        lockMs: freeAt - lockedAt,
        flushMs: performance.now() - freeAt,
      }),
    );
  }

  /** @returns the jobs that may run: not those that somebody waits for, where this machine's clock is wrong */
  async #begin(transaction: LedgerTransaction, jobs: readonly Job[], early: EarlyJobs | null): Promise<readonly Job[]> {
    const state = await beginWarm(transaction, this.revision, jobs, early);
    if (!state.isLive) throw new FencedError();
    this.revision.begin(state.revision);
    this.#parts.caches().startTransaction(state);
    const problem = this.#parts.clockProblem(state.now);
    if (problem === null) return jobs;
    for (const { failed } of jobs.filter(({ isAwaited }) => isAwaited)) failed(problem);
    return jobs.filter(({ isAwaited }) => !isAwaited);
  }

  #undo(): void {
    this.#parts.writes.discard();
    this.#parts.caches().discard();
    this.#parts.caches().forget();
  }

  /**
   * The server may have lost what it had committed, and what the caches have of it. The revision does not tell: another change
   * may have been given the number of one that was lost.
   */
  #begunWith(session: LedgerSession): void {
    this.#session = session;
    this.outcomes.distrust(session);
    this.#forgetAll();
  }

  #forgetAll(): void {
    this.#undo();
    this.revision.forgot();
  }

  /** The server may have lost what it had committed: the next session looks. */
  #suspect(): void {
    this.#parts.replica.drop();
    this.#wake();
  }

  async #allTold(): Promise<void> {
    do {
      await this.settled().catch(() => {});
      await wait(SOON_MS);
    } while (!this.outcomes.isAllTold);
  }
}
