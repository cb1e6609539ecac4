import type { ClusterStore } from '../store/cluster-store.ts';
import { type BackgroundJob, combineJobs } from './background-job.ts';

/** How long nobody does the jobs after another replica became the leader. */
const LOOK_MS = 1000;

/**
 * Jobs of the whole installation: they run in the replica that leads, as they would after a start of its own, and stop
 * where another one leads. A job that runs at that moment may end its round: what it writes is the store's to refuse.
 */
export class LeaderJobs implements BackgroundJob {
  readonly #cluster: Pick<ClusterStore, 'isShared' | 'isLeader'>;
  readonly #jobs: BackgroundJob;
  #timer: NodeJS.Timeout | undefined;
  #areStarted = false;

  /** @param jobs each can be started again after a stop */
  constructor(cluster: Pick<ClusterStore, 'isShared' | 'isLeader'>, jobs: readonly BackgroundJob[]) {
    this.#cluster = cluster;
    this.#jobs = combineJobs(jobs);
  }

  start(): void {
    this.#look();
    if (this.#cluster.isShared) this.#timer = setInterval(() => this.#look(), LOOK_MS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#stopJobs();
  }

  async run(): Promise<void> {
    if (this.#cluster.isLeader()) await this.#jobs.run();
  }

  #look(): void {
    if (!this.#cluster.isLeader()) {
      this.#stopJobs();
    } else if (!this.#areStarted) {
      this.#areStarted = true;
      this.#jobs.start();
    }
  }

  #stopJobs(): void {
    if (!this.#areStarted) return;
    this.#areStarted = false;
    this.#jobs.stop();
  }
}
