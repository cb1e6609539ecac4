import { NotFoundError } from '../../errors.ts';
import type { HoldRow } from '../rows/call-rows.ts';
import { firstRow, type SqlWork } from '../sql-work.ts';

/** For cached rows of open holds. A prime: calls that are milliseconds apart would otherwise share few slots. */
export const CACHE_SLOTS = 4093;
export const MAX_DISPLACED = 20_000;

export interface CachedHold {
  readonly row: HoldRow;
  readonly balanceIds: readonly number[];
}

/**
 * A cache of the open rows: each lies in the slot of its id modulo the length. Not a Map: a busy Map leaves old tables behind,
 * which are collected late (decision 12). Only a row whose slot another one took is kept in one: where servers share a
 * database, reading it again would be a round trip under the lock that all of them wait for.
 */
export class OpenHoldCache {
  readonly #slots: (CachedHold | undefined)[] = new Array(CACHE_SLOTS).fill(undefined);
  readonly #displaced = new Map<number, CachedHold>();

  forget(): void {
    this.#slots.fill(undefined);
    this.#displaced.clear();
  }

  /** null: it is not cached. */
  known(holdId: number): CachedHold | null {
    const cached = this.#slots[holdId % CACHE_SLOTS];
    return cached?.row.id === holdId ? cached : (this.#displaced.get(holdId) ?? null);
  }

  add(hold: CachedHold): void {
    const { id } = hold.row;
    if (this.#displaced.size > 0) this.#displaced.delete(id);
    const other = this.#slots[id % CACHE_SLOTS];
    if (other !== undefined && other.row.id !== id && this.#displaced.size < MAX_DISPLACED)
      this.#displaced.set(other.row.id, other);
    this.#slots[id % CACHE_SLOTS] = hold;
  }

  remove(holdId: number): void {
    const slot = holdId % CACHE_SLOTS;
    if (this.#slots[slot]?.row.id === holdId) this.#slots[slot] = undefined;
    if (this.#displaced.size > 0) this.#displaced.delete(holdId);
  }

  /** @throws NotFoundError when there is no such open hold */
  *find(holdId: number): SqlWork<CachedHold> {
    const known = this.known(holdId);
    if (known !== null) return known;
    const row = yield* firstRow<HoldRow>('SELECT * FROM holds WHERE id = ?', holdId);
    if (row === undefined) throw notOpen(holdId);
    return { row, balanceIds: balancesOf(row) };
  }

  /** Reads it into the cache. @throws NotFoundError when there is no such open hold */
  *warm(holdId: number): SqlWork<void> {
    this.add(yield* this.find(holdId));
  }
}

export function balancesOf({ balance_ids }: Pick<HoldRow, 'balance_ids'>): readonly number[] {
  return JSON.parse(balance_ids) as number[];
}

export function notOpen(holdId: number): NotFoundError {
  return new NotFoundError(`hold ${holdId} is not open`);
}
