import type { CheckDepth, CheckReport } from '../store/check-report.ts';
import type { JournalStore } from '../store/journal-store.ts';
import type { LedgerStore } from '../store/ledger-store.ts';
import type { Logger } from './logging.ts';
import type { Finding } from './shared-findings.ts';

export interface SelfCheckDeps {
  readonly ledger: Pick<LedgerStore, 'check'>;
  readonly journal: Pick<JournalStore, 'raiseIncident'>;
  readonly logger: Logger;
  /** ms UTC. */
  readonly now: () => number;
  readonly everyMs: number;
}

export interface CheckState {
  /** When the last check ended (ms UTC); null before the first. */
  readonly lastAt: number | null;
  /** Of the last quick check and the last full one. */
  readonly problems: number;
}

/** One cause may show in every balance; the log and the answer of a full check have the rest. */
const MAX_INCIDENTS = 10;

/**
 * Checks at the start, on a timer and for the owner whether the ledger keeps its promises. A problem is logged and raises
 * an incident. Calls go on being served, because a stop would repair nothing and hide what happens.
 */
export class SelfCheck {
  readonly #deps: SelfCheckDeps;
  readonly #problems: Record<CheckDepth, number> = { quick: 0, full: 0 };
  #lastAt: number | null = null;
  #timer: NodeJS.Timeout | undefined;
  #running = false;
  #stopped = false;

  constructor(deps: SelfCheckDeps) {
    this.#deps = deps;
  }

  get state(): CheckState {
    return { lastAt: this.#lastAt, problems: Math.max(this.#problems.quick, this.#problems.full) };
  }

  /** For the other replicas. */
  readonly finding: Finding = {
    name: 'self_check',
    at: () => this.#lastAt,
    write: () => JSON.stringify(this.state),
    adopt: (text) => {
      const { lastAt, problems } = JSON.parse(text) as CheckState;
      this.#lastAt = lastAt;
      Object.assign(this.#problems, { quick: problems, full: 0 });
    },
  };

  /** Now, and then every so often. */
  start(): void {
    this.#stopped = false;
    void this.run();
    this.#timer = setInterval(() => void this.run(), this.#deps.everyMs).unref();
  }

  stop(): void {
    this.#stopped = true;
    clearInterval(this.#timer);
  }

  /** @throws StorageError when the ledger cannot be read */
  async check(depth: CheckDepth): Promise<CheckReport> {
    const { ledger, journal, logger, now } = this.#deps;
    const report = await ledger.check(depth, now());
    this.#lastAt = now();
    this.#problems[depth] = report.problems.length;
    // Nothing is left of what a quick check found when a full one finds nothing.
    if (depth === 'full' && report.problems.length === 0) this.#problems.quick = 0;
    for (const problem of report.problems) logger.error({ fault: problem, depth }, 'the ledger check failed');
    for (const problem of report.problems.slice(0, MAX_INCIDENTS))
      await journal.raiseIncident('ledger_fault', problem, now());
    return report;
  }

  /** One at a time; what cannot be checked now is checked the next time. */
  async run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    try {
      await this.check('quick');
    } catch (err) {
      if (!this.#stopped) this.#deps.logger.error({ err }, 'the ledger could not be checked');
    } finally {
      this.#running = false;
    }
  }
}
