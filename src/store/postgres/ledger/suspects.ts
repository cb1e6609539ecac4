import type { Job } from './job-queue.ts';

/**
 * Which jobs of a group run behind a savepoint: at first none, then the one with which the transaction has failed, then all.
 * An error may be of a job before, whose rows were still on their way.
 */
export class Suspects {
  readonly #jobs = new Set<Job>();
  #areAll = false;

  has(job: Job): boolean {
    return this.#areAll || this.#jobs.has(job);
  }

  /** The transaction fails with it. */
  add(job: Job): void {
    this.#jobs.add(job);
  }

  /** Another try follows. @param tries so many have failed */
  tryAgain(tries: number): void {
    if (tries > 1 || this.#jobs.size === 0) this.#areAll = true;
  }
}
