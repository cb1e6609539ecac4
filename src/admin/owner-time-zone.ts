import { isTimeZone } from '../ledger/periods.ts';
import type { JournalStore } from '../store/journal-store.ts';
import { type Actor, changeBy } from './actor.ts';
import { checkTimeZone } from './field-checks.ts';

/**
 * The zone in which the owner reads reports. It cuts no budget: those of a class are cut in the class's zone, all others
 * in the server's.
 */
export class OwnerTimeZone {
  readonly #journal: JournalStore;
  readonly #now: () => number;
  /** JIGAP_TIME_ZONE: the owner's zone until one is set. */
  readonly #serverZone: string;
  #chosen: string | null = null;

  /** @param now ms UTC */
  constructor(journal: JournalStore, serverZone: string, now: () => number) {
    this.#journal = journal;
    this.#serverZone = serverZone;
    this.#now = now;
  }

  async load(): Promise<void> {
    this.#chosen = await this.#journal.ownerTimeZone();
  }

  get current(): string {
    return this.#chosen ?? this.#serverZone;
  }

  /** null: none is set, so the server's zone counts. */
  get chosen(): string | null {
    return this.#chosen;
  }

  /** @param timeZone null: the server's from now on @throws AdminError time_zone_unknown */
  async change(timeZone: string | null, actor: Actor): Promise<void> {
    const next = timeZone === null ? null : checkTimeZone(timeZone, ['timeZone']);
    if (next === this.#chosen) return;
    await this.#journal.setOwnerTimeZone(next, changeBy(actor, this.#now()));
    this.#chosen = next;
  }

  /** Sets the zone of the owner's browser where none is set. What is no zone is ignored: nobody typed it. */
  async suggest(timeZone: string, actor: Actor): Promise<void> {
    if (this.#chosen === null && isTimeZone(timeZone)) await this.change(timeZone, actor);
  }
}
