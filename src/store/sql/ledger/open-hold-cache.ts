import { NotFoundError } from '../../errors.ts';
import type { HoldRow } from '../rows/call-rows.ts';
import { firstRow, type SqlWork } from '../sql-work.ts';

/** For cached rows of open holds. A prime: calls that are milliseconds apart would otherwise share few slots. */
export const CACHE_SLOTS = 4093;

export interface CachedHold {
  readonly row: HoldRow;
  readonly balanceIds: readonly number[];
}

/**
 * A cache of the open rows: each lies in the slot of its id modulo the length. When another row took the slot, the row
 * is read from the database. Not a Map: a busy Map leaves old tables behind, which are collected late (decision 12).
 */
export class OpenHoldCache {
  readonly #slots: (CachedHold | undefined)[] = new Array(CACHE_SLOTS).fill(undefined);

  forget(): void {
    this.#slots.fill(undefined);
  }

  /** null: it is not cached. */
  known(holdId: number): CachedHold | null {
    const cached = this.#slots[holdId % CACHE_SLOTS];
    return cached?.row.id === holdId ? cached : null;
  }

  add(hold: CachedHold): void {
    this.#slots[hold.row.id % CACHE_SLOTS] = hold;
  }

  remove(holdId: number): void {
    this.#slots[holdId % CACHE_SLOTS] = undefined;
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
