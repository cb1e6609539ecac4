/** What runs beside the calls from the start of the server to its stop. */
export interface BackgroundJob {
  start(): void;
  stop(): void;
  /** One round now, and returns at its end. Never rejects. */
  run(): Promise<void>;
}

/** They run one after the other, in this order. */
export function combineJobs(jobs: readonly BackgroundJob[]): BackgroundJob {
  return {
    start() {
      for (const job of jobs) job.start();
    },
    stop() {
      for (const job of jobs) job.stop();
    },
    async run() {
      for (const job of jobs) await job.run();
    },
  };
}
