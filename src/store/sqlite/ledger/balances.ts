import type { Statement } from 'better-sqlite3';
import { isUsedUp } from '../../../ledger/budget-crossings.ts';
import type { BudgetRule, RuleBalance, Scope } from '../../../ledger/budgets.ts';
import type { CarryOver } from '../../../ledger/carry-over.ts';
import type { InsufficientBudget } from '../../../ledger/holds.ts';
import type { Money, NanoUsd } from '../../../ledger/money.ts';
import { PERIODS, type Window, windowAt } from '../../../ledger/periods.ts';
import { covers } from '../../../ledger/placement.ts';
import { type OpeningSums, openingSums } from '../../../ledger/rule-invalidation.ts';
import { TOP_UP_PERIOD } from '../../../ledger/stored-balance.ts';
import type { TopUp, TopUpMoney } from '../../../ledger/top-ups.ts';
import type { Sqlite } from '../engine/database.ts';
import { type Account, Accounts } from './accounts.ts';
import type { CarryOvers } from './carry-overs.ts';
import type { RuleInvalidation } from './rule-invalidation.ts';

export interface Balance extends RuleBalance, Charged {
  readonly money: Account;
  carried: NanoUsd;
}

export interface TopUpAccount extends TopUpMoney, Charged {
  readonly money: Account;
}

/** What a hold is charged to. */
export interface Charged {
  readonly money: Account;
  /** What is carried into its window, for the first hold to fix; null: it is fixed, or nothing is carried over. */
  openCarry: CarryOver | null;
}

/** Where a call is counted, as its record says. */
export interface CountedCall {
  readonly studentId: number;
  readonly classId: number;
  readonly studentTopUpId: number;
  readonly classTopUpId: number;
  /** ms UTC. */
  readonly at: number;
}

const NO_MONEY: Money = { spent: 0, held: 0 };

/** Which rows of holds and usage_records the budgets of a scope count; fixed texts, never input. */
const COUNTED: Record<Scope, string> = {
  wallet: '? = 0',
  class: 'class_id = ? AND class_top_up_id = 0',
  student: 'student_id = ? AND student_top_up_id = 0',
};

/**
 * The rows that enforce. Each is opened when the first call of its window needs it: empty, or summed from the records
 * and open holds of the window (ledger/rule-invalidation.ts decides). That of a top-up is made with it.
 */
export class Balances {
  readonly #sqlite: Sqlite;
  readonly #invalidation: RuleInvalidation;
  readonly #carryOvers: CarryOvers;
  readonly #onAdoption: () => void;
  readonly #accounts: Accounts;
  readonly #current = new Map<BudgetRule, Balance>();
  readonly #find: Statement;
  readonly #insert: Statement;
  readonly #giveBack: Statement;
  readonly #noteFull: Statement;

