import { budgetBalance } from '../../../ledger/budget-balance.ts';
import { selectorText } from '../../../ledger/budget-selectors.ts';
import type { BudgetUnit } from '../../../ledger/budget-units.ts';
import type { BudgetBalance, BudgetRule } from '../../../ledger/budgets.ts';
import { firstIdAt } from '../../../ledger/hold-ids.ts';
import type { Money } from '../../../ledger/money.ts';
import { type Period, type Window, windowAt } from '../../../ledger/periods.ts';
import { NO_TOP_UPS, payingAt, type TopUp, type TopUpMoney } from '../../../ledger/top-ups.ts';
import { NotFoundError } from '../../errors.ts';
import { countedCalls, sumHeld } from '../counted-calls.ts';
import { NUMBERS_OF_JSON } from '../engine-words.ts';
import type { Readers } from '../readers.ts';
import { allRows, mapWork, oneRow, type SqlWork } from '../sql-work.ts';
import type { Transactions } from '../transactions.ts';
import type { Carried, CarryOvers } from './carry-overs.ts';
import type { EffectiveRules } from './effective-rules.ts';

/** The money of a student in a window, which others of the same window share a statement with. */
interface WindowMoney {
  readonly studentId: number;
  readonly period: Period;
  readonly unit: BudgetUnit;
  /** selectorText(). */
  readonly selector: string;
  readonly window: Window;
  spent: number;
  held: number;
}

/** A balance in the making: what its window has, and the last one where something is carried out of that. */
interface Draft {
  readonly rule: BudgetRule;
  readonly money: WindowMoney;
  /** null: nothing is carried out of the last window, or it is fixed what is. */
  readonly lastMoney: WindowMoney | null;
  /** @param lastMoney once it is read */
  readonly carriedOf: (lastMoney: Money) => Carried;
  readonly topUps: readonly TopUpMoney[];
}

type Drafts = ReadonlyMap<number, readonly Draft[]>;

function windowKey({ period, unit, selector, window }: WindowMoney): string {
  return `${period} ${unit} ${selector} ${window.start}`;
}

/** The budgets of many students for a page to show. It makes no balance: only a call, or the owner, does. */
export class StudentBalances {
  readonly #group: Transactions;
  readonly #rules: EffectiveRules;
  readonly #carryOvers: CarryOvers;
  readonly #readers: Readers;

  constructor(group: Transactions, parts: { rules: EffectiveRules; carryOvers: CarryOvers; readers: Readers }) {
    this.#group = group;
    this.#rules = parts.rules;
    this.#carryOvers = parts.carryOvers;
    this.#readers = parts.readers;
  }

