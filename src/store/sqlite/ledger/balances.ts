import type { Statement } from 'better-sqlite3';
import { covers } from '../../../ledger/budget-balance.ts';
import { isUsedUp } from '../../../ledger/budget-crossings.ts';
import { selectorText } from '../../../ledger/budget-selectors.ts';
import { amountIn, countsUse, type Quantities, type UnitAmounts } from '../../../ledger/budget-units.ts';
import { type BudgetRule, kindKey, type RuleBalance } from '../../../ledger/budgets.ts';
import type { CarryOver } from '../../../ledger/carry-over.ts';
import type { InsufficientBudget } from '../../../ledger/holds.ts';
import type { Money } from '../../../ledger/money.ts';
import { type Window, windowAt } from '../../../ledger/periods.ts';
import { type OpeningSums, openingSums } from '../../../ledger/rule-invalidation.ts';
import { TOP_UP_PERIOD } from '../../../ledger/stored-balance.ts';
import type { TopUp, TopUpMoney } from '../../../ledger/top-ups.ts';
import { countedCallsOf, sumCost, sumHeld, sumRefunded } from '../../sql/counted-calls.ts';
import type { Sqlite } from '../engine/database.ts';
import { type Account, Accounts } from './accounts.ts';
import type { CarryOvers } from './carry-overs.ts';
import { type CountedCall, GivenBack } from './given-back.ts';
import type { RuleInvalidation } from './rule-invalidation.ts';

export interface Balance extends RuleBalance, Charged {
  readonly money: Account;
  carried: number;
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

const NO_MONEY: Money = { spent: 0, held: 0 };

interface IdRow {
  readonly id: number;
}

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
  readonly #givenBack: GivenBack;
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
      'SELECT id FROM balances WHERE scope = ? AND scope_id = ? AND period = ? AND unit = ? AND selector = ? AND window_start = ?',
    );
    this.#insert = sqlite.prepare(
      `INSERT INTO balances (scope, scope_id, period, unit, selector, window_start, window_end, spent, held)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)`,
    );
    this.#noteFull = sqlite.prepare('UPDATE balances SET is_full = 1, notice_at = 0 WHERE id = ? AND is_full = 0');
    this.#givenBack = new GivenBack(sqlite);
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
      const row = this.#find.get('top-up', topUp.id, TOP_UP_PERIOD, 'money', '', topUp.startsAt) as IdRow | undefined;
      if (row === undefined) throw new Error(`top-up ${topUp.id} has no balance`);
      return { topUp, money: this.#accounts.get(row.id), openCarry: null };
    });
  }

  /** Adds to what is held in all of them. The decision that it fits has been made: ledger/placement.ts. */
  hold(charged: readonly (Balance | TopUpAccount)[], amounts: UnitAmounts): void {
    for (const one of charged) {
      this.#accounts.add(one.money, amountIn(one.money.unit, amounts), 0);
      if (one.openCarry !== null && 'rule' in one) this.#fixCarry(one, one.openCarry);
    }
  }

  /** Does nothing for a balance that a change of rules dropped meanwhile: it is summed from the records when needed. */
  resolve(balanceId: number, held: UnitAmounts, charged: UnitAmounts): void {
    const account = this.#accounts.find(balanceId);
    if (account === null) return;
    this.#accounts.add(account, -amountIn(account.unit, held), amountIn(account.unit, charged));
  }

  /** Whether one of them counts use; one that a change of rules dropped meanwhile is not there. */
  countUse(balanceIds: readonly number[], quantities: Quantities): boolean {
    return balanceIds.some((id) => countsUse(this.#accounts.find(id)?.unit ?? 'money', quantities));
  }

  /** A refusal for a spent budget shows that a budget is used up, though a rest may be left that no call fits into. */
  noteRefusal({ why, budget }: InsufficientBudget, balances: readonly Balance[]): void {
    if (why !== 'spent' || !isUsedUp(budget)) return;
    const used = balances.find(({ rule }) => rule.scope === budget.scope && kindKey(rule) === kindKey(budget));
    if (used !== undefined) this.#noteFull.run(used.money.id);
  }

  /** Takes a refund off every row that the call was counted in. */
  giveBack(call: CountedCall, amounts: UnitAmounts): void {
    this.forget();
    this.#givenBack.take(call, amounts);
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
    const row = this.#rowOf(rule, window);
    if (row !== undefined) return this.#accounts.get(row.id);
    const history = this.#invalidation.historyOf(rule.scope, rule.scopeId);
    return openingSums(window, history) === null ? NO_MONEY : this.#accounts.get(this.#open(rule, window));
  }

  #accountOf(rule: BudgetRule, window: Window): Account {
    return this.#accounts.get(this.#rowOf(rule, window)?.id ?? this.#open(rule, window));
  }

  #rowOf({ scope, scopeId, period, unit, selector }: BudgetRule, { start }: Window): IdRow | undefined {
    return this.#find.get(scope, scopeId, period, unit, selectorText(selector), start) as IdRow | undefined;
  }

  #open(rule: BudgetRule, window: Window): number {
    const { scope, scopeId, period, unit } = rule;
    const sums = openingSums(window, this.#invalidation.historyOf(scope, scopeId));
    const spent = sums === null ? 0 : this.#spentBetween(rule, sums.records);
    const selector = selectorText(rule.selector);
    const inserted = this.#insert.run(scope, scopeId, period, unit, selector, window.start, window.end, spent);
    const id = Number(inserted.lastInsertRowid);
    if (sums !== null) this.#adoptHolds(rule, id, sums.holds);
    return id;
  }

  /** Calls wait for it. Refunds are few: looked up for each record, they took more than half of the time. */
  #spentBetween(rule: BudgetRule, [from, to]: OpeningSums['records']): number {
    const counted = countedCallsOf({ ...rule, selector: selectorText(rule.selector) });
    const sum = (sql: string) => {
      const found = this.#sqlite.prepare(`${sql} AND ${counted.sql}`).get(from, to, ...counted.values);
      return (found as { sum: number | null }).sum ?? 0;
    };
    const cost = sum(`SELECT ${sumCost(rule.unit)} AS sum FROM usage_records WHERE id >= ? AND id < ?`);
    const refunded = sum(
      `SELECT ${sumRefunded(rule.unit)} AS sum FROM refunds CROSS JOIN usage_records ON usage_records.id = record_id
       WHERE record_id >= ? AND record_id < ?`,
    );
    return cost - refunded;
  }

  /** Calls in flight count in a balance that was opened after them, and will be settled in it. */
  #adoptHolds(rule: BudgetRule, balanceId: number, [from, to]: OpeningSums['holds']): void {
    const counted = countedCallsOf({ ...rule, selector: selectorText(rule.selector) });
    const where = `id >= ? AND id < ? AND ${counted.sql}`;
    this.#sqlite
      .prepare(
        `UPDATE balances SET held = coalesce((SELECT ${sumHeld(rule.unit)} FROM holds WHERE ${where}), 0) WHERE id = ?`,
      )
      .run(from, to, ...counted.values, balanceId);
    const { changes } = this.#sqlite
      .prepare(`UPDATE holds SET balance_ids = json_insert(balance_ids, '$[#]', CAST(? AS INTEGER)) WHERE ${where}`)
      .run(balanceId, from, to, ...counted.values);
    if (changes > 0) this.#onAdoption();
  }
}
