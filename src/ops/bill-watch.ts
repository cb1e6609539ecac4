import type { Reconcile, Reconciliation } from '../ledger/reconciliation.ts';
import { addUtcDays, utcDay } from '../ledger/utc-days.ts';
import type { JournalStore } from '../store/store.ts';
import type { Logger } from './logging.ts';

export interface BillWatchDeps {
  readonly reconcile: Reconcile;
  readonly journal: Pick<JournalStore, 'raiseIncident'>;
  readonly logger: Logger;
  /** ms UTC. */
  readonly now: () => number;
}

const FIRST_AFTER_MS = 60_000;
const EVERY_MS = 86_400_000;
/** The last complete UTC days, each looked at twice: a provider's counts may come late. */
const DAYS = 2;

/** Once a day: does the provider count what the ledger counts? A day that drifts is an incident. */
export class BillWatch {
  readonly #deps: BillWatchDeps;
  readonly #raised = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(deps: BillWatchDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#timer = setTimeout(() => {
      void this.run();
      this.#timer = setInterval(() => void this.run(), EVERY_MS).unref();
    }, FIRST_AFTER_MS).unref();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  /** Never rejects: what goes wrong is logged, and tried again the next day. */
  async run(): Promise<void> {
    const { reconcile, logger, now } = this.#deps;
    const to = addUtcDays(utcDay(now()), -1);
    try {
      const answer = await reconcile(addUtcDays(to, 1 - DAYS), to);
      if ('unreadable' in answer) logger.warn({ why: answer.unreadable }, "the provider's bill cannot be read");
      else await this.#raise(answer.reconciliation);
    } catch (err) {
      logger.error({ err }, "the provider's bill was not compared");
    }
  }

  async #raise({ days, rows, thresholdPercent }: Reconciliation): Promise<void> {
    for (const { day, money } of days) {
      const drifts = !money.within || rows.some((row) => row.day === day && !(row.tokens.within && row.money.within));
      if (!drifts || this.#raised.has(day)) continue;
      const detail = `on ${day} the provider's counts and the ledger's differ by more than ${thresholdPercent} %: see jigap reconcile --from ${day} --to ${day}`;
      await this.#deps.journal.raiseIncident('bill_drift', detail, this.#deps.now());
      // Closed by the owner, it is not raised again for the same day.
      this.#raised.add(day);
      this.#deps.logger.warn({ day }, "the provider's bill and the ledger drift apart");
    }
  }
}
