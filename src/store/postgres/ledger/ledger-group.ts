import { setTimeout as wait } from 'node:timers/promises';
import { StorageError } from '../../errors.ts';
import type { SqlWork } from '../../sql/sql-work.ts';
import type { Needs, Transactions, WarmUp } from '../../sql/transactions.ts';
import { asStorageError, unreachable } from '../engine/database-errors.ts';
import type { LedgerSession } from '../replicas/replica.ts';
import { CommitOutcomes } from './commit-outcomes.ts';
import { GroupRunner, type GroupRunnerParts } from './group-runner.ts';
import { JobQueue, type NewJob } from './job-queue.ts';
import { Revision } from './revision.ts';
import { SettledWaits } from './settled-waits.ts';

export interface LedgerGroupParts extends GroupRunnerParts {
  /** Resolves when everything that was committed before is on disk, and at the standby. @returns the last group there */
  readonly flush: () => Promise<number>;
  /** Reads of others, which are not of the ledger's transactions. */
  readonly read: <Result>(work: () => SqlWork<Result>) => Promise<Result>;
}

const SOON_MS = 5;
const MAX_JOBS = 500;
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
  readonly #runner: GroupRunner;
  readonly revision: Revision;
  readonly outcomes: CommitOutcomes;
  #isRunning = false;
  #session: LedgerSession | null = null;
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: LedgerGroupParts) {
    this.#parts = parts;
    this.revision = new Revision(() => parts.caches().forget());
    this.outcomes = new CommitOutcomes({ flush: parts.flush, onLost: () => this.#suspect() });
    this.#runner = new GroupRunner({ ...parts, revision: this.revision, outcomes: this.outcomes });
  }

  write<Result>(work: () => SqlWork<Result>, needs: Needs | null = null, warmUp: WarmUp = NONE): Promise<Result> {
    return this.#addAwaited({ work, needs, warmUp, isChange: needs === null, isRead: false });
  }

  writeSoon<Result>(work: () => SqlWork<Result>, needs: Needs | null = null, warmUp: WarmUp = NONE): Promise<Result> {
    const written = this.#queue.add({ ...{ work, needs, warmUp }, isAwaited: false, isChange: false, isRead: false });
    this.#timer ??= setTimeout(() => this.#wake(), SOON_MS);
    return written;
  }

  async read<Result>(work: () => SqlWork<Result>): Promise<Result> {
    await this.settled();
    return this.#parts.read(work);
  }

  readCached<Result>(work: () => SqlWork<Result>, warmUp: WarmUp = NONE): Promise<Result> {
    return this.#addAwaited({ work, needs: null, warmUp, isChange: false, isRead: true });
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
        else await this.#runSome(session);
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

  /** Reads and a group, so that neither keeps the other waiting for long. */
  async #runSome(session: LedgerSession): Promise<void> {
    const reads = this.#queue.takeReads();
    if (reads.length > 0) this.#queue.putBack(await this.#runner.read(session, reads));
    if (!this.#queue.isEmpty && this.#parts.replica.isConnected)
      this.#queue.putBack(await this.#runner.run(session, this.#queue.take(MAX_JOBS)));
  }

  /**
   * The server may have lost what it had committed, and what the caches have of it. The revision does not tell: another change
   * may have been given the number of one that was lost.
   */
  #begunWith(session: LedgerSession): void {
    this.#session = session;
    this.outcomes.distrust(session);
    this.#runner.forgetAll();
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