  /** @param onAdoption is called when open holds were added to a balance that was opened after them */
  constructor(
    sqlite: Sqlite,
    {
      invalidation,
      carryOvers,
      onAdoption,
    }: { invalidation: RuleInvalidation; carryOvers: CarryOvers; onAdoption: () => void },
  ) {
    this.#sqlite = sqlite;
    this.#invalidation = invalidation;
    this.#carryOvers = carryOvers;
    this.#onAdoption = onAdoption;
    this.#accounts = new Accounts(sqlite);
    this.#find = sqlite.prepare(
      'SELECT id FROM balances WHERE scope = ? AND scope_id = ? AND period = ? AND window_start = ?',
    );
    this.#insert = sqlite.prepare(
      'INSERT INTO balances (scope, scope_id, period, window_start, window_end, spent, held) VALUES (?, ?, ?, ?, ?, ?, ?)',
    );
    this.#noteFull = sqlite.prepare('UPDATE balances SET is_full = 1, notice_at = 0 WHERE id = ? AND is_full = 0');
    this.#giveBack = sqlite.prepare(
      `UPDATE balances SET spent = spent - @amount
       WHERE scope = @scope AND scope_id = @scopeId AND period = @period AND window_start <= @at AND window_end > @at`,
    );
  }

  /** Writes what this transaction changed. @throws ChangedElsewhereError */
  save(): void {
    if (this.#accounts.save()) this.discard();
  }

  /** Writes what changed and empties the cache. */
  forget(): void {
    this.save();
    this.discard();
  }

  /** After a rollback: what was changed was not. */
  discard(): void {
    this.#current.clear();
    this.#accounts.discard();
  }

  /** The row of a rule's window around an instant; opened if there is none. */
  at(rule: BudgetRule, now: number): Balance {
    const known = this.#current.get(rule);
    if (known !== undefined && covers(known, now)) {
      // Until it is fixed, it changes with every call of the last window that ends.
      if (known.openCarry !== null) this.#carryInto(known);
      return known;
    }
    const window = windowAt(rule.period, rule.calendar, now);
    const balance: Balance = { rule, window, money: this.#accountOf(rule, window), carried: 0, openCarry: null };
    this.#carryInto(balance);
    this.#current.set(rule, balance);
    return balance;
  }

  /** With the money of each. */
  ofTopUps(topUps: readonly TopUp[]): TopUpAccount[] {
    return topUps.map((topUp) => {
      const row = this.#find.get('top-up', topUp.id, TOP_UP_PERIOD, topUp.startsAt) as { id: number } | undefined;
      if (row === undefined) throw new Error(`top-up ${topUp.id} has no balance`);
      return { topUp, money: this.#accounts.get(row.id), openCarry: null };
    });
  }

  /** Adds to what is held in all of them. The decision that it fits has been made: ledger/placement.ts. */
  hold(charged: readonly (Balance | TopUpAccount)[], amount: NanoUsd): void {
    for (const one of charged) {
      this.#accounts.add(one.money, amount, 0);
      if (one.openCarry !== null && 'rule' in one) this.#fixCarry(one, one.openCarry);
    }
  }

  /** Does nothing for a balance that a change of rules dropped meanwhile: it is summed from the records when needed. */
  resolve(balanceId: number, held: NanoUsd, cost: NanoUsd): void {
    const account = this.#accounts.find(balanceId);
    if (account !== null) this.#accounts.add(account, -held, cost);
  }

  /** A refusal for spent money shows that a budget is used up, though a rest may be left that no call fits into. */
  noteRefusal({ why, budget }: InsufficientBudget, balances: readonly Balance[]): void {
    if (why !== 'spent' || !isUsedUp(budget)) return;
    const used = balances.find(({ rule }) => rule.scope === budget.scope && rule.period === budget.period);
    if (used !== undefined) this.#noteFull.run(used.money.id);
  }

  /** Takes a refund off every row that the call was counted in. */
  giveBack({ studentId, classId, studentTopUpId, classTopUpId, at }: CountedCall, amount: NanoUsd): void {
    this.forget();
    const from = (scope: string, scopeId: number, periods: readonly string[]) => {
      for (const period of periods) this.#giveBack.run({ amount, scope, scopeId, period, at });
    };
    from('wallet', 0, PERIODS);
    if (classTopUpId === 0) from('class', classId, PERIODS);
    else from('top-up', classTopUpId, [TOP_UP_PERIOD]);
    if (studentTopUpId === 0) from('student', studentId, PERIODS);
    else from('top-up', studentTopUpId, [TOP_UP_PERIOD]);
  }

  #carryInto(balance: Balance): void {
    const { rule, window } = balance;
    const { carried, open } = this.#carryOvers.into(rule, window, (last) => this.#moneyIn(rule, last));
    balance.carried = carried;
    balance.openCarry = open;
  }

  #fixCarry(balance: Balance, carry: CarryOver): void {
    this.#carryOvers.fix(balance.rule, balance.window, carry);
    balance.openCarry = null;
  }

  /** Without a row for a window that had no calls. */
  #moneyIn(rule: BudgetRule, window: Window): Money {
    const row = this.#find.get(rule.scope, rule.scopeId, rule.period, window.start) as { id: number } | undefined;
    if (row !== undefined) return this.#accounts.get(row.id);
    const history = this.#invalidation.historyOf(rule.scope, rule.scopeId);
    return openingSums(window, history) === null ? NO_MONEY : this.#accounts.get(this.#open(rule, window));
  }

  #accountOf(rule: BudgetRule, window: Window): Account {
    const row = this.#find.get(rule.scope, rule.scopeId, rule.period, window.start) as { id: number } | undefined;
    return this.#accounts.get(row?.id ?? this.#open(rule, window));
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
         AS spent FROM usage_records WHERE id >= ? AND id < ? AND ${COUNTED[rule.scope]}`,
      )
      .get(from, to, rule.scopeId) as { spent: NanoUsd };
    return spent;
  }

  /** Calls in flight count in a balance that was opened after them, and will be settled in it. */
  #adoptHolds(rule: BudgetRule, balanceId: number, [from, to]: OpeningSums['holds']): void {
    this.#sqlite
      .prepare(
        `UPDATE balances SET held = (SELECT coalesce(sum(amount), 0) FROM holds WHERE id >= ? AND id < ? AND ${COUNTED[rule.scope]})
         WHERE id = ?`,
      )
      .run(from, to, rule.scopeId, balanceId);
    const { changes } = this.#sqlite
      .prepare(
        `UPDATE holds SET balance_ids = json_insert(balance_ids, '$[#]', CAST(? AS INTEGER))
         WHERE id >= ? AND id < ? AND ${COUNTED[rule.scope]}`,
      )
      .run(balanceId, from, to, rule.scopeId);
    if (changes > 0) this.#onAdoption();
  }
}
