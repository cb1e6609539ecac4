import type { IncidentKind } from '../../../ledger/holds.ts';
import type { SqlWork } from '../sql-work.ts';
import type { Transactions } from '../transactions.ts';
import type { Incidents } from './incidents.ts';

const MAX_WAITING = 100;

/** Of one kind: more than are kept. */
interface Overflow {
  count: number;
  readonly written: Promise<void>;
}

/**
 * Incidents on the way to the database, which may be away for hours. Those that are alike are one, as they are in the
 * database; of what is more than 100, the number of each kind is kept.
 */
export class WaitingIncidents {
  readonly #group: Pick<Transactions, 'writeSoon'>;
  readonly #incidents: Pick<Incidents, 'raise'>;
  readonly #waiting = new Map<string, Promise<void>>();
  readonly #overflows = new Map<IncidentKind, Overflow>();

  constructor(group: Pick<Transactions, 'writeSoon'>, incidents: Pick<Incidents, 'raise'>) {
    this.#group = group;
    this.#incidents = incidents;
  }

  /** Resolves when it is on disk, or counted there. @param now ms UTC */
  raise(kind: IncidentKind, detail: string, now: number): Promise<void> {
    const key = `${kind}\n${detail}`;
    const same = this.#waiting.get(key);
    if (same !== undefined) return same;
    if (this.#waiting.size >= MAX_WAITING) return this.#count(kind, now);
    const written = this.#group
      .writeSoon(() => this.#incidents.raise(kind, detail, now))
      .finally(() => this.#waiting.delete(key));
    this.#waiting.set(key, written);
    return written;
  }

  #count(kind: IncidentKind, now: number): Promise<void> {
    const known = this.#overflows.get(kind);
    if (known !== undefined) {
      known.count += 1;
      return known.written;
    }
    const written = this.#group
      .writeSoon(() => this.#raiseOverflow(kind, overflow, now))
      .finally(() => this.#end(kind, overflow));
    const overflow: Overflow = { count: 1, written };
    this.#overflows.set(kind, overflow);
    return written;
  }

  *#raiseOverflow(kind: IncidentKind, overflow: Overflow, now: number): SqlWork<void> {
    // What comes from now on is counted anew.
    this.#end(kind, overflow);
    const detail = `${overflow.count} more of this kind came while the database could not be written, and are not listed`;
    yield* this.#incidents.raise(kind, detail, now);
  }

  #end(kind: IncidentKind, overflow: Overflow): void {
    if (this.#overflows.get(kind) === overflow) this.#overflows.delete(kind);
  }
}
