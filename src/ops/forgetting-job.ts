import type { Forgotten } from '../admin/forgetting.ts';
import type { BackgroundJob } from './background-job.ts';
import type { Logger } from './logging.ts';

export interface ForgettingJobDeps {
  /** Forgets whoever is due; null: nothing was to be done now. */
  readonly forgetDue: () => Promise<Forgotten | null>;
  readonly logger: Logger;
}

/** A run is due once a day; the store remembers the last one. */
const EVERY_MS = 60 * 60 * 1000;

/** Forgets the names that the owner's rule says are no longer needed. */
export class ForgettingJob implements BackgroundJob {
  readonly #deps: ForgettingJobDeps;
  #timer: NodeJS.Timeout | undefined;
  #isRunning = false;

  constructor(deps: ForgettingJobDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#timer = setInterval(() => void this.run(), EVERY_MS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Does not throw: what failed is tried again an hour later. */
  async run(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    const { forgetDue, logger } = this.#deps;
    try {
      const forgotten = await forgetDue();
      if (forgotten !== null && forgotten.students > 0) logger.info(forgotten, 'names of students forgotten');
    } catch (err) {
      logger.error({ err }, 'names could not be forgotten');
    } finally {
      this.#isRunning = false;
    }
  }
}
