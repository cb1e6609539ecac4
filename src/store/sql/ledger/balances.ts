import { covers } from '../../../ledger/budget-balance.ts';
import { isUsedUp } from '../../../ledger/budget-crossings.ts';
import { selectorText } from '../../../ledger/budget-selectors.ts';
import { amountIn, countsUse, type Quantities, type UnitAmounts } from '../../../ledger/budget-units.ts';
import { type BudgetRule, kindKey } from '../../../ledger/budgets.ts';
import type { CarryOver } from '../../../ledger/carry-over.ts';
import type { InsufficientBudget } from '../../../ledger/holds.ts';
import type { Money } from '../../../ledger/money.ts';
import { type Window, windowAt } from '../../../ledger/periods.ts';
import { openingSums } from '../../../ledger/rule-invalidation.ts';
import { TOP_UP_PERIOD } from '../../../ledger/stored-balance.ts';
import type { TopUp } from '../../../ledger/top-ups.ts';
import { firstRow, insertedId, mapWork, type SqlWork, write } from '../sql-work.ts';
import { type Account, Accounts, type ReadBalance } from './accounts.ts';
import type { CallWrites } from './call-writes.ts';
import type { CarryOvers } from './carry-overs.ts';
import type { Balance, TopUpAccount } from './charged.ts';
import { type CountedCall, GivenBack } from './given-back.ts';
import { adoptHolds, spentBetween } from './opening.ts';
import type { RuleInvalidation } from './rule-invalidation.ts';

const NO_MONEY: Money = { spent: 0, held: 0 };

export interface FoundBalance extends Money {
  readonly id: number;
}

export const FIND_BALANCE = `SELECT id, spent, held FROM balances
  WHERE scope = ? AND scope_id = ? AND period = ? AND unit = ? AND selector = ? AND window_start = ?`;
const INSERT = `INSERT INTO balances (scope, scope_id, period, unit, selector, window_start, window_end, spent, held)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)`;
const NOTE_FULL = 'UPDATE balances SET is_full = 1, notice_at = 0 WHERE id = ? AND is_full = 0';

interface Parts {
  readonly writes: CallWrites;
  readonly invalidation: RuleInvalidation;
  readonly carryOvers: CarryOvers;
  /** Is called when open holds were added to a balance that was opened after them. */
  readonly onAdoption: () => void;
}

/**
 * The rows that enforce. Each is opened when the first call of its window needs it: empty, or summed from the records
 * and open holds of the window (ledger/rule-invalidation.ts decides). That of a top-up is made with it.
 */
export class Balances {
  readonly #invalidation: RuleInvalidation;
  readonly #carryOvers: CarryOvers;
  readonly #onAdoption: () => void;
  readonly #accounts: Accounts;
  readonly #current = new Map<BudgetRule, Balance>();
  /** The row of a top-up, by its id. */
  readonly #ofTopUps = new Map<number, number>();
  readonly #givenBack = new GivenBack();

  constructor({ writes, invalidation, carryOvers, onAdoption }: Parts) {
    this.#invalidation = invalidation;
    this.#carryOvers = carryOvers;
    this.#onAdoption = onAdoption;
    this.#accounts = new Accounts(writes);
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
    this.#ofTopUps.clear();
    this.#accounts.discard();
  }

  /** The clock went back, perhaps into a window that has given its rest to the next one since: another server may have. */
  wentBack(): void {
    this.#current.clear();
  }

  /** The row of a rule's window around an instant, where nothing has to be read for it. */
  known(rule: BudgetRule, now: number): Balance | null {
    const known = this.#current.get(rule);
    // Until it is fixed, what is carried over changes with every call of the last window that ends.
    if (known === undefined || known.openCarry !== null || !covers(known, now)) return null;
    return this.#accounts.isFresh(known.money) ? known : null;
  }

  /** It is known which row a rule has at an instant. */
  isFound(rule: BudgetRule, now: number): boolean {
    const known = this.#current.get(rule);
    return known !== undefined && covers(known, now);
  }

  /**
   * Outside of a transaction, which will read the money: finds the row that a rule has at an instant. It opens none, and
   * leaves out one whose carry is not fixed.
   */
  *find(rule: BudgetRule, now: number): SqlWork<void> {
    if (this.isFound(rule, now)) return;
    const window = windowAt(rule.period, rule.calendar, now);
    const row = yield* this.#rowOf(rule, window);
    if (row === undefined || (yield* this.#carryOvers.lastOf(rule, window)) !== null) return;
    const { carried } = yield* this.#carryOvers.known(rule, window);
    this.#current.set(rule, {
      rule,
      window,
      money: this.#accounts.unread(row.id, rule.unit),
      carried,
      openCarry: null,
    });
  }

