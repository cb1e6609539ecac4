import type { SeenReplica } from './watch.ts';

/** A connection may be replaced in this time, by the same process. */
const GRACE_MS = 1500;
/** A process that says nothing for so long was stopped, or its machine is gone. */
const MAX_SILENT_MS = 10_000;

/** Tells which replicas are dead. */
export class Reaper {
  /** By slot, since when its lock is free, ms of the monotonic clock. */
  readonly #freeSince = new Map<number, number>();

  /**
   * @param own slot of this replica @param now ms of the monotonic clock
   * @returns slots: of those that ended by themselves, those whose lock is free for a while, those that are silent
   */
  findDead(seen: readonly SeenReplica[], own: number, now: number): number[] {
    const free = seen.filter(({ slot, isLocked }) => slot !== own && !isLocked);
    for (const slot of [...this.#freeSince.keys()]) {
      if (!free.some((each) => each.slot === slot)) this.#freeSince.delete(slot);
    }
    for (const { slot } of free) if (!this.#freeSince.has(slot)) this.#freeSince.set(slot, now);
    return seen.filter((each) => each.slot !== own && this.#isDead(each, now)).map(({ slot }) => slot);
  }

  /** The database was away: who has no lock may be on the way back. */
  forget(): void {
    this.#freeSince.clear();
  }

  #isDead({ slot, hasEnded, silentMs }: SeenReplica, now: number): boolean {
    const since = this.#freeSince.get(slot);
    if (hasEnded && since !== undefined) return true;
    return (since !== undefined && now - since >= GRACE_MS) || silentMs > MAX_SILENT_MS;
  }
}
