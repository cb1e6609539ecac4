import { WALLET_ID } from '../ledger/budgets.ts';
import type { IncidentKind } from '../ledger/holds.ts';
import {
  judgeProjectLimit,
  type ProjectLimitAccount,
  type ProjectLimitCheck,
  type ProjectLimitReading,
  type ProjectLimitState,
  promisedByWallet,
} from '../ledger/project-limit.ts';
import type { JournalStore } from '../store/journal-store.ts';
import type { LedgerStore } from '../store/ledger-store.ts';
import { JobTimer } from './job-timer.ts';
import type { Logger } from './logging.ts';

export interface ProjectLimitWatchDeps {
  readonly account: ProjectLimitAccount;
  readonly ledger: Pick<LedgerStore, 'balancesOf'>;
  readonly journal: Pick<JournalStore, 'raiseIncident' | 'projectLimitState' | 'noteProjectLimitState'>;
  readonly logger: Pick<Logger, 'warn' | 'error'>;
  /** ms UTC. */
  readonly now: () => number;
}

const FIRST_AFTER_MS = 10_000;
const EVERY_MS = 3_600_000;

/** Without amounts: those of the owner's account stay on the pages where he asks for them. */
const INCIDENTS: Readonly<Record<Exclude<ProjectLimitState, 'enough'>, readonly [IncidentKind, string]>> = {
  missing: [
    'project_limit_missing',
    'the project at the provider has no spend limit: set one on the page of the wallet',
  ],
  low: [
    'project_limit_low',
    "the spend limit of the project at the provider is lower than the wallet's limit of the month: see the page of the wallet",
  ],
};

/** Once an hour: does the provider's own limit on the project hold what the wallet promises? It changes nothing there. */
export class ProjectLimitWatch {
  readonly #deps: ProjectLimitWatchDeps;
  #last: ProjectLimitCheck | null = null;
  readonly #timer = new JobTimer();

  constructor(deps: ProjectLimitWatchDeps) {
    this.#deps = deps;
  }

  /** null before the first reading. */
  get last(): ProjectLimitCheck | null {
    return this.#last;
  }

  start(): void {
    this.#timer.start(FIRST_AFTER_MS, EVERY_MS, () => this.run());
  }

  stop(): void {
    this.#timer.stop();
  }

  /** Never rejects: what goes wrong is logged, and tried again the next hour. */
  async run(): Promise<void> {
    const { logger } = this.#deps;
    try {
      const { reading } = await this.check();
      if ('unreadable' in reading) logger.warn({ why: reading.unreadable }, "the project's limit cannot be read");
    } catch (err) {
      logger.error({ err }, "the project's limit was not checked");
    }
  }

  async check(): Promise<ProjectLimitCheck> {
    return this.#note(await this.#deps.account.read());
  }

  /** What the provider answers is the new reading. */
  async set(cents: number): Promise<ProjectLimitCheck> {
    return this.#note(await this.#deps.account.set(cents));
  }

  async #note(reading: ProjectLimitReading): Promise<ProjectLimitCheck> {
    const { ledger, now } = this.#deps;
    const promised = promisedByWallet(await ledger.balancesOf('wallet', WALLET_ID, now()));
    const check = { at: now(), reading, promised };
    this.#last = check;
    if (!('unreadable' in reading)) await this.#raise(judgeProjectLimit(reading.limit, promised));
    return check;
  }

  /** Once, when it becomes so: an owner who closes the incident is not told again until something changes. */
  async #raise(state: ProjectLimitState): Promise<void> {
    const { journal, logger, now } = this.#deps;
    if ((await journal.projectLimitState()) === state) return;
    if (state !== 'enough') {
      const [kind, detail] = INCIDENTS[state];
      logger.warn({ kind }, detail);
      await journal.raiseIncident(kind, detail, now());
    }
    await journal.noteProjectLimitState(state);
  }
}
