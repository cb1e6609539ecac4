import type { BudgetUnit } from '../../../ledger/budget-units.ts';
import type { Money, NanoUsd } from '../../../ledger/money.ts';
import { firstRow, type SqlWork } from '../sql-work.ts';
import type { CallWrites } from './call-writes.ts';

/**
 * A row that enforces, as it will stand once the transaction that runs is committed. Its amounts begin as no small
 * integer: they pass 2^30 (about a dollar), V8 would then change how it stores them, and what it had compiled for the
 * calls was seen to be compiled again and again, on a third of a core.
 */
export class Account {
  readonly id: number;
  readonly unit: BudgetUnit;
  spent: NanoUsd = Number.NaN;
  held: NanoUsd = Number.NaN;
  savedSpent: NanoUsd = Number.NaN;
  savedHeld: NanoUsd = Number.NaN;
  /** The limit under which this transaction has held of it; infinite: it has not. */
  room = Number.POSITIVE_INFINITY;
  /** What others had added before a guess was confirmed, of which it did not know. */
  movedSpent: NanoUsd = Number.NaN;
  movedHeld: NanoUsd = Number.NaN;
  /** Stands in the list of those that this transaction changed. */
  isListed = false;
  /** When it was read: Accounts.startTransaction. */
  readIn = 0;

  constructor(id: number, { unit, spent, held }: AccountRow) {
    this.id = id;
    this.unit = unit;
    this.read(spent, held);
  }

  read(spent: NanoUsd, held: NanoUsd): void {
    this.spent = spent;
    this.held = held;
    this.savedSpent = spent;
    this.savedHeld = held;
    this.room = Number.POSITIVE_INFINITY;
    this.movedSpent = 0;
    this.movedHeld = 0;
  }

  /** The row is as it was guessed, but for what others have added. */
  confirm(spent: NanoUsd, held: NanoUsd): void {
    const movedSpent = spent - this.spent;
    const movedHeld = held - this.held;
    this.read(spent, held);
    this.movedSpent = movedSpent;
    this.movedHeld = movedHeld;
  }
}

/** Of a row of `balances` that was read for many. */
export interface ReadBalance extends AccountRow {
  readonly id: number;
}

interface AccountRow extends Money {
  readonly unit: BudgetUnit;
}

const NEVER = -1;

/** Windows end, and their rows would stay cached until the owner's next change. */
const MAX_CACHED = 50_000;

/**
 * The rows of `balances`, each read once and cached. The calls of one transaction are checked against the cache, and each row
 * that they changed is written once, before the COMMIT. That write succeeds only if the row still is what was read; otherwise
 * the transaction is rolled back, and its calls are checked again against the database.
 */
export class Accounts {
  readonly #accounts = new Map<number, Account>();
  readonly #writes: CallWrites;
  #unsaved: Account[] = [];
  #transaction = 0;
  /** Those that the guess that runs has changed and saved; null: none runs. */
  #guessed: Account[] | null = null;

  constructor(writes: CallWrites) {
    this.#writes = writes;
  }

  /** Where there are other writers: what is cached may be another by now, but for the rows that were read just now. */
  startTransaction(rows: readonly ReadBalance[]): void {
    this.#transaction += 1;
    for (const row of rows) {
      const account = this.unread(row.id, row.unit);
      account.read(row.spent, row.held);
      account.readIn = this.#transaction;
    }
  }

  /** Of a row that there is; what is in it is read by the transaction that uses it. */
  unread(id: number, unit: BudgetUnit): Account {
    const cached = this.#accounts.get(id);
    if (cached !== undefined) return cached;
    const account = new Account(id, { unit, spent: Number.NaN, held: Number.NaN });
    account.readIn = NEVER;
    this.#accounts.set(id, account);
    return account;
  }

  /** What is cached may be another by now, and is taken as it is. */
  startGuess(): void {
    this.#guessed = [];
  }

  get isGuessing(): boolean {
    return this.#guessed !== null;
  }

  /** @param rows what the database made of all that was guessed; null: it was wrong, or given up */
  endGuess(rows: readonly ReadBalance[] | null): void {
    if (rows === null) this.#forgetGuess();
    this.#guessed = null;
    for (const { id, spent, held } of rows ?? []) this.#accounts.get(id)?.confirm(spent, held);
  }

  #forgetGuess(): void {
    for (const account of [...this.#unsaved, ...(this.#guessed ?? [])]) {
      account.read(Number.NaN, Number.NaN);
      account.isListed = false;
    }
    this.#unsaved = [];
  }

  /** Those of which nothing is known to guess from. */
  unknown(ids: readonly number[]): number[] {
    return ids.filter((id) => Number.isNaN(this.#accounts.get(id)?.spent ?? Number.NaN));
  }

  /** Outside of a transaction: a guess may take them as they are. */
  remember(rows: readonly ReadBalance[]): void {
    for (const { id, unit, spent, held } of rows) this.unread(id, unit).read(spent, held);
  }

  /** Read in this transaction, or by the only writer; or good enough for a guess. */
  isFresh(account: Account): boolean {
    return account.readIn === this.#transaction || (this.#guessed !== null && !Number.isNaN(account.spent));
  }

  /** null: it is not cached, or may be another by now. */
  known(id: number): Account | null {
    const account = this.#accounts.get(id);
    return account !== undefined && this.isFresh(account) ? account : null;
  }

  /** null: there is no such row. */
  *find(id: number): SqlWork<Account | null> {
    const cached = this.#accounts.get(id);
    if (cached !== undefined && this.isFresh(cached)) return cached;
    const row = yield* firstRow<AccountRow>('SELECT unit, spent, held FROM balances WHERE id = ?', id);
    if (row === undefined) {
      this.#accounts.delete(id);
      return null;
    }
    const account = cached ?? new Account(id, row);
    account.read(row.spent, row.held);
    account.readIn = this.#transaction;
    this.#accounts.set(id, account);
    return account;
  }

  /** Of a row that was read just now; what the transaction has changed since it read it first is not in it. */
  found({ id, unit, spent, held }: ReadBalance): Account {
    const account = this.unread(id, unit);
    if (this.isFresh(account)) return account;
    account.read(spent, held);
    account.readIn = this.#transaction;
    return account;
  }

  *get(id: number): SqlWork<Account> {
    const account = yield* this.find(id);
    if (account === null) throw new Error(`balance ${id} does not exist`);
    return account;
  }

  /** Adds to what is held, under a limit. */
  hold(account: Account, held: NanoUsd, limit: NanoUsd): void {
    if (held > 0 && limit < account.room) account.room = limit;
    this.add(account, held, 0);
  }

  /** Adds to what is held, and to what is spent. */
  add(account: Account, held: NanoUsd, spent: NanoUsd): void {
    account.held += held;
    account.spent += spent;
    if (account.isListed) return;
    account.isListed = true;
    // Of an earlier guess.
    account.movedSpent = 0;
    account.movedHeld = 0;
    this.#unsaved.push(account);
  }

  /** Writes what this transaction changed. @returns whether too many are cached @throws ChangedElsewhereError */
  save(): boolean {
    for (const account of this.#unsaved) {
      this.#writes.saveBalance(account);
      account.savedSpent = account.spent;
      account.savedHeld = account.held;
      account.room = Number.POSITIVE_INFINITY;
      account.isListed = false;
      this.#guessed?.push(account);
    }
    this.#unsaved = [];
    return this.#accounts.size > MAX_CACHED;
  }

  /** After a rollback, or once all is saved: each is read again. */
  discard(): void {
    this.#unsaved = [];
    this.#guessed = null;
    this.#accounts.clear();
  }
}
