import { ONCE_COMMITTED, type SqlWork } from '../../sql/sql-work.ts';
import type { Job } from './job-queue.ts';
import type { Finished } from './run-jobs.ts';

interface Waiting {
  readonly job: Job;
  readonly work: SqlWork<unknown>;
}

/** Works that were run on a guess, and go on once it is committed. */
export class GuessedWorks {
  readonly #waiting: readonly Waiting[];

  private constructor(waiting: readonly Waiting[]) {
    this.#waiting = waiting;
  }

  /** Without a statement. null: one needs one, or is refused, or asks for the lock. */
  static begin(jobs: readonly Job[]): GuessedWorks | null {
    const waiting: Waiting[] = [];
    for (const job of jobs) {
      const work = job.work();
      try {
        const step = work.next();
        if (step.done === true || step.value !== ONCE_COMMITTED) return null;
      } catch {
        // It fails again under the lock, and is told what with.
        return null;
      }
      waiting.push({ job, work });
    }
    return new GuessedWorks(waiting);
  }

  /** @param movedBy so much later the ids are than they were guessed */
  finish(movedBy: number): Finished[] {
    return this.#waiting.map(({ job, work }) => ({ job, end: endOf(work, movedBy) }));
  }
}

function endOf(work: SqlWork<unknown>, movedBy: number): Finished['end'] {
  try {
    const step = work.next({ rows: [movedBy], changes: 0 });
    if (step.done !== true) throw new Error('work that was guessed asks for more once it is committed');
    return { result: step.value };
  } catch (error) {
    return { error };
  }
}
