import { budgetBalance } from '../../../ledger/budget-balance.ts';
import { selectorText } from '../../../ledger/budget-selectors.ts';
import type { BudgetUnit } from '../../../ledger/budget-units.ts';
import type { BudgetBalance, BudgetRule } from '../../../ledger/budgets.ts';
import { firstIdAt } from '../../../ledger/hold-ids.ts';
import type { Money } from '../../../ledger/money.ts';
import { FOREVER, type Period, type Window, windowAt } from '../../../ledger/periods.ts';
import { NO_TOP_UPS, payingAt, type TopUpMoney } from '../../../ledger/top-ups.ts';
import { utcDay } from '../../../ledger/utc-days.ts';
import { NotFoundError } from '../../errors.ts';
import { countedCalls, sumHeld } from '../../sql/counted-calls.ts';
import { lastDayAt } from '../../sql/reports/local-days.ts';
import type { CommitGroup } from '../engine/commit-group.ts';
import type { Sqlite } from '../engine/database.ts';
import { runJob } from '../engine/reader-jobs.ts';
import type { Readers } from '../engine/readers.ts';
import { hasFewRecords, hasManyDays } from '../reports/row-counts.ts';
import type { CarryOvers, LastWindow } from './carry-overs.ts';
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
  readonly last: (LastWindow & { readonly money: WindowMoney }) | null;
  readonly topUps: readonly TopUpMoney[];
}

function windowKey({ period, unit, selector, window }: WindowMoney): string {
  return `${period} ${unit} ${selector} ${window.start}`;
}

/** The budgets of many students for a page to show. It makes no balance: only a call, or the owner, does. */
export class StudentBalances {
  readonly #sqlite: Sqlite;
  readonly #group: CommitGroup;
  readonly #rules: EffectiveRules;
  readonly #carryOvers: CarryOvers;
  readonly #readers: Readers;

  constructor(
    sqlite: Sqlite,
    group: CommitGroup,
    parts: { rules: EffectiveRules; carryOvers: CarryOvers; readers: Readers },
  ) {
    this.#sqlite = sqlite;
    this.#group = group;
    this.#rules = parts.rules;
    this.#carryOvers = parts.carryOvers;
    this.#readers = parts.readers;
  }

