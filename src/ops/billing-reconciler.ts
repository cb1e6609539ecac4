import type { Reconcile } from '../ledger/reconciliation.ts';
import { addUtcDays, utcDay } from '../ledger/utc-days.ts';
import type { JournalStore } from '../store/journal-store.ts';
import { JobTimer } from './job-timer.ts';
import type { Logger } from './logging.ts';

export interface BillingReconcilerDeps {
  /** Makes an incident of each complete day that drifts. */
  readonly reconcile: Reconcile;
  readonly journal: Pick<JournalStore, 'billComparedTo' | 'noteBillCompared'>;
  readonly logger: Logger;
  /** ms UTC. */
  readonly now: () => number;
}

const FIRST_AFTER_MS = 60_000;
const EVERY_MS = 86_400_000;
/** The last complete UTC days, each looked at twice: a provider's counts may come late. */
const DAYS = 2;
/** After a pause, at most so many: what is older is the owner's to ask for. */
const MAX_DAYS = 30;

/** Once a day: does the provider count what the ledger counts? No day is left out while the server was down. */
export class BillingReconciler {
  readonly #deps: BillingReconcilerDeps;
  readonly #timer = new JobTimer();

  constructor(deps: BillingReconcilerDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#timer.start(FIRST_AFTER_MS, EVERY_MS, () => this.run());
  }

  stop(): void {
    this.#timer.stop();
  }

  /** Never rejects: what goes wrong is logged, and tried again the next day. */
  async run(): Promise<void> {
    const { reconcile, journal, logger, now } = this.#deps;
    const to = addUtcDays(utcDay(now()), -1);
    try {
      const answer = await reconcile(firstDay(await journal.billComparedTo(), to), to);
      if ('unreadable' in answer) logger.warn({ why: answer.unreadable }, "the provider's bill cannot be read");
      else await journal.noteBillCompared(to);
    } catch (err) {
      logger.error({ err }, "the provider's bill was not compared");
    }
  }
}

/** @param comparedTo the last day that was compared, which is looked at again */
function firstDay(comparedTo: string | null, to: string): string {
  const usual = addUtcDays(to, 1 - DAYS);
  if (comparedTo === null || comparedTo >= usual) return usual;
  const earliest = addUtcDays(to, 1 - MAX_DAYS);
  return comparedTo > earliest ? comparedTo : earliest;
}
