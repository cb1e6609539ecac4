import type { Statement } from 'better-sqlite3';
import type { BudgetRule, Scope } from '../../../ledger/budgets.ts';
import type { NanoUsd } from '../../../ledger/money.ts';
import { PERIODS, type Window, windowAt } from '../../../ledger/periods.ts';
import { covers, type Money, type RuleBalance } from '../../../ledger/placement.ts';
import { type OpeningSums, openingSums } from '../../../ledger/rule-invalidation.ts';
import { ChangedElsewhereError, type Sqlite } from '../engine/database.ts';
import type { RuleInvalidation } from './rule-invalidation.ts';

/**
 * A row that enforces, as it will stand once the transaction that runs is committed. Its amounts begin as no small
 * integer: they pass 2^30 (about a dollar), V8 would then change how it stores them, and what it had compiled for the
 * calls was seen to be compiled again and again, on a third of a core.
 */
class Account {
  readonly id: number;
  spent: NanoUsd = Number.NaN;
  held: NanoUsd = Number.NaN;
  savedSpent: NanoUsd = Number.NaN;
  savedHeld: NanoUsd = Number.NaN;
  /** Stands in the list of those that this transaction changed. */
  isListed = false;

  constructor(id: number, { spent, held }: Money) {
    this.id = id;
    this.spent = spent;
    this.held = held;
    this.savedSpent = spent;
    this.savedHeld = held;
  }
}

export interface Balance extends RuleBalance {
  readonly money: Account;
}

/** Windows end, and their rows would stay cached until the owner's next change. */
const MAX_CACHED = 50_000;

/** Which rows of holds and usage_records belong to a scope; fixed texts, never input. */
const BELONGS: Record<Scope, string> = {
  wallet: '? = 0',
  class: 'class_id = ?',
  student: 'student_id = ?',
};

/**
 * The rows that enforce. Each is opened when the first call of its window needs it: empty, or summed from the records
 * and open holds of the window (ledger/rule-invalidation.ts decides).
 *
 * There is one writer, so a row is read once and cached. The calls of one transaction are checked against the cache, and
 * each row that they changed is written once, before the COMMIT. That write succeeds only if the row still is what was
 * read; otherwise the transaction is rolled back, and its calls are checked again against what is in the file.
 */
export class Balances {
  readonly #sqlite: Sqlite;
  readonly #invalidation: RuleInvalidation;
  readonly #onAdoption: () => void;
  readonly #current = new Map<BudgetRule, Balance>();
  readonly #accounts = new Map<number, Account>();
  #unsaved: Account[] = [];
  readonly #find: Statement;
  readonly #insert: Statement;
  readonly #money: Statement;
  readonly #save: Statement;
  readonly #giveBack: Statement;

