import { budgetBalance } from '../../../ledger/budget-balance.ts';
import { selectorText } from '../../../ledger/budget-selectors.ts';
import type { BudgetBalance, BudgetRule, RuleBalance, Scope } from '../../../ledger/budgets.ts';
import type { Money } from '../../../ledger/money.ts';
import { type Window, windowAt } from '../../../ledger/periods.ts';
import { openingSums } from '../../../ledger/rule-invalidation.ts';
import { payingAt } from '../../../ledger/top-ups.ts';
import { firstRow, mapWork, type SqlWork } from '../sql-work.ts';
import { FIND_BALANCE } from './balances.ts';
import type { CarryOvers } from './carry-overs.ts';
import type { EffectiveRules } from './effective-rules.ts';
import type { RuleInvalidation } from './rule-invalidation.ts';
import { moneyOfTopUp } from './student-balances.ts';

const NO_MONEY: Money = { spent: 0, held: 0 };

interface Parts {
  readonly rules: EffectiveRules;
  readonly carryOvers: CarryOvers;
  readonly invalidation: RuleInvalidation;
}

/**
 * Balances of a class or of the wallet for somebody to look at, as a call would find them: what is committed is read, no row
 * is made, and no cache of balances is used. So it needs no lock where servers share a database: pages ask for them all the
 * time. Those of students: student-balances.ts.
 */
export class ShownBalances {
  readonly #rules: EffectiveRules;
  readonly #carryOvers: CarryOvers;
  readonly #invalidation: RuleInvalidation;

  constructor({ rules, carryOvers, invalidation }: Parts) {
    this.#rules = rules;
    this.#carryOvers = carryOvers;
    this.#invalidation = invalidation;
  }

  /** @param now ms UTC @returns null: one of them has no row, and would be summed from the records @throws NotFoundError */
  *of(scope: Scope, scopeId: number, now: number): SqlWork<BudgetBalance[] | null> {
    const rules = yield* this.#rules.rulesOf(scope, scopeId);
    const topUps = yield* mapWork(payingAt(yield* this.#rules.topUpsOf(scope, scopeId), now), moneyOfTopUp);
    const balances = yield* mapWork(rules, (rule) => this.#look(rule, now));
    const found = balances.filter((balance) => balance !== null);
    return found.length < rules.length ? null : found.map((balance) => budgetBalance(balance, topUps));
  }

  *#look(rule: BudgetRule, now: number): SqlWork<RuleBalance | null> {
    const window = windowAt(rule.period, rule.calendar, now);
    const money = yield* this.#moneyIn(rule, window);
    const last = yield* this.#carryOvers.lastOf(rule, window);
    const ofLast = last === null ? NO_MONEY : yield* this.#moneyIn(rule, last.window);
    if (money === null || ofLast === null) return null;
    const { carried } =
      last === null
        ? yield* this.#carryOvers.known(rule, window)
        : (yield* this.#carryOvers.opening(rule, window, last))(ofLast);
    return { rule, window, money, carried };
  }

  *#moneyIn(rule: BudgetRule, window: Window): SqlWork<Money | null> {
    const { scope, scopeId, period, unit } = rule;
    const key = [scope, scopeId, period, unit, selectorText(rule.selector), window.start];
    const row = yield* firstRow<Money>(FIND_BALANCE, ...key);
    if (row !== undefined) return row;
    return openingSums(window, yield* this.#invalidation.historyOf(scope, scopeId)) === null ? NO_MONEY : null;
  }
}