  async of(studentIds: readonly number[], now: number): Promise<ReadonlyMap<number, BudgetBalance[]>> {
    const drafts = await this.#group.readCached(
      () => this.#draft(studentIds, now),
      () => this.#warm(studentIds),
    );
    // Apart: where transactions wait for each other, no call waits for it.
    const unsummed = await this.#group.read(() => this.#readMoney(drafts));
    const windows = Map.groupBy(
      unsummed,
      ({ unit, selector, window }) => `${unit} ${selector} ${window.start} ${window.end}`,
    );
    for (const alike of windows.values()) await this.#sum(alike);
    return new Map([...drafts].map(([id, ofStudent]) => [id, ofStudent.map(balanceOf)]));
  }

  #warm(studentIds: readonly number[]): SqlWork<void>[] {
    const rules = this.#rules;
    return studentIds
      .filter((id) => rules.knownOf(id) === null)
      .map(function* (id): SqlWork<void> {
        yield* rules.ofStudent(id);
      });
  }

  *#draft(studentIds: readonly number[], now: number): SqlWork<Drafts> {
    const drafts = new Map<number, Draft[]>();
    for (const studentId of studentIds) {
      const rules = yield* this.#rulesOf(studentId);
      // Who was removed is left out.
      if (rules === null) continue;
      const topUps = yield* this.#topUpsAt(studentId, now);
      const draft = (rule: BudgetRule) =>
        this.#draftOf(studentId, rule, windowAt(rule.period, rule.calendar, now), topUps);
      drafts.set(studentId, yield* mapWork(rules, draft));
    }
    return drafts;
  }

  *#draftOf(studentId: number, rule: BudgetRule, window: Window, topUps: readonly TopUpMoney[]): SqlWork<Draft> {
    const { period, unit } = rule;
    const kind = { studentId, period, unit, selector: selectorText(rule.selector) };
    const moneyIn = (window: Window) => ({ ...kind, window, spent: 0, held: 0 });
    const last = yield* this.#carryOvers.lastOf(rule, window);
    const draft = { rule, money: moneyIn(window), topUps };
    if (last === null) {
      const known = yield* this.#carryOvers.known(rule, window);
      return { ...draft, lastMoney: null, carriedOf: () => known };
    }
    const carriedOf = yield* this.#carryOvers.opening(rule, window, last);
    return { ...draft, lastMoney: moneyIn(last.window), carriedOf };
  }

  /**
   * One statement a window: students of a class share theirs, and a statement for each took most of the time.
   * @returns what has to be summed from the records
   */
  *#readMoney(drafts: Drafts): SqlWork<WindowMoney[]> {
    const all = [...drafts.values()]
      .flat()
      .flatMap(({ money, lastMoney }) => (lastMoney === null ? [money] : [money, lastMoney]));
    const missing: WindowMoney[] = [];
    const find = `SELECT scope_id AS "studentId", spent, held FROM balances
       WHERE scope = 'student' AND scope_id IN (${NUMBERS_OF_JSON}) AND period = ? AND unit = ? AND selector = ?
         AND window_start = ?`;
    for (const alike of Map.groupBy(all, windowKey).values()) {
      const [first] = alike;
      if (first === undefined) continue;
      const { period, unit, selector, window } = first;
      const values = [idsOf(alike), period, unit, selector, window.start];
      const rows = yield* allRows<Money & { studentId: number }>(find, ...values);
      const found = new Map(rows.map((row) => [row.studentId, row]));
      for (const money of alike) {
        const row = found.get(money.studentId);
        if (row === undefined) missing.push(money);
        else Object.assign(money, { spent: row.spent, held: row.held });
      }
    }
    if (missing.length === 0) return [];
    const since = yield* rulesSince(missing);
    // A rule that began after its window: to be summed from the records.
    return missing.filter(({ studentId, window }) => window.start < (since.get(studentId) ?? 0));
  }

  *#topUpsAt(studentId: number, now: number): SqlWork<readonly TopUpMoney[]> {
    const inEffect = payingAt(yield* this.#rules.topUpsOf('student', studentId), now);
    if (inEffect.length === 0) return NO_TOP_UPS;
    return yield* mapWork(inEffect, moneyOfTopUp);
  }

  *#rulesOf(studentId: number): SqlWork<readonly BudgetRule[] | null> {
    try {
      return yield* this.#rules.rulesOf('student', studentId);
    } catch (error) {
      if (error instanceof NotFoundError) return null;
      throw error;
    }
  }

  /** @param alike all of the same window, unit and selector */
  async #sum(alike: readonly WindowMoney[]): Promise<void> {
    const [first] = alike;
    if (first === undefined) return;
    const { unit, selector, window } = first;
    const studentIds = alike.map(({ studentId }) => studentId);
    const held = await this.#group.read(() => heldIn(first));
    const spent = await this.#readers.read('spent', { unit, selector, studentIds, from: window.start, to: window.end });
    for (const money of alike) {
      money.spent = spent.get(money.studentId) ?? 0;
      money.held = held.get(money.studentId) ?? 0;
    }
  }
}

function balanceOf({ rule, money, lastMoney, carriedOf, topUps }: Draft): BudgetBalance {
  const { carried } = carriedOf(lastMoney ?? money);
  return budgetBalance({ rule, window: money.window, money, carried }, topUps);
}

function idsOf(all: readonly WindowMoney[]): string {
  return JSON.stringify([...new Set(all.map(({ studentId }) => studentId))]);
}

/** By student; ms UTC. */
function* rulesSince(all: readonly WindowMoney[]): SqlWork<Map<number, number>> {
  const rows = yield* allRows<{ id: number; rules_since: number }>(
    `SELECT id, rules_since FROM students WHERE id IN (${NUMBERS_OF_JSON})`,
    idsOf(all),
  );
  return new Map(rows.map(({ id, rules_since }) => [id, rules_since]));
}

function* heldIn({ unit, selector, window }: WindowMoney): SqlWork<Map<number, number>> {
  const counted = countedCalls({ scope: 'student', unit, selector });
  const rows = yield* allRows<{ studentId: number; held: number }>(
    `SELECT student_id AS "studentId", ${sumHeld(unit)} AS held FROM holds
     WHERE id >= ? AND id < ? AND ${counted.sql} GROUP BY student_id`,
    ...[firstIdAt(window.start), firstIdAt(window.end), ...counted.values],
  );
  return new Map(rows.map(({ studentId, held }) => [studentId, held]));
}

export function* moneyOfTopUp(topUp: TopUp): SqlWork<TopUpMoney> {
  const find = "SELECT spent, held FROM balances WHERE scope = 'top-up' AND scope_id = ?";
  return { topUp, money: yield* oneRow<Money>(find, topUp.id) };
}
