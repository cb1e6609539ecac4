import type { IncidentKind } from '../../../ledger/holds.ts';
import type { HoldRow, RecordRow } from '../rows/call-rows.ts';

/** A row of `balances` as it was read, and as it is to be. */
export interface BalanceChange {
  readonly id: number;
  readonly spent: number;
  readonly held: number;
  readonly savedSpent: number;
  readonly savedHeld: number;
  /** What is spent and held may come to this at most; infinite: nothing was held of it. */
  readonly room: number;
}

/** What is added to the row of a day. */
export interface DayChange {
  readonly day: string;
  readonly student_id: number;
  readonly class_id: number;
  readonly token_id: number;
  readonly served_model: string;
  readonly requests: number;
  readonly input_tokens: number;
  readonly cached_input_tokens: number;
  readonly output_tokens: number;
  readonly cost: number;
}

/** About one call. */
export interface CallIncident {
  readonly kind: IncidentKind;
  readonly record_id: number;
  readonly detail: string;
  /** ms UTC. */
  readonly created_at: number;
}

/**
 * What calls write, inside a transaction. SQLite writes each row at once. PostgreSQL gathers them, and writes them together
 * before the next statement of other work or the end of the transaction.
 */
export interface CallWrites {
  insertHold(row: HoldRow): void;
  /** @returns false: there is no such hold. PostgreSQL may find out later, and throws a ChangedElsewhereError then. */
  removeHold(id: number): boolean;
  insertRecord(row: RecordRow): void;
  insertIncident(row: CallIncident): void;
  /** @throws ChangedElsewhereError when the row is not what was read, at once or when it is written */
  saveBalance(change: BalanceChange): void;
  addToDay(change: DayChange): void;
  /** @param at ms UTC */
  noteTokenUse(tokenId: number, at: number): void;
}
