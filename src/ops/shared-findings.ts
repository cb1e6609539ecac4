import type { ClusterStore } from '../store/cluster-store.ts';
import type { JournalStore } from '../store/journal-store.ts';
import type { BackgroundJob } from './background-job.ts';
import type { Logger } from './logging.ts';

/** What a job found in one replica, and pages of all replicas show. */
export interface Finding {
  readonly name: 'self_check' | 'model_check';
  /** ms UTC; null: nothing was found here yet. */
  at(): number | null;
  /** JSON. */
  write(): string;
  /** @param text as another replica wrote it */
  adopt(text: string): void;
}

export interface SharedFindingsDeps {
  readonly cluster: Pick<ClusterStore, 'isShared'>;
  readonly journal: Pick<JournalStore, 'finding' | 'noteFinding'>;
  readonly findings: readonly Finding[];
  readonly logger: Pick<Logger, 'error'>;
}

const EVERY_MS = 5000;

/** With several replicas: each finding is the newest that any of them made. */
export class SharedFindings implements BackgroundJob {
  readonly #deps: SharedFindingsDeps;
  #timer: NodeJS.Timeout | undefined;
  #hasFailed = false;

  constructor(deps: SharedFindingsDeps) {
    this.#deps = deps;
  }

  start(): void {
    if (!this.#deps.cluster.isShared) return;
    void this.run();
    this.#timer = setInterval(() => void this.run(), EVERY_MS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Never rejects. */
  async run(): Promise<void> {
    const { cluster, findings, logger } = this.#deps;
    if (!cluster.isShared) return;
    try {
      for (const finding of findings) await this.#share(finding);
      this.#hasFailed = false;
    } catch (err) {
      if (!this.#hasFailed) logger.error({ err }, 'what other replicas found could not be read');
      this.#hasFailed = true;
    }
  }

  async #share(finding: Finding): Promise<void> {
    const { journal } = this.#deps;
    const known = await journal.finding(finding.name);
    const at = finding.at() ?? Number.NEGATIVE_INFINITY;
    if (known !== null && known.at > at) finding.adopt(known.text);
    else if (at > (known?.at ?? Number.NEGATIVE_INFINITY)) await journal.noteFinding(finding.name, at, finding.write());
  }
}
