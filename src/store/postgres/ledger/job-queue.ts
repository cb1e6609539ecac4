import { StorageError } from '../../errors.ts';
import type { SqlWork } from '../../sql/sql-work.ts';
import type { Needs, WarmUp } from '../../sql/transactions.ts';

/** Work that waits for a transaction. */
export interface Job {
  readonly work: () => SqlWork<unknown>;
  /** null: it is not a call. */
  readonly needs: Needs | null;
  readonly warmUp: WarmUp;
  readonly done: (result: unknown) => void;
  readonly failed: (error: unknown) => void;
  /** Somebody waits for it, who is told at once when the database cannot be reached. The others wait until it can. */
  readonly isAwaited: boolean;
  /** Of the owner: what is cached of everybody may be another after it. */
  readonly isChange: boolean;
  /** It writes nothing, and needs no lock. */
  readonly isRead: boolean;
  /** In the order in which they came, from 1. */
  readonly number: number;
}

export interface NewJob<Result> extends Pick<Job, 'needs' | 'warmUp' | 'isAwaited' | 'isChange' | 'isRead'> {
  readonly work: () => SqlWork<Result>;
}

export class JobQueue {
  #waiting: Job[] = [];
  #closed = false;
  #lastNumber = 0;

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /** Of the job that came last, whatever became of it. */
  get lastNumber(): number {
    return this.#lastNumber;
  }

  /** Of the job that has waited longest; infinite: none waits. */
  get oldestNumber(): number {
    return this.#waiting[0]?.number ?? Number.POSITIVE_INFINITY;
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /** @returns what the work comes to; rejects when it never runs */
  add<Result>({ work, ...job }: NewJob<Result>): Promise<Result> {
    if (this.#closed) return Promise.reject(closed());
    return new Promise<Result>((resolve, reject) => {
      this.#waiting.push({
        ...{ ...job, work, number: ++this.#lastNumber },
        done: (result) => resolve(result as Result),
        failed: reject,
      });
    });
  }

  /**
   * Those that came first, and nothing that came after a change: it empties the caches, and what a call then read under the lock
   * would keep all replicas waiting. The next group reads it before.
   */
  take(max: number): readonly Job[] {
    const first = this.#waiting.slice(0, max);
    const after = first.findIndex(({ isChange }, n) => !isChange && first[n - 1]?.isChange === true);
    return this.#waiting.splice(0, after === -1 ? max : after);
  }

  /** Those that only read, and came before the first change. They need not wait for calls that came before them. */
  takeReads(): readonly Job[] {
    const change = this.#waiting.findIndex(({ isChange }) => isChange);
    const before = change === -1 ? this.#waiting : this.#waiting.slice(0, change);
    const reads = before.filter(({ isRead }) => isRead);
    if (reads.length > 0) this.#waiting = this.#waiting.filter((job) => !reads.includes(job));
    return reads;
  }

  /** Where they stood: reads were taken from behind calls that still wait. */
  putBack(jobs: readonly Job[]): void {
    if (jobs.length > 0) this.#waiting = [...jobs, ...this.#waiting].sort((a, b) => a.number - b.number);
  }

  failAwaited(error: StorageError): void {
    const failing = this.#waiting.filter(({ isAwaited }) => isAwaited);
    this.#waiting = this.#waiting.filter(({ isAwaited }) => !isAwaited);
    failAll(failing, error);
  }

  close(): void {
    this.#closed = true;
    failAll(this.#waiting.splice(0), closed());
  }
}

export function failAll(jobs: readonly Job[], error: unknown): void {
  for (const { failed } of jobs) failed(error);
}

function closed(): StorageError {
  return new StorageError('the database is closed');
}
