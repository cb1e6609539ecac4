import type { BudgetBalance, BudgetRule } from '../../../ledger/budgets.ts';
import { firstIdAt } from '../../../ledger/hold-ids.ts';
import type { Money } from '../../../ledger/money.ts';
import { FOREVER, type Window, windowAt } from '../../../ledger/periods.ts';
import { budgetBalance } from '../../../ledger/placement.ts';
import { NO_TOP_UPS, payingAt, type TopUpMoney } from '../../../ledger/top-ups.ts';
import { utcDay } from '../../../ledger/utc-days.ts';
import { NotFoundError } from '../../errors.ts';
import { lastDayAt } from '../../sql/reports/local-days.ts';
import type { CommitGroup } from '../engine/commit-group.ts';
import type { Sqlite } from '../engine/database.ts';
import { runJob } from '../engine/reader-jobs.ts';
import type { Readers } from '../engine/readers.ts';
import { hasManyDays } from '../reports/row-counts.ts';
import type { EffectiveRules } from './effective-rules.ts';

/** A balance that was not made yet, of a rule that began after its window: to be summed from the records. */
interface Unsummed {
  readonly studentId: number;
  readonly index: number;
  readonly window: Window;
}

interface CurrentWindow {
  readonly rule: BudgetRule;
  readonly window: Window;
}

function windowKey({ period }: BudgetRule, { start }: Window): string {
  return `${period} ${start}`;
}

/** The budgets of many students for a page to show. It makes no balance: only a call, or the owner, does. */
export class StudentBalances {
  readonly #sqlite: Sqlite;
  readonly #group: CommitGroup;
  readonly #rules: EffectiveRules;
  readonly #readers: Readers;

  constructor(sqlite: Sqlite, group: CommitGroup, parts: { rules: EffectiveRules; readers: Readers }) {
    this.#sqlite = sqlite;
    this.#group = group;
    this.#rules = parts.rules;
    this.#readers = parts.readers;
  }

  async of(studentIds: readonly number[], now: number): Promise<ReadonlyMap<number, BudgetBalance[]>> {
    const unsummed: Unsummed[] = [];
    const balances = await this.#group.read(() => {
      unsummed.length = 0;
      return this.#known(studentIds, now, unsummed);
    });
    const windows = Map.groupBy(unsummed, ({ window }) => `${window.start} ${window.end}`);
    for (const alike of windows.values()) await this.#sum(alike, balances);
    return balances;
  }

  #known(studentIds: readonly number[], now: number, unsummed: Unsummed[]): Map<number, BudgetBalance[]> {
    const rulesSince = this.#sqlite.prepare('SELECT rules_since FROM students WHERE id = ?');
    const windows = this.#windowsOf(studentIds, now);
    const moneyIn = this.#moneyIn(
      [...windows].flatMap(([studentId, rules]) => rules.map((rule) => ({ studentId, ...rule }))),
    );
    const balances = new Map<number, BudgetBalance[]>();
    for (const [studentId, rules] of windows) {
      const topUps = this.#topUpsAt(studentId, now);
      const ofStudent = rules.map(({ rule, window }, index) => {
        const row = moneyIn.get(windowKey(rule, window))?.get(studentId);
        if (row === undefined && window.start < (rulesSince.get(studentId) as { rules_since: number }).rules_since) {
          unsummed.push({ studentId, index, window });
        }
        const money = { spent: row?.spent ?? 0, held: row?.held ?? 0 };
        return budgetBalance({ rule, window, money, carried: 0 }, topUps);
      });
      balances.set(studentId, ofStudent);
    }
    return balances;
  }

  /** Without those who were removed. */
  #windowsOf(studentIds: readonly number[], now: number): Map<number, CurrentWindow[]> {
    const windows = new Map<number, CurrentWindow[]>();
    for (const studentId of studentIds) {
      const rules = this.#rulesOf(studentId);
      if (rules === null) continue;
      const current = rules.map((rule) => ({ rule, window: windowAt(rule.period, rule.calendar, now) }));
      windows.set(studentId, current);
    }
    return windows;
  }

  /** One statement a window: students of a class share theirs, and a statement for each took most of the time. */
  #moneyIn(all: readonly (CurrentWindow & { readonly studentId: number })[]): Map<string, Map<number, Money>> {
    const find = this.#sqlite.prepare(
      `SELECT scope_id AS studentId, spent, held FROM balances
       WHERE scope = 'student' AND scope_id IN (SELECT value FROM json_each(?)) AND period = ? AND window_start = ?`,
    );
    const found = new Map<string, Map<number, Money>>();
    for (const [key, alike] of Map.groupBy(all, ({ rule, window }) => windowKey(rule, window))) {
      const [first] = alike;
      if (first === undefined) continue;
      const ids = JSON.stringify(alike.map(({ studentId }) => studentId));
      const rows = find.all(ids, first.rule.period, first.window.start) as (Money & { studentId: number })[];
      found.set(key, new Map(rows.map(({ studentId, ...money }) => [studentId, money])));
    }
    return found;
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

  /** @param alike at least one; all of the same window */
  async #sum(alike: readonly Unsummed[], balances: ReadonlyMap<number, BudgetBalance[]>): Promise<void> {
    const [{ window } = { window: { start: 0, end: 0 } }] = alike;
    const studentIds = alike.map(({ studentId }) => studentId);
    const query = { studentIds, from: window.start, to: window.end };
    const held = this.#heldIn(window);
    const spent = this.#isQuick(window)
      ? runJob(this.#sqlite, 'spent', query)
      : await this.#readers.read('spent', query);
    for (const { studentId, index } of alike) {
      const ofStudent = balances.get(studentId);
      const balance = ofStudent?.[index];
      if (ofStudent === undefined || balance === undefined) continue;
      ofStudent[index] = { ...balance, spent: spent.get(studentId) ?? 0, held: held.get(studentId) ?? 0 };
    }
  }

  #isQuick({ start, end }: Window): boolean {
    const days = { from: utcDay(start), to: end === FOREVER ? '9999-12-31' : lastDayAt(end) };
    return !hasManyDays(this.#sqlite, { ...days, groupBy: 'student' });
  }

  #heldIn(window: Window): Map<number, number> {
    const rows = this.#sqlite
      .prepare(
        `SELECT student_id AS studentId, sum(amount) AS held FROM holds
         WHERE id >= ? AND id < ? AND student_top_up_id = 0 GROUP BY student_id`,
      )
      .all(firstIdAt(window.start), firstIdAt(window.end)) as { studentId: number; held: number }[];
    return new Map(rows.map(({ studentId, held }) => [studentId, held]));
  }
}
