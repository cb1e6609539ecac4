import type { Statement } from 'better-sqlite3';
import { selectorText } from '../../../ledger/budget-selectors.ts';
import type { BudgetRule } from '../../../ledger/budgets.ts';
import {
  type CarryOver,
  carriesInto,
  carryOver,
  countedCarry,
  lastWindow,
  mayCarry,
} from '../../../ledger/carry-over.ts';
import type { Money } from '../../../ledger/money.ts';
import type { Window } from '../../../ledger/periods.ts';
import type { Sqlite } from '../engine/database.ts';

/** What a window has beyond the limit of its rule. */
export interface Carried {
  /** What was carried into it, less what it gave to the next window. */
  readonly carried: number;
  /** What the first hold of the window has to fix; null: it is fixed, or nothing is carried over. */
  readonly open: CarryOver | null;
}

/** What must be known of the last window to tell what is carried into this one. */
export interface LastWindow {
  readonly window: Window;
  readonly carried: number;
}

const NOTHING: Carried = { carried: 0, open: null };

/** What was carried into windows: a row each, written with the first hold of the window. */
export class CarryOvers {
  readonly #find: Statement;
  readonly #insert: Statement;
  /** Where nobody carries over, nothing is looked for. It only ever becomes true; a rollback may leave it so. */
  #hasRows: boolean;

  constructor(sqlite: Sqlite) {
    this.#find = sqlite.prepare(
      `SELECT amount FROM carry_overs
       WHERE scope = ? AND scope_id = ? AND period = ? AND unit = ? AND selector = ? AND window_start = ?`,
    );
    this.#insert =
      sqlite.prepare(`INSERT INTO carry_overs (scope, scope_id, period, unit, selector, window_start, amount, worth, used)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`);
    this.#hasRows = sqlite.prepare('SELECT 1 FROM carry_overs LIMIT 1').get() !== undefined;
  }

  /** @param moneyIn the money of the rule in another window; it must include what this transaction changed */
  into(rule: BudgetRule, window: Window, moneyIn: (window: Window) => Money): Carried {
    const last = this.lastOf(rule, window);
    if (last === null) return this.known(rule, window);
    return this.open(rule, window, last, moneyIn(last.window));
  }

  /** The window whose rest is carried into this one; null: that is fixed already, or nothing is carried over. */
  lastOf(rule: BudgetRule, window: Window): LastWindow | null {
    if (!carriesInto(rule, window) || this.#amountAt(rule, window.start) !== null) return null;
    const last = lastWindow(rule, window);
    return { window: last, carried: this.known(rule, last).carried };
  }

  /** As fixed, where `lastOf` is null. */
  known(rule: BudgetRule, window: Window): Carried {
    if (!this.#hasRows || !mayCarry(rule.period)) return NOTHING;
    const fixed = carriesInto(rule, window) ? (this.#amountAt(rule, window.start) ?? 0) : 0;
    return { carried: countedCarry(rule, fixed) - this.#givenBy(rule, window), open: null };
  }

  /** As it is until the first hold. */
  open(rule: BudgetRule, window: Window, last: LastWindow, money: Money): Carried {
    const open = carryOver(rule, window, money, last.carried);
    return { carried: open.amount - this.#givenBy(rule, window), open };
  }

  /** Inside the transaction of the first hold of the window. */
  fix(
    { scope, scopeId, period, unit, selector }: BudgetRule,
    { start }: Window,
    { amount, worth, used }: CarryOver,
  ): void {
    this.#insert.run(scope, scopeId, period, unit, selectorText(selector), start, amount, worth, used);
    this.#hasRows = true;
  }

  /** Only a clock that goes back comes to a window that gave something already. */
  #givenBy(rule: BudgetRule, { end }: Window): number {
    return this.#amountAt(rule, end) ?? 0;
  }

  #amountAt({ scope, scopeId, period, unit, selector }: BudgetRule, start: number): number | null {
    if (!this.#hasRows) return null;
    const row = this.#find.get(scope, scopeId, period, unit, selectorText(selector), start) as
      | { amount: number }
      | undefined;
    return row?.amount ?? null;
  }
}
