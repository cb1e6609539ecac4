import type { BalanceChange, CallWrites, DayChange } from '../../sql/ledger/call-writes.ts';
import type { HoldRow, RecordRow } from '../../sql/rows/call-rows.ts';
import { bigintArray } from '../engine/array-literals.ts';
import type { PreparedCall, PreparedStatement } from '../engine/batch.ts';
import {
  ADD_TO_SUMS,
  INSERT_HOLDS,
  INSERT_RECORDS,
  NOTE_TOKEN_USES,
  REMOVE_HOLDS,
  SAVE_BALANCES,
} from './call-statements.ts';

/** Gathers what the calls of a transaction write: a statement for each table, however many calls there are. */
export class PostgresCallWrites implements CallWrites {
  readonly #slot: () => number;
  #holds: (HoldRow & { readonly replica: number })[] = [];
  #removed: number[] = [];
  #records: RecordRow[] = [];
  readonly #balances = new Map<number, BalanceChange>();
  #days: DayChange[] = [];
  /** By token, ms UTC. */
  readonly #tokenUses = new Map<number, number>();
  /** How much was ever gathered. */
  gathered = 0;

  /** @param slot of this replica, whose holds they are */
  constructor(slot: () => number) {
    this.#slot = slot;
  }

  insertHold(row: HoldRow): void {
    this.gathered += 1;
    this.#holds.push({ ...row, replica: this.#slot() });
  }

  removeHold(id: number): boolean {
    this.gathered += 1;
    this.#removed.push(id);
    return true;
  }

  insertRecord(row: RecordRow): void {
    this.gathered += 1;
    this.#records.push(row);
  }

  saveBalance({ id, spent, held, savedSpent, savedHeld }: BalanceChange): void {
    this.gathered += 1;
    const earlier = this.#balances.get(id);
    const before = earlier ?? { savedSpent, savedHeld };
    this.#balances.set(id, { id, spent, held, savedSpent: before.savedSpent, savedHeld: before.savedHeld });
  }

  addToDay(change: DayChange): void {
    this.gathered += 1;
    this.#days.push(change);
  }

  noteTokenUse(tokenId: number, at: number): void {
    this.gathered += 1;
    this.#tokenUses.set(tokenId, at);
  }

  /** What was gathered, in the order in which it is to be written; gathers anew. */
  take(): PreparedCall[] {
    const writes = [
      ...writeRows(INSERT_HOLDS, this.#holds),
      ...removeHolds(this.#removed),
      ...writeRows(INSERT_RECORDS, this.#records),
      ...saveBalances([...this.#balances.values()]),
      ...noteTokenUses(this.#tokenUses),
      ...writeRows(ADD_TO_SUMS, this.#days),
    ];
    this.discard();
    return writes;
  }

  /** After a rollback. */
  discard(): void {
    this.#holds = [];
    this.#removed = [];
    this.#records = [];
    this.#balances.clear();
    this.#days = [];
    this.#tokenUses.clear();
  }
}

function writeRows({ name }: PreparedStatement, rows: readonly unknown[]): PreparedCall[] {
  return rows.length === 0 ? [] : [{ prepared: name, values: [JSON.stringify(rows)] }];
}

function removeHolds(ids: readonly number[]): PreparedCall[] {
  return ids.length === 0 ? [] : [{ prepared: REMOVE_HOLDS.name, values: [bigintArray(ids), ids.length] }];
}

function saveBalances(changes: readonly BalanceChange[]): PreparedCall[] {
  if (changes.length === 0) return [];
  const column = (name: keyof BalanceChange) => bigintArray(changes.map((change) => change[name]));
  const written = [column('id'), changes.length, column('spent'), column('held')];
  return [{ prepared: SAVE_BALANCES.name, values: [...written, column('savedSpent'), column('savedHeld')] }];
}

function noteTokenUses(uses: ReadonlyMap<number, number>): PreparedCall[] {
  if (uses.size === 0) return [];
  return [{ prepared: NOTE_TOKEN_USES.name, values: [bigintArray([...uses.keys()]), bigintArray([...uses.values()])] }];
}