  async of(studentIds: readonly number[], now: number): Promise<ReadonlyMap<number, BudgetBalance[]>> {
    const unsummed: WindowMoney[] = [];
    const drafts = await this.#group.read(() => {
      unsummed.length = 0;
      return this.#draft(studentIds, now, unsummed);
    });
    const windows = Map.groupBy(
      unsummed,
      ({ unit, selector, window }) => `${unit} ${selector} ${window.start} ${window.end}`,
    );
    for (const alike of windows.values()) await this.#sum(alike);
    return new Map([...drafts].map(([id, ofStudent]) => [id, ofStudent.map((draft) => this.#finish(draft))]));
  }

  #draft(studentIds: readonly number[], now: number, unsummed: WindowMoney[]): Map<number, Draft[]> {
    const drafts = new Map<number, Draft[]>();
    for (const studentId of studentIds) {
      const rules = this.#rulesOf(studentId);
      // Who was removed is left out.
      if (rules === null) continue;
      const topUps = this.#topUpsAt(studentId, now);
      drafts.set(
        studentId,
        rules.map((rule) => this.#draftOf(studentId, rule, windowAt(rule.period, rule.calendar, now), topUps)),
      );
    }
    const all = [...drafts.values()].flat();
    this.#readMoney([...all.map(({ money }) => money), ...all.flatMap(({ last }) => last?.money ?? [])], unsummed);
    return drafts;
  }

  #draftOf(studentId: number, rule: BudgetRule, window: Window, topUps: readonly TopUpMoney[]): Draft {
    const { period, unit } = rule;
    const kind = { studentId, period, unit, selector: selectorText(rule.selector) };
    const moneyIn = (window: Window) => ({ ...kind, window, spent: 0, held: 0 });
    const last = this.#carryOvers.lastOf(rule, window);
    const lastMoney = last === null ? null : { ...last, money: moneyIn(last.window) };
    return { rule, money: moneyIn(window), last: lastMoney, topUps };
  }

  #finish({ rule, money, last, topUps }: Draft): BudgetBalance {
    const { window } = money;
    const { carried } =
      last === null ? this.#carryOvers.known(rule, window) : this.#carryOvers.open(rule, window, last, last.money);
    return budgetBalance({ rule, window, money, carried }, topUps);
  }

  /** One statement a window: students of a class share theirs, and a statement for each took most of the time. */
  #readMoney(all: readonly WindowMoney[], unsummed: WindowMoney[]): void {
    const rulesSince = this.#sqlite.prepare('SELECT rules_since FROM students WHERE id = ?');
    const find = this.#sqlite.prepare(
      `SELECT scope_id AS studentId, spent, held FROM balances
       WHERE scope = 'student' AND scope_id IN (SELECT value FROM json_each(?)) AND period = ? AND unit = ? AND selector = ?
         AND window_start = ?`,
    );
    for (const alike of Map.groupBy(all, windowKey).values()) {
      const [first] = alike;
      if (first === undefined) continue;
      const ids = JSON.stringify(alike.map(({ studentId }) => studentId));
      const rows = find.all(ids, first.period, first.unit, first.selector, first.window.start) as (Money & {
        studentId: number;
      })[];
      const found = new Map(rows.map((row) => [row.studentId, row]));
      for (const money of alike) {
        const row = found.get(money.studentId);
        if (row !== undefined) Object.assign(money, { spent: row.spent, held: row.held });
        // A rule that began after its window: to be summed from the records.
        else if (money.window.start < (rulesSince.get(money.studentId) as { rules_since: number }).rules_since) {
          unsummed.push(money);
        }
      }
    }
  }

  #topUpsAt(studentId: number, now: number): readonly TopUpMoney[] {
    const inEffect = payingAt(this.#rules.topUpsOf('student', studentId), now);
    if (inEffect.length === 0) return NO_TOP_UPS;
    const find = this.#sqlite.prepare("SELECT spent, held FROM balances WHERE scope = 'top-up' AND scope_id = ?");
    return inEffect.map((topUp) => ({ topUp, money: find.get(topUp.id) as Money }));
  }

  #rulesOf(studentId: number): readonly BudgetRule[] | null {
    try {
      return this.#rules.rulesOf('student', studentId);
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
    const query = { unit, selector, studentIds, from: window.start, to: window.end };
    const held = this.#heldIn(first);
    const isOfDays = unit === 'money' && selector === '';
    const spent = (isOfDays ? this.#isQuick(window) : hasFewRecords(this.#sqlite))
      ? runJob(this.#sqlite, 'spent', query)
      : await this.#readers.read('spent', query);
    for (const money of alike) {
      money.spent = spent.get(money.studentId) ?? 0;
      money.held = held.get(money.studentId) ?? 0;
    }
  }

  #isQuick({ start, end }: Window): boolean {
    const days = { from: utcDay(start), to: end === FOREVER ? '9999-12-31' : lastDayAt(end) };
    return !hasManyDays(this.#sqlite, { ...days, groupBy: 'student' });
  }

  #heldIn({ unit, selector, window }: WindowMoney): Map<number, number> {
    const counted = countedCalls({ scope: 'student', unit, selector });
    const rows = this.#sqlite
      .prepare(
        `SELECT student_id AS studentId, ${sumHeld(unit)} AS held FROM holds
         WHERE id >= ? AND id < ? AND ${counted.sql} GROUP BY student_id`,
      )
      .all(firstIdAt(window.start), firstIdAt(window.end), ...counted.values) as { studentId: number; held: number }[];
    return new Map(rows.map(({ studentId, held }) => [studentId, held]));
  }
}
