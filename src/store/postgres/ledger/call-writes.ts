import type { BalanceChange, CallIncident, CallWrites, DayChange } from '../../sql/ledger/call-writes.ts';
import type { HoldRow, RecordRow } from '../../sql/rows/call-rows.ts';
import { bigintArray } from '../engine/array-literals.ts';
import type { PreparedCall, PreparedStatement } from '../engine/batch.ts';
import {
  ADD_TO_SUMS,
  INSERT_GUESSED_HOLDS,
  INSERT_HOLDS,
  INSERT_INCIDENTS,
  INSERT_RECORDS,
  NOTE_TOKEN_USES,
  REMOVE_HOLDS,
  SAVE_BALANCES,
  SAVE_GUESSED_BALANCES,
} from './call-statements.ts';

export interface GuessedWrites {
  readonly writes: readonly PreparedCall[];
  /** Of the holds, whose ids rise; 0: there are none. */
  readonly firstId: number;
  readonly lastId: number;
  readonly hasBalances: boolean;
}

/** Gathers what the calls of a transaction write: a statement for each table, however many calls there are. */
export class PostgresCallWrites implements CallWrites {
  readonly #slot: () => number;
  #holds: (HoldRow & { readonly replica: number })[] = [];
  #removed: number[] = [];
  #records: RecordRow[] = [];
  #incidents: CallIncident[] = [];
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

  insertIncident(row: CallIncident): void {
    this.gathered += 1;
    this.#incidents.push(row);
  }

  saveBalance({ id, spent, held, savedSpent, savedHeld, room }: BalanceChange): void {
    this.gathered += 1;
    const earlier = this.#balances.get(id);
    const before = earlier ?? { savedSpent, savedHeld, room };
    this.#balances.set(id, {
      ...{ id, spent, held, savedSpent: before.savedSpent, savedHeld: before.savedHeld },
      room: Math.min(room, before.room),
    });
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
      ...saveBalances([...this.#balances.values()]),
      ...this.#others(),
    ];
    this.discard();
    return writes;
  }

  /** The same of a guess: its balances, if it has any, are the first to be written. */
  takeGuess(): GuessedWrites {
    const [first] = this.#holds;
    const last = this.#holds.at(-1);
    const writes = [
      ...saveGuessedBalances([...this.#balances.values()]),
      ...(last === undefined ? [] : [insertGuessed(this.#holds, last.id)]),
      ...this.#others(),
    ];
    const guess = {
      ...{ writes, firstId: first?.id ?? 0, lastId: last?.id ?? 0 },
      hasBalances: this.#balances.size > 0,
    };
    this.discard();
    return guess;
  }

  #others(): PreparedCall[] {
    return [
      ...removeHolds(this.#removed),
      ...writeRows(INSERT_RECORDS, this.#records),
      ...writeRows(INSERT_INCIDENTS, this.#incidents),
      ...noteTokenUses(this.#tokenUses),
      ...writeRows(ADD_TO_SUMS, this.#days),
    ];
  }

  /** After a rollback. */
  discard(): void {
    this.#holds = [];
    this.#removed = [];
    this.#records = [];
    this.#incidents = [];
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

function saveGuessedBalances(changes: readonly BalanceChange[]): PreparedCall[] {
  if (changes.length === 0) return [];
  const column = (of: (change: BalanceChange) => number) => bigintArray(changes.map(of));
  const values = [
    ...[column(({ id }) => id), changes.length],
    column(({ spent, savedSpent }) => spent - savedSpent),
    column(({ held, savedHeld }) => held - savedHeld),
    column(({ room }) => Math.min(room, Number.MAX_SAFE_INTEGER)),
  ];
  return [{ prepared: SAVE_GUESSED_BALANCES.name, values }];
}

function insertGuessed(rows: readonly unknown[], lastId: number): PreparedCall {
  return { prepared: INSERT_GUESSED_HOLDS.name, values: [JSON.stringify(rows), lastId] };
}

function noteTokenUses(uses: ReadonlyMap<number, number>): PreparedCall[] {
  if (uses.size === 0) return [];
  return [{ prepared: NOTE_TOKEN_USES.name, values: [bigintArray([...uses.keys()]), bigintArray([...uses.values()])] }];
}
