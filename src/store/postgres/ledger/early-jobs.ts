import type { Job } from './job-queue.ts';
import type { Begun, LedgerTransaction } from './transaction.ts';

interface EarlyJob extends Begun {
  readonly hasWritten: boolean;
}

/**
 * Jobs that are begun before their transaction has the lock: those that nobody waits for, up to their first
 * statement. A settlement has written all by then but for its balances, and the server runs that as soon as it has the lock,
 * while this process decides about the holds.
 */
export class EarlyJobs {
  readonly #begun = new Map<Job, EarlyJob>();
  readonly #save: () => void;

  /** @param save gathers what they left to be written once for all of them */
  constructor(save: () => void) {
    this.#save = save;
  }

  /** Only where all jobs are calls: others may read what a settlement writes. */
  begin(transaction: LedgerTransaction, jobs: readonly Job[]): void {
    if (!jobs.every(({ needs }) => needs !== null)) return;
    for (const job of jobs) if (!job.isAwaited) this.#beginOne(transaction, job);
    this.#save();
  }

  /** undefined: it was not begun. */
  get(job: Job): EarlyJob | undefined {
    return this.#begun.get(job);
  }

  /** They were rolled back. */
  forget(): void {
    this.#begun.clear();
  }

  #beginOne(transaction: LedgerTransaction, job: Job): void {
    const before = transaction.changes;
    try {
      const begun = transaction.start(job.work());
      this.#begun.set(job, { ...begun, hasWritten: transaction.changes !== before });
    } catch (error) {
      // It runs again under the lock, and fails there alone.
      if (transaction.changes !== before) throw error;
    }
  }
}
