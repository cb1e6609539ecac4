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
import { firstRow, type SqlWork, write } from '../sql-work.ts';

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

const FIND = `SELECT amount FROM carry_overs
  WHERE scope = ? AND scope_id = ? AND period = ? AND unit = ? AND selector = ? AND window_start = ?`;
const INSERT = `INSERT INTO carry_overs (scope, scope_id, period, unit, selector, window_start, amount, worth, used)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`;
/** A row can follow only where a limit carries over. */
const MAY_HAVE_ROWS = `SELECT 1 WHERE EXISTS (SELECT 1 FROM carry_overs)
  OR EXISTS (SELECT 1 FROM budgets WHERE carries_since IS NOT NULL)`;

/** What was carried into windows: a row each, written with the first hold of the window. */
export class CarryOvers {
  /** Where nobody carries over, nothing is looked for. null: not known yet. */
  #mayHaveRows: boolean | null = null;

  /** A limit may carry over from now on. */
  forget(): void {
    this.#mayHaveRows = null;
  }

  /** @param moneyIn the money of the rule in another window; it must include what this transaction changed */
  *into(rule: BudgetRule, window: Window, moneyIn: (window: Window) => SqlWork<Money>): SqlWork<Carried> {
    const last = yield* this.lastOf(rule, window);
    if (last === null) return yield* this.known(rule, window);
    const money = yield* moneyIn(last.window);
    return (yield* this.opening(rule, window, last))(money);
  }

  /** The window whose rest is carried into this one; null: that is fixed already, or nothing is carried over. */
  *lastOf(rule: BudgetRule, window: Window): SqlWork<LastWindow | null> {
    if (!carriesInto(rule, window) || (yield* this.#amountAt(rule, window.start)) !== null) return null;
    const last = lastWindow(rule, window);
    return { window: last, carried: (yield* this.known(rule, last)).carried };
  }

  /** As fixed, where `lastOf` is null. */
  *known(rule: BudgetRule, window: Window): SqlWork<Carried> {
    if (!mayCarry(rule.period) || !(this.#mayHaveRows ?? (yield* this.#look()))) return NOTHING;
    const fixed = carriesInto(rule, window) ? ((yield* this.#amountAt(rule, window.start)) ?? 0) : 0;
    return { carried: countedCarry(rule, fixed) - (yield* this.#givenBy(rule, window)), open: null };
  }

  /** As it is until the first hold, by the money of the last window. */
  *opening(rule: BudgetRule, window: Window, last: LastWindow): SqlWork<(money: Money) => Carried> {
    const given = yield* this.#givenBy(rule, window);
    return (money) => {
      const open = carryOver(rule, window, money, last.carried);
      return { carried: open.amount - given, open };
    };
  }

  /** Inside the transaction of the first hold of the window. */
  *fix(
    { scope, scopeId, period, unit, selector }: BudgetRule,
    { start }: Window,
    { amount, worth, used }: CarryOver,
  ): SqlWork<void> {
    yield* write(INSERT, scope, scopeId, period, unit, selectorText(selector), start, amount, worth, used);
    this.#mayHaveRows = true;
  }

  *#look(): SqlWork<boolean> {
    this.#mayHaveRows = (yield* firstRow(MAY_HAVE_ROWS)) !== undefined;
    return this.#mayHaveRows;
  }

  /** Only a clock that goes back comes to a window that gave something already. */
  *#givenBy(rule: BudgetRule, { end }: Window): SqlWork<number> {
    return (yield* this.#amountAt(rule, end)) ?? 0;
  }

  *#amountAt({ scope, scopeId, period, unit, selector }: BudgetRule, start: number): SqlWork<number | null> {
    if (!(this.#mayHaveRows ?? (yield* this.#look()))) return null;
    const row = yield* firstRow<{ amount: number }>(FIND, scope, scopeId, period, unit, selectorText(selector), start);
    return row?.amount ?? null;
  }
}
