import type { Statement } from 'better-sqlite3';
import type { BudgetBalance, BudgetRule, Scope } from '../../ledger/budgets.ts';
import { firstIdAt } from '../../ledger/holds.ts';
import type { NanoUsd } from '../../ledger/money.ts';
import { PERIODS, type Window, windowAt } from '../../ledger/periods.ts';
import type { Sqlite } from './database.ts';
import type { RuleChanges } from './rule-changes.ts';

export interface Balance {
  readonly id: number;
  readonly rule: BudgetRule;
  readonly window: Window;
}

export interface Money {
  readonly spent: NanoUsd;
  readonly held: NanoUsd;
}

/** Which rows of holds and usage_records belong to a scope; fixed texts, never input. */
const BELONGS: Record<Scope, string> = {
  wallet: '? = 0',
  class: 'class_id = ?',
  student: 'student_id = ?',
};

/**
 * The rows that enforce. Each is made when the first call of its window needs it: empty when the rule has stood since
 * before the window began, and otherwise summed from the records and open holds of the window, so that no change of
 * limits, dates, zones or classes ever resets what was spent.
 */
export class Balances {
  readonly #sqlite: Sqlite;
  readonly #changes: RuleChanges;
  readonly #current = new Map<string, Balance>();
  readonly #find: Statement;
  readonly #insert: Statement;
  readonly #money: Statement;
  readonly #hold: Statement;
  readonly #unhold: Statement;
  readonly #resolve: Statement;
  readonly #giveBack: Statement;

  constructor(sqlite: Sqlite, changes: RuleChanges) {
    this.#sqlite = sqlite;
    this.#changes = changes;
    this.#find = sqlite.prepare(
      'SELECT id, window_end FROM balances WHERE scope = ? AND scope_id = ? AND period = ? AND window_start = ?',
    );
    this.#insert = sqlite.prepare(
      'INSERT INTO balances (scope, scope_id, period, window_start, window_end, spent, held) VALUES (?, ?, ?, ?, ?, ?, ?)',
    );
    this.#money = sqlite.prepare('SELECT spent, held FROM balances WHERE id = ?');
    // Promise P1 is this condition.
    this.#hold = sqlite.prepare(
      'UPDATE balances SET held = held + @amount WHERE id = @id AND spent + held + @amount <= @limit RETURNING spent, held',
    );
    this.#unhold = sqlite.prepare('UPDATE balances SET held = held - ? WHERE id = ?');
    this.#resolve = sqlite.prepare('UPDATE balances SET held = held - ?, spent = spent + ? WHERE id = ?');
    this.#giveBack = sqlite.prepare(
      `UPDATE balances SET spent = spent - @amount
       WHERE scope = @scope AND scope_id = @scopeId AND period = @period AND window_start <= @at AND window_end > @at`,
    );
  }

  forget(): void {
    this.#current.clear();
  }

  /** The row of a rule's window around an instant; made if it is not there. */
  at(rule: BudgetRule, now: number): Balance {
    const key = `${rule.scope} ${rule.scopeId} ${rule.period}`;
    const known = this.#current.get(key);
    if (known !== undefined && this.#covers(known, now)) return known;
    const window = windowAt(rule.period, rule.calendar, now);
    const row = this.#find.get(rule.scope, rule.scopeId, rule.period, window.start) as
      | { id: number; window_end: number }
      | undefined;
    const balance = { id: row?.id ?? this.#open(rule, window), rule, window };
    this.#current.set(key, balance);
    return balance;
  }

  read(balance: Balance): BudgetBalance {
    const money = this.#money.get(balance.id) as Money;
    return { ...balance.rule, window: balance.window, spent: money.spent, held: money.held };
  }

  /** Adds to what is held if, and only if, it fits under the limit. Returns the money afterwards, or null. */
  hold(balance: Balance, amount: NanoUsd): Money | null {
    const money = this.#hold.get({ amount, id: balance.id, limit: balance.rule.limit }) as Money | undefined;
    return money ?? null;
  }

  /** Takes a hold back within the transaction that placed it. */
  unhold(balance: Balance, amount: NanoUsd): void {
    this.#unhold.run(amount, balance.id);
  }

  resolve(balanceId: number, held: NanoUsd, cost: NanoUsd): void {
    this.#resolve.run(held, cost, balanceId);
  }

  /** Takes a refund off every window that the call was counted in. */
  giveBack(call: { studentId: number; classId: number; at: number }, amount: NanoUsd): void {
    const scopes: [Scope, number][] = [
      ['wallet', 0],
      ['class', call.classId],
      ['student', call.studentId],
    ];
    for (const [scope, scopeId] of scopes) {
      for (const period of PERIODS) this.#giveBack.run({ amount, scope, scopeId, period, at: call.at });
    }
  }

  #covers(balance: Balance, now: number): boolean {
    // A term is the same whenever one asks; its dates only change with the rule.
    if (balance.rule.period === 'term') return true;
    return balance.window.start <= now && now < balance.window.end;
  }

  #open(rule: BudgetRule, window: Window): number {
    const { rulesSince, recordsSince } = this.#changes.historyOf(rule.scope, rule.scopeId);
    const seeded = window.start < rulesSince;
    const from = firstIdAt(Math.max(window.start, recordsSince));
    const to = firstIdAt(window.end);
    const spent = seeded ? this.#spentBetween(rule, from, to) : 0;
    const inserted = this.#insert.run(rule.scope, rule.scopeId, rule.period, window.start, window.end, spent, 0);
    const id = Number(inserted.lastInsertRowid);
    if (seeded) this.#adoptHolds(rule, id, firstIdAt(window.start), to);
    return id;
  }

  #spentBetween(rule: BudgetRule, from: number, to: number): NanoUsd {
    const { spent } = this.#sqlite
      .prepare(
        `SELECT coalesce(sum(cost), 0) - coalesce(sum((SELECT sum(amount) FROM refunds WHERE record_id = usage_records.id)), 0)
         AS spent FROM usage_records WHERE id >= ? AND id < ? AND ${BELONGS[rule.scope]}`,
      )
      .get(from, to, rule.scopeId) as { spent: NanoUsd };
    return spent;
  }

  /** Calls in flight count in a balance that was made after them, and will be settled in it. */
  #adoptHolds(rule: BudgetRule, balanceId: number, from: number, to: number): void {
    this.#sqlite
      .prepare(
        `UPDATE balances SET held = (SELECT coalesce(sum(amount), 0) FROM holds WHERE id >= ? AND id < ? AND ${BELONGS[rule.scope]})
         WHERE id = ?`,
      )
      .run(from, to, rule.scopeId, balanceId);
    this.#sqlite
      .prepare(
        `UPDATE holds SET balance_ids = json_insert(balance_ids, '$[#]', CAST(? AS INTEGER))
         WHERE id >= ? AND id < ? AND ${BELONGS[rule.scope]}`,
      )
      .run(balanceId, from, to, rule.scopeId);
  }
}
