import type { Backup } from '../store/backup-store.ts';
import { JobTimer } from './job-timer.ts';
import type { Logger } from './logging.ts';

export interface BackupScheduleDeps {
  /** The newest first. */
  readonly list: () => Promise<readonly Backup[]>;
  /** Raises the incident when it fails. */
  readonly make: () => Promise<Backup>;
  /** Removes what is not to be kept, and returns it. */
  readonly removeExpired: () => Promise<readonly Backup[]>;
  readonly logger: Logger;
  /** ms UTC. */
  readonly now: () => number;
  /** Between two backups; 0: none is made. */
  readonly everyMs: number;
}

/** A start is busy enough without a copy. */
const FIRST_AFTER_MS = 60_000;
/** How often it looks whether a backup is due; also how soon a failed one is tried again. */
const LOOK_MS = 600_000;

/**
 * Makes a backup when the newest is old enough. The age is read from the files, so a server that is started anew every
 * morning makes one a day, and a folder that somebody emptied gets one at once.
 */
export class BackupSchedule {
  readonly #deps: BackupScheduleDeps;
  readonly #timer = new JobTimer();
  #running = false;
  #stopped = false;

  constructor(deps: BackupScheduleDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#stopped = false;
    if (this.#deps.everyMs === 0) return;
    this.#timer.start(FIRST_AFTER_MS, LOOK_MS, () => this.run());
  }

  stop(): void {
    this.#stopped = true;
    this.#timer.stop();
  }

  /** Never rejects: what goes wrong is logged, and tried again at the next look. */
  async run(): Promise<void> {
    if (this.#running || this.#deps.everyMs === 0) return;
    this.#running = true;
    const { make, removeExpired, logger } = this.#deps;
    try {
      if (!(await this.#isDue())) return;
      const { name, bytes } = await make();
      const removed = (await removeExpired()).map((backup) => backup.name);
      logger.info({ name, bytes, removed }, 'backup made');
    } catch (err) {
      if (!this.#stopped) logger.error({ err }, 'no backup was made');
    } finally {
      this.#running = false;
    }
  }

  /** A backup of the future was made by a clock that was wrong: it proves nothing. */
  async #isDue(): Promise<boolean> {
    const { list, now, everyMs } = this.#deps;
    const at = now();
    const newest = (await list()).find((backup) => backup.at <= at);
    return newest === undefined || at - newest.at >= everyMs;
  }
}
