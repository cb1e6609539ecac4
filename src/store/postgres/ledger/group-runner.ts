import type { GroupReport } from '../../engine-observer.ts';
import { ChangedElsewhereError, type StorageError } from '../../errors.ts';
import type { SqlCaches } from '../../sql/sql-stores.ts';
import { asStorageError, isConnectionLost } from '../engine/database-errors.ts';
import { runWork } from '../engine/run-work.ts';
import { FencedError, type LedgerSession, type Replica } from '../replicas/replica.ts';
import type { PostgresCallWrites } from './call-writes.ts';
import type { Commit, CommitOutcomes } from './commit-outcomes.ts';
import { Guesses } from './guesses.ts';
import { InternalErrors } from './internal-errors.ts';
import { failAll, type Job } from './job-queue.ts';
import type { Revision } from './revision.ts';
import { runJobs, surroundingsOf } from './run-jobs.ts';
import { Suspects } from './suspects.ts';
import { LedgerTransaction } from './transaction.ts';
import { beginWarm, warmNewest } from './warm-up.ts';

export interface GroupRunnerParts {
  readonly replica: Replica;
  readonly writes: PostgresCallWrites;
  readonly caches: () => SqlCaches;
  readonly newestId: () => number | null;
  /** Of this machine, ms UTC. */
  readonly clock: () => number;
  /** A replica whose clock is farther off from the database's places no calls, ms. */
  readonly maxClockDifferenceMs: number;
  /** Why this machine's clock must not place calls; null: it may. @param databaseNow ms UTC */
  readonly clockProblem: (databaseNow: number) => StorageError | null;
  readonly observe: (group: GroupReport) => void;
}

interface AllParts extends GroupRunnerParts {
  readonly revision: Revision;
  readonly outcomes: CommitOutcomes;
}

/** Of a group; instants of performance.now(). */
interface Course {
  readonly isGuess: boolean;
  readonly askedAt: number;
  readonly lockedAt: number;
}

/** At once, without the one that failed, each by itself, and once more where transactions were in each other's way. */
const MAX_TRIES = 4;

/** Runs the groups of jobs of this process, one after the other. */
export class GroupRunner {
  readonly #parts: AllParts;
  readonly #internalErrors = new InternalErrors();
  readonly #guesses: Guesses;
  #group = 0;

  constructor(parts: AllParts) {
    this.#parts = parts;
    this.#guesses = new Guesses(parts);
  }

  /**
   * Decides and commits jobs: on a guess; with the lock, all at once; behind savepoints where that fails. They are told after
   * the flush. @returns those that must run again, with another session
   */
  async run(session: LedgerSession, jobs: readonly Job[]): Promise<readonly Job[]> {
    this.#group += 1;
    const commit: Commit = { replica: session, group: this.#group, jobs, finished: [], guessed: null };
    const suspects = new Suspects();
    const { replica, outcomes, writes } = this.#parts;
    for (let tries = 0; ; tries++) {
      const transaction = new LedgerTransaction(session, writes);
      try {
        if (tries > 0) await this.#tryGroup(transaction, commit, suspects);
        else if (!(await this.#tryGuess(transaction, commit))) continue;
        return [];
      } catch (error) {
        const isWrongGuess = tries === 0 && error instanceof ChangedElsewhereError;
        if (isWrongGuess) this.#guesses.wasWrong();
        else this.forgetAll();
        if (this.#internalErrors.endsSession(error) || !(await transaction.rollback())) {
          replica.drop();
          if (!transaction.hasCommitBeenSent) return commit.jobs;
          outcomes.addUnknown(commit);
          return [];
        }
        if (error instanceof FencedError) {
          replica.fenced();
          return commit.jobs;
        }
        commit.guessed = null;
        if (tries === 0) continue;
        suspects.tryAgain(tries);
        if (tries < MAX_TRIES) continue;
        failAll(commit.jobs, asStorageError(error));
        return [];
      }
    }
  }

  /** Works that only read, side by side, without the lock. @returns those that must run again, with another session */
  async read({ client }: LedgerSession, jobs: readonly Job[]): Promise<readonly Job[]> {
    const { revision, replica } = this.#parts;
    try {
      await warmNewest(client, revision, jobs);
      const ends = await Promise.allSettled(jobs.map(({ work }) => runWork(client, work())));
      const again = jobs.filter((job, n) => !tellRead(job, ends[n]));
      if (again.length > 0) replica.drop();
      return again;
    } catch {
      replica.drop();
      return jobs;
    }
  }

  /** @returns false: it takes the lock to decide @throws what leaves nothing committed, or is of the connection */
  async #tryGuess(transaction: LedgerTransaction, commit: Commit): Promise<boolean> {
    const askedAt = performance.now();
    const waitedMs = await this.#guesses.commit(transaction, commit);
    if (waitedMs === null) return false;
    this.#committed(commit, { isGuess: true, askedAt, lockedAt: askedAt + waitedMs });
    return true;
  }

  /** @throws what leaves nothing committed, or is of the connection */
  async #tryGroup(transaction: LedgerTransaction, commit: Commit, suspects: Suspects): Promise<void> {
    const { caches, newestId } = this.#parts;
    const askedAt = performance.now();
    // Who is told that the clock is wrong has had an answer: the job must not run at another try.
    commit.jobs = await this.#begin(transaction, commit.jobs);
    const lockedAt = performance.now();
    commit.finished = await runJobs(transaction, commit.jobs, {
      suspects,
      surroundings: surroundingsOf(this.#parts.revision, caches().save, () => this.#undo()),
    });
    caches().save();
    await transaction.commit({ group: commit.group, newestId: newestId(), revisions: this.#parts.revision.changes });
    this.#committed(commit, { isGuess: false, askedAt, lockedAt });
  }

  #committed(commit: Commit, { isGuess, askedAt, lockedAt }: Course): void {
    this.#parts.revision.committed();
    this.#internalErrors.committed();
    const freeAt = performance.now();
    this.#parts.outcomes.tell(commit, () =>
      this.#parts.observe({
        ...{ calls: commit.jobs.length, isGuess },
        waitMs: lockedAt - askedAt,
        lockMs: freeAt - lockedAt,
        flushMs: performance.now() - freeAt,
      }),
    );
  }

  /** @returns the jobs that may run: not those that somebody waits for, where this machine's clock is wrong */
  async #begin(transaction: LedgerTransaction, jobs: readonly Job[]): Promise<readonly Job[]> {
    const state = await beginWarm(transaction, this.#parts.revision, jobs);
    if (!state.isLive) throw new FencedError();
    this.#parts.revision.begin(state.revision);
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

  /** Nothing that is cached is so. */
  forgetAll(): void {
    this.#undo();
    this.#parts.revision.forgot();
  }
}

/** @returns false: its connection was lost, and it has not been told */
function tellRead({ done, failed }: Job, end: PromiseSettledResult<unknown> | undefined): boolean {
  if (end?.status === 'fulfilled') done(end.value);
  else if (isConnectionLost(end?.reason)) return false;
  else failed(asStorageError(end?.reason));
  return true;
}
