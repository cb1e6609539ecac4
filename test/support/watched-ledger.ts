import type { Hold, HoldOrder, Placement, Resolution, Timing } from '../../src/ledger/holds.ts';
import type { LedgerStore } from '../../src/store/ledger-store.ts';

export interface Placed {
  readonly kind: 'place';
  readonly order: HoldOrder;
  /** null until it is answered, and for ever when the disk failed. */
  placement: Placement | null;
}

export interface Resolved {
  readonly kind: 'resolve';
  readonly holdId: number;
  readonly resolution: Resolution;
}

/** The real ledger, and a list of all calls to it, in their order. */
export class WatchedLedger {
  /** To be used instead of the real one. */
  readonly store: LedgerStore;
  readonly events: (Placed | Resolved)[] = [];
  readonly #ledger: LedgerStore;
  readonly #studentOf = new Map<number, number>();
  readonly #written = new Map<number, Resolution[]>();
  #waiting: (() => void)[] = [];

  constructor(ledger: LedgerStore) {
    this.#ledger = ledger;
    const watched = {
      placeHold: (order: HoldOrder) => this.#placeHold(order),
      resolveHold: (holdId: number, resolution: Resolution, timing: Timing) =>
        this.#resolveHold(holdId, resolution, timing),
    };
    this.store = new Proxy(ledger, {
      get(target, name) {
        const value: unknown = Reflect.get(name in watched ? watched : target, name);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  }

  /** Waits for the nth resolution (from 1) of a student's holds to be on the disk; returns all there are by then. */
  async resolutionsOf(studentId: number, nth = 1): Promise<readonly Resolution[]> {
    await this.#until(() => (this.#written.get(studentId)?.length ?? 0) >= nth);
    return this.#written.get(studentId) ?? [];
  }

  /** Waits for so many orders, from the very first, to have been granted or refused. */
  async decided(orders: number): Promise<void> {
    await this.#until(() => this.placed.filter(({ placement }) => placement !== null).length >= orders);
  }

  get placed(): readonly Placed[] {
    return this.events.filter((event) => event.kind === 'place');
  }

  get holds(): readonly Hold[] {
    return this.placed.flatMap(({ placement }) => (placement !== null && 'hold' in placement ? [placement.hold] : []));
  }

  get resolved(): readonly Resolved[] {
    return this.events.filter((event) => event.kind === 'resolve');
  }

  /** Ids of holds whose number of resolutions is not one. */
  get notResolvedOnce(): readonly number[] {
    const ids = this.resolved.map(({ holdId }) => holdId);
    const known = this.holds.map(({ id }) => id);
    return [...known, ...ids].filter(
      (id) => ids.filter((other) => other === id).length !== 1 || known.filter((other) => other === id).length !== 1,
    );
  }

  async #placeHold(order: HoldOrder): Promise<Placement> {
    const event: Placed = { kind: 'place', order, placement: null };
    this.events.push(event);
    const placement = await this.#ledger.placeHold(order);
    event.placement = placement;
    if ('hold' in placement) this.#studentOf.set(placement.hold.id, order.studentId);
    this.#tell();
    return placement;
  }

  async #resolveHold(holdId: number, resolution: Resolution, timing: Timing): Promise<void> {
    this.events.push({ kind: 'resolve', holdId, resolution });
    await this.#ledger.resolveHold(holdId, resolution, timing);
    const studentId = this.#studentOf.get(holdId) ?? 0;
    this.#written.set(studentId, [...(this.#written.get(studentId) ?? []), resolution]);
    this.#tell();
  }

  async #until(reached: () => boolean): Promise<void> {
    while (!reached()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #tell(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const look of waiting) look();
  }
}
