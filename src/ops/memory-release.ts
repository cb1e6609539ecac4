import type { BackgroundJob } from './background-job.ts';
import { JobTimer } from './job-timer.ts';

/** The start is over by then, and the first students are still to come. */
const FIRST_MS = 500;
const EVERY_MS = 60_000;
/** Less is not worth the pause of the process, some 150 ms. */
const MIN_GROWTH_BYTES = 16 * 1024 * 1024;
/** Share of its time in which a process without callers works. */
const MAX_IDLE_UTILIZATION = 0.05;

export interface MemoryReleaseDeps {
  /** Collects all garbage, and gives the system back what is free. */
  readonly release: () => Promise<void>;
  readonly residentBytes: () => number;
  /** Share of the time since the last question in which the process worked. */
  readonly utilization: () => number;
}

/**
 * V8 keeps the space for young objects at the size that the start or the last lesson needed. Gives it back after the
 * start, and whenever the process has grown and then had nothing to do for a minute.
 */
export class MemoryRelease implements BackgroundJob {
  readonly #deps: MemoryReleaseDeps;
  readonly #timer = new JobTimer();
  /** null: the start has not been tidied up after. */
  #bytesAfter: number | null = null;

  constructor(deps: MemoryReleaseDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#timer.start(FIRST_MS, EVERY_MS, () => this.run());
  }

  stop(): void {
    this.#timer.stop();
  }

  async run(): Promise<void> {
    const { release, residentBytes, utilization } = this.#deps;
    const isIdle = utilization() <= MAX_IDLE_UTILIZATION;
    const isDue = this.#bytesAfter === null || (isIdle && residentBytes() >= this.#bytesAfter + MIN_GROWTH_BYTES);
    if (!isDue) return;
    await release();
    this.#bytesAfter = residentBytes();
  }
}

/** null where the process was not started by src/launch, which gives it `--expose-gc`. */
export function createMemoryRelease(): MemoryRelease | null {
  const { gc } = globalThis;
  if (gc === undefined) return null;
  let before = performance.eventLoopUtilization();
  return new MemoryRelease({
    release: () => gc({ type: 'major', execution: 'async', flavor: 'last-resort' }),
    residentBytes: () => process.memoryUsage.rss(),
    utilization: () => {
      const now = performance.eventLoopUtilization();
      const { utilization } = performance.eventLoopUtilization(now, before);
      before = now;
      return utilization;
    },
  });
}
