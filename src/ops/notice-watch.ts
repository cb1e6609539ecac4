import { DAY_MS } from '../ledger/utc-days.ts';
import type { NoticeDraft, NoticeStore } from '../store/notice-store.ts';
import type { BackgroundJob } from './background-job.ts';
import type { Logger } from './logging.ts';

export interface NoticeWatchDeps {
  readonly notices: NoticeStore;
  /** What is true of models and backups now, said before or not. */
  readonly drafts: () => Promise<readonly NoticeDraft[]>;
  readonly logger: Logger;
  /** ms UTC. */
  readonly now: () => number;
}

const EVERY_MS = 3000;
/** Models retire by the day, and so do old notices. */
const SLOW_EVERY_MS = 600_000;
const KEPT_MS = 180 * DAY_MS;

/** Finds what the owner must be told. What is found is durable with what was said, so a crash loses nothing of it. */
export class NoticeWatch implements BackgroundJob {
  readonly #deps: NoticeWatchDeps;
  #timer: NodeJS.Timeout | undefined;
  #slowAt = Number.NEGATIVE_INFINITY;
  #isRunning = false;
  #isStopped = false;
  /** The last look failed, and the log says so. */
  #hasFailed = false;

  constructor(deps: NoticeWatchDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#isStopped = false;
    this.#timer = setInterval(() => void this.run(), EVERY_MS).unref();
  }

  stop(): void {
    this.#isStopped = true;
    clearInterval(this.#timer);
  }

  /** One at a time; never throws. */
  async run(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    try {
      await this.#find();
      await this.#lookSlowly();
      this.#hasFailed = false;
    } catch (err) {
      if (!this.#isStopped && !this.#hasFailed) this.#deps.logger.error({ err }, 'notices could not be written');
      this.#hasFailed = true;
    } finally {
      this.#isRunning = false;
    }
  }

  /** Calls in flight go on between two parts of a large number of balances. */
  async #find(): Promise<void> {
    const { notices, now } = this.#deps;
    while (!this.#isStopped && (await notices.findNotices(now())))
      await new Promise((resolve) => setImmediate(resolve));
  }

  async #lookSlowly(): Promise<void> {
    const { notices, drafts, now } = this.#deps;
    const at = now();
    // A clock that was set back must not stop it.
    if (Math.abs(at - this.#slowAt) < SLOW_EVERY_MS) return;
    this.#slowAt = at;
    for (const draft of await drafts()) await notices.addNotice(draft, at);
    await notices.removeNoticesBefore(at - KEPT_MS);
  }
}
