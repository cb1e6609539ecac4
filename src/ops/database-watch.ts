import type { Store } from '../store/store.ts';
import type { Logger } from './logging.ts';

export interface DatabaseWatchDeps {
  readonly store: Pick<Store, 'isInPlace' | 'journal'>;
  readonly logger: Logger;
  /** ms UTC. */
  readonly now: () => number;
}

const EVERY_MS = 1000;
const LOST =
  'the database file was deleted, replaced or cut short while jigap was running, so no call was sent from then on: stop jigap, put back the file and its -wal, and start again';

/**
 * Logs it, and raises an incident, when the database file loses its name or gets it back. The store itself refuses calls.
 * The incident is written into the file that is open, which may be put back.
 */
export class DatabaseWatch {
  readonly #deps: DatabaseWatchDeps;
  #wasInPlace = true;
  #timer: NodeJS.Timeout | undefined;

  constructor(deps: DatabaseWatchDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#timer = setInterval(() => void this.run(), EVERY_MS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async run(): Promise<void> {
    const { store, logger, now } = this.#deps;
    const isInPlace = store.isInPlace();
    if (isInPlace === this.#wasInPlace) return;
    this.#wasInPlace = isInPlace;
    if (isInPlace) {
      logger.warn('the database file is in its place again');
      return;
    }
    logger.fatal(LOST);
    await store.journal
      .raiseIncident('ledger_fault', LOST, now())
      .catch((err: unknown) => logger.error({ err }, 'the incident could not be written'));
  }
}
