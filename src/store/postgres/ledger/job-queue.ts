import { StorageError } from '../../errors.ts';
import type { SqlWork } from '../../sql/sql-work.ts';
import type { Needs } from '../../sql/transactions.ts';

/** Work that waits for a transaction. */
export interface Job {
  readonly work: () => SqlWork<unknown>;
  readonly needs: Needs;
  readonly done: (result: unknown) => void;
  readonly failed: (error: unknown) => void;
  /** Somebody waits for it, who is told at once when the database cannot be reached. The others wait until it can. */
  readonly isAwaited: boolean;
}

export class JobQueue {
  #waiting: Job[] = [];
  #closed = false;

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /** @returns what the work comes to; rejects when it never runs */
  add<Result>(work: () => SqlWork<Result>, needs: Needs, isAwaited: boolean): Promise<Result> {
    if (this.#closed) return Promise.reject(closed());
    return new Promise<Result>((resolve, reject) => {
      this.#waiting.push({
        ...{ work, needs, isAwaited },
        done: (result) => resolve(result as Result),
        failed: reject,
      });
    });
  }

  take(max: number): readonly Job[] {
    return this.#waiting.splice(0, max);
  }

  /** They run before all others. */
  putBack(jobs: readonly Job[]): void {
    this.#waiting = [...jobs, ...this.#waiting];
  }

  failAwaited(error: StorageError): void {
    const failing = this.#waiting.filter(({ isAwaited }) => isAwaited);
    this.#waiting = this.#waiting.filter(({ isAwaited }) => !isAwaited);
    for (const { failed } of failing) failed(error);
  }

  close(): void {
    this.#closed = true;
    for (const { failed } of this.#waiting.splice(0)) failed(closed());
  }
}

function closed(): StorageError {
  return new StorageError('the database is closed');
}