  /** The rows that rules had last, and those of top-ups, as far as they are known. */
  idsOf(rules: readonly BudgetRule[], topUps: readonly TopUp[]): number[] {
    const ids = rules.flatMap((rule) => this.#current.get(rule)?.money.id ?? []);
    return topUps.length === 0 ? ids : [...ids, ...topUps.flatMap(({ id }) => this.#ofTopUps.get(id) ?? [])];
  }

  /** Where there are other writers, before the work of a transaction begins. */
  startTransaction(rows: readonly ReadBalance[]): void {
    this.#accounts.startTransaction(rows);
  }

  get accounts(): Accounts {
    return this.#accounts;
  }

  /** The row of a rule's window around an instant; opened if there is none. */
  *at(rule: BudgetRule, now: number): SqlWork<Balance> {
    const known = this.#current.get(rule);
    if (known !== undefined && covers(known, now) && (yield* this.#accounts.find(known.money.id)) === known.money) {
      if (known.openCarry !== null) yield* this.#carryInto(known);
      return known;
    }
    const window = windowAt(rule.period, rule.calendar, now);
    const balance: Balance = { rule, window, money: yield* this.#accountOf(rule, window), carried: 0, openCarry: null };
    yield* this.#carryInto(balance);
    this.#current.set(rule, balance);
    return balance;
  }

  /** With the money of each. */
  *ofTopUps(topUps: readonly TopUp[]): SqlWork<TopUpAccount[]> {
    return yield* mapWork(topUps, (topUp) => this.#ofTopUp(topUp));
  }

  /** Adds to what is held in all of them. The decision that it fits has been made: ledger/placement.ts. */
  *hold(charged: readonly (Balance | TopUpAccount)[], amounts: UnitAmounts): SqlWork<void> {
    for (const one of charged) {
      const limit = 'rule' in one ? one.rule.limit + one.carried : one.topUp.amount;
      this.#accounts.hold(one.money, amountIn(one.money.unit, amounts), limit);
      if (one.openCarry !== null && 'rule' in one) yield* this.#fixCarry(one, one.openCarry);
    }
  }

  /** Does nothing for a balance that a change of rules dropped meanwhile: it is summed from the records when needed. */
  *resolve(balanceId: number, held: UnitAmounts, charged: UnitAmounts): SqlWork<void> {
    const account = this.#accounts.known(balanceId) ?? (yield* this.#accounts.find(balanceId));
    if (account === null) return;
    this.#accounts.add(account, -amountIn(account.unit, held), amountIn(account.unit, charged));
  }

  /** Whether one of them counts use; one that a change of rules dropped meanwhile is not there. */
  *countUse(balanceIds: readonly number[], quantities: Quantities): SqlWork<boolean> {
    const accounts = yield* mapWork(balanceIds, (id) => this.#accounts.find(id));
    return accounts.some((account) => countsUse(account?.unit ?? 'money', quantities));
  }

  /** A refusal for a spent budget shows that a budget is used up, though a rest may be left that no call fits into. */
  *noteRefusal({ why, budget }: InsufficientBudget, balances: readonly Balance[]): SqlWork<void> {
    if (why !== 'spent' || !isUsedUp(budget)) return;
    const used = balances.find(({ rule }) => rule.scope === budget.scope && kindKey(rule) === kindKey(budget));
    if (used !== undefined) yield* write(NOTE_FULL, used.money.id);
  }

  /** Takes a refund off every row that the call was counted in. */
  *giveBack(call: CountedCall, amounts: UnitAmounts): SqlWork<void> {
    this.forget();
    yield* this.#givenBack.take(call, amounts);
  }

  *#ofTopUp(topUp: TopUp): SqlWork<TopUpAccount> {
    const id = this.#ofTopUps.get(topUp.id) ?? (yield* this.#findTopUp(topUp));
    return { topUp, money: yield* this.#accounts.get(id), openCarry: null };
  }

  *#findTopUp({ id, startsAt }: TopUp): SqlWork<number> {
    const key = ['top-up', id, TOP_UP_PERIOD, 'money', '', startsAt];
    const row = yield* firstRow<FoundBalance>(FIND_BALANCE, ...key);
    if (row === undefined) throw new Error(`top-up ${id} has no balance`);
    this.#ofTopUps.set(id, row.id);
    return row.id;
  }

  *#carryInto(balance: Balance): SqlWork<void> {
    const { rule, window } = balance;
    const { carried, open } = yield* this.#carryOvers.into(rule, window, (last) => this.#moneyIn(rule, last));
    balance.carried = carried;
    balance.openCarry = open;
  }

  *#fixCarry(balance: Balance, carry: CarryOver): SqlWork<void> {
    yield* this.#carryOvers.fix(balance.rule, balance.window, carry);
    balance.openCarry = null;
  }

  /** Without a row for a window that had no calls. */
  *#moneyIn(rule: BudgetRule, window: Window): SqlWork<Money> {
    const row = yield* this.#rowOf(rule, window);
    if (row !== undefined) return this.#accounts.found({ ...row, unit: rule.unit });
    const history = yield* this.#invalidation.historyOf(rule.scope, rule.scopeId);
    return openingSums(window, history) === null ? NO_MONEY : yield* this.#open(rule, window);
  }

  *#accountOf(rule: BudgetRule, window: Window): SqlWork<Account> {
    const row = yield* this.#rowOf(rule, window);
    return row === undefined ? yield* this.#open(rule, window) : this.#accounts.found({ ...row, unit: rule.unit });
  }

  *#rowOf(
    { scope, scopeId, period, unit, selector }: BudgetRule,
    { start }: Window,
  ): SqlWork<FoundBalance | undefined> {
    return yield* firstRow<FoundBalance>(FIND_BALANCE, scope, scopeId, period, unit, selectorText(selector), start);
  }

  *#open(rule: BudgetRule, window: Window): SqlWork<Account> {
    const { scope, scopeId, period, unit } = rule;
    const sums = openingSums(window, yield* this.#invalidation.historyOf(scope, scopeId));
    const spent = sums === null ? 0 : yield* spentBetween(rule, sums.records);
    const selector = selectorText(rule.selector);
    const values = [scope, scopeId, period, unit, selector, window.start, window.end, spent];
    const id = yield* insertedId(INSERT, ...values);
    if (sums === null || !(yield* adoptHolds(rule, id, sums.holds)))
      return this.#accounts.found({ id, unit, spent, held: 0 });
    this.#onAdoption();
    return yield* this.#accounts.get(id);
  }
}