  /** @param onAdoption is called when open holds were added to a balance that was opened after them */
  constructor(sqlite: Sqlite, invalidation: RuleInvalidation, onAdoption: () => void) {
    this.#sqlite = sqlite;
    this.#invalidation = invalidation;
    this.#onAdoption = onAdoption;
    this.#find = sqlite.prepare(
      'SELECT id FROM balances WHERE scope = ? AND scope_id = ? AND period = ? AND window_start = ?',
    );
    this.#insert = sqlite.prepare(
      'INSERT INTO balances (scope, scope_id, period, window_start, window_end, spent, held) VALUES (?, ?, ?, ?, ?, ?, ?)',
    );
    this.#money = sqlite.prepare('SELECT spent, held FROM balances WHERE id = ?');
    this.#save = sqlite.prepare('UPDATE balances SET spent = ?, held = ? WHERE id = ? AND spent = ? AND held = ?');
    this.#giveBack = sqlite.prepare(
      `UPDATE balances SET spent = spent - @amount
       WHERE scope = @scope AND scope_id = @scopeId AND period = @period AND window_start <= @at AND window_end > @at`,
    );
  }

  /** Writes what this transaction changed. @throws ChangedElsewhereError */
  save(): void {
    for (const account of this.#unsaved) {
      const { id, spent, held, savedSpent, savedHeld } = account;
      const { changes } = this.#save.run(spent, held, id, savedSpent, savedHeld);
      if (changes !== 1) throw new ChangedElsewhereError(`balance ${id} was changed by another program`);
      account.savedSpent = spent;
      account.savedHeld = held;
      account.isListed = false;
    }
    this.#unsaved = [];
    if (this.#accounts.size > MAX_CACHED) this.discard();
  }

  /** Writes what changed and empties the cache. */
  forget(): void {
    this.save();
    this.discard();
  }

  /** After a rollback: what was changed was not. */
  discard(): void {
    this.#unsaved = [];
    this.#current.clear();
    this.#accounts.clear();
  }

  /** The row of a rule's window around an instant; opened if there is none. */
  at(rule: BudgetRule, now: number): Balance {
    const known = this.#current.get(rule);
    if (known !== undefined && covers(known, now)) return known;
    const window = windowAt(rule.period, rule.calendar, now);
    const row = this.#find.get(rule.scope, rule.scopeId, rule.period, window.start) as { id: number } | undefined;
    const id = row?.id ?? this.#open(rule, window);
    const account = this.#account(id);
    if (account === null) throw new Error(`balance ${id} does not exist`);
    const balance = { rule, window, money: account };
    this.#current.set(rule, balance);
    return balance;
  }

  /** Adds to what is held in all of them. The decision that it fits has been made: ledger/placement.ts. */
  hold(balances: readonly Balance[], amount: NanoUsd): void {
    for (const { money } of balances) {
      money.held += amount;
      this.#changed(money);
    }
  }

  /** Does nothing for a balance that a change of rules dropped meanwhile: it is summed from the records when needed. */
  resolve(balanceId: number, held: NanoUsd, cost: NanoUsd): void {
    const account = this.#account(balanceId);
    if (account === null) return;
    account.held -= held;
    account.spent += cost;
    this.#changed(account);
  }

  /** Takes a refund off every window that the call was counted in. */
  giveBack(call: { studentId: number; classId: number; at: number }, amount: NanoUsd): void {
    this.forget();
    const scopes: [Scope, number][] = [
      ['wallet', 0],
      ['class', call.classId],
      ['student', call.studentId],
    ];
    for (const [scope, scopeId] of scopes) {
      for (const period of PERIODS) this.#giveBack.run({ amount, scope, scopeId, period, at: call.at });
    }
  }

  #changed(account: Account): void {
    if (account.isListed) return;
    account.isListed = true;
    this.#unsaved.push(account);
  }

  #account(id: number): Account | null {
    const known = this.#accounts.get(id);
    if (known !== undefined) return known;
    const row = this.#money.get(id) as Money | undefined;
    if (row === undefined) return null;
    const account = new Account(id, row);
    this.#accounts.set(id, account);
    return account;
  }

  #open(rule: BudgetRule, window: Window): number {
    const sums = openingSums(window, this.#invalidation.historyOf(rule.scope, rule.scopeId));
    const spent = sums === null ? 0 : this.#spentBetween(rule, sums.records);
    const inserted = this.#insert.run(rule.scope, rule.scopeId, rule.period, window.start, window.end, spent, 0);
    const id = Number(inserted.lastInsertRowid);
    if (sums !== null) this.#adoptHolds(rule, id, sums.holds);
    return id;
  }

  #spentBetween(rule: BudgetRule, [from, to]: OpeningSums['records']): NanoUsd {
    const { spent } = this.#sqlite
      .prepare(
        `SELECT coalesce(sum(cost), 0) - coalesce(sum((SELECT sum(amount) FROM refunds WHERE record_id = usage_records.id)), 0)
         AS spent FROM usage_records WHERE id >= ? AND id < ? AND ${BELONGS[rule.scope]}`,
      )
      .get(from, to, rule.scopeId) as { spent: NanoUsd };
    return spent;
  }

  /** Calls in flight count in a balance that was opened after them, and will be settled in it. */
  #adoptHolds(rule: BudgetRule, balanceId: number, [from, to]: OpeningSums['holds']): void {
    this.#sqlite
      .prepare(
        `UPDATE balances SET held = (SELECT coalesce(sum(amount), 0) FROM holds WHERE id >= ? AND id < ? AND ${BELONGS[rule.scope]})
         WHERE id = ?`,
      )
      .run(from, to, rule.scopeId, balanceId);
    const { changes } = this.#sqlite
      .prepare(
        `UPDATE holds SET balance_ids = json_insert(balance_ids, '$[#]', CAST(? AS INTEGER))
         WHERE id >= ? AND id < ? AND ${BELONGS[rule.scope]}`,
      )
      .run(balanceId, from, to, rule.scopeId);
    if (changes > 0) this.#onAdoption();
  }
}
