import type { Statement } from 'better-sqlite3';
import type { BudgetUnit } from '../../../ledger/budget-units.ts';
import type { Money, NanoUsd } from '../../../ledger/money.ts';
import { ChangedElsewhereError, type Sqlite } from '../engine/database.ts';

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
  /** Stands in the list of those that this transaction changed. */
  isListed = false;

  constructor(id: number, { unit, spent, held }: AccountRow) {
    this.id = id;
    this.unit = unit;
    this.spent = spent;
    this.held = held;
    this.savedSpent = spent;
    this.savedHeld = held;
  }
}

interface AccountRow extends Money {
  readonly unit: BudgetUnit;
}

/** Windows end, and their rows would stay cached until the owner's next change. */
const MAX_CACHED = 50_000;

/**
 * The rows of `balances`, each read once and cached, because there is one writer. The calls of one transaction are checked
 * against the cache, and each row that they changed is written once, before the COMMIT. That write succeeds only if the
 * row still is what was read; otherwise the transaction is rolled back, and its calls are checked again against the file.
 */
export class Accounts {
  readonly #accounts = new Map<number, Account>();
  #unsaved: Account[] = [];
  readonly #money: Statement;
  readonly #save: Statement;

  constructor(sqlite: Sqlite) {
    this.#money = sqlite.prepare('SELECT unit, spent, held FROM balances WHERE id = ?');
    this.#save = sqlite.prepare('UPDATE balances SET spent = ?, held = ? WHERE id = ? AND spent = ? AND held = ?');
  }

  /** null: there is no such row. */
  find(id: number): Account | null {
    const known = this.#accounts.get(id);
    if (known !== undefined) return known;
    const row = this.#money.get(id) as AccountRow | undefined;
    if (row === undefined) return null;
    const account = new Account(id, row);
    this.#accounts.set(id, account);
    return account;
  }

  get(id: number): Account {
    const account = this.find(id);
    if (account === null) throw new Error(`balance ${id} does not exist`);
    return account;
  }

  /** Adds to what is held, and to what is spent. */
  add(account: Account, held: NanoUsd, spent: NanoUsd): void {
    account.held += held;
    account.spent += spent;
    if (account.isListed) return;
    account.isListed = true;
    this.#unsaved.push(account);
  }

  /** Writes what this transaction changed. @returns whether too many are cached @throws ChangedElsewhereError */
  save(): boolean {
    for (const account of this.#unsaved) {
      const { id, spent, held, savedSpent, savedHeld } = account;
      const { changes } = this.#save.run(spent, held, id, savedSpent, savedHeld);
      if (changes !== 1) throw new ChangedElsewhereError(`balance ${id} was changed by another program`);
      account.savedSpent = spent;
      account.savedHeld = held;
      account.isListed = false;
    }
    this.#unsaved = [];
    return this.#accounts.size > MAX_CACHED;
  }

  /** After a rollback, or once all is saved: each is read again. */
  discard(): void {
    this.#unsaved = [];
    this.#accounts.clear();
  }
}
