import { type BudgetLevel, decideCrossings, type NotedCrossing, THRESHOLDS } from '../../../ledger/budget-crossings.ts';
import { parseSelector } from '../../../ledger/budget-selectors.ts';
import type { BudgetUnit } from '../../../ledger/budget-units.ts';
import { type BudgetRule, kindKey, type Scope } from '../../../ledger/budgets.ts';
import type { Period } from '../../../ledger/periods.ts';
import { NotFoundError } from '../../errors.ts';
import { DUE_BALANCE } from '../engine-words.ts';
import type { CarryOvers } from '../ledger/carry-overs.ts';
import type { EffectiveRules } from '../ledger/effective-rules.ts';
import { allRows, firstRow, type SqlWork, write } from '../sql-work.ts';
import type { NoticeRows } from './notice-rows.ts';

interface LevelRow {
  id: number;
  scope: string;
  scope_id: number;
  period: Period;
  unit: BudgetUnit;
  selector: string;
  window_start: number;
  window_end: number;
  spent: number;
  is_full: number;
}

interface NotedRow {
  threshold: number;
  limit_amount: number;
  uncrossed_at: number | null;
  /** null: to be said; 0: never said. */
  notice_id: number | null;
}

/** So many balances are looked at in one transaction: calls in flight go on between two. */
export const BALANCES_AT_ONCE = 100;

/**
 * Notes which budgets have passed a threshold; inside a transaction. A row of `balances` is looked at when what was spent
 * reaches its `notice_at`; the index finds those rows without reading the others, and they stay due over a restart.
 */
export class BudgetCrossings {
  readonly #rules: EffectiveRules;
  readonly #carryOvers: CarryOvers;
  readonly #rows: NoticeRows;

  constructor(parts: { rules: EffectiveRules; carryOvers: CarryOvers; rows: NoticeRows }) {
    this.#rules = parts.rules;
    this.#carryOvers = parts.carryOvers;
    this.#rows = parts.rows;
  }

  *isAnyDue(): SqlWork<boolean> {
    return (yield* firstRow(`SELECT 1 FROM balances WHERE ${DUE_BALANCE} LIMIT 1`)) !== undefined;
  }

  /** @returns how many balances it looked at */
  *find(limit: number, now: number): SqlWork<number> {
    const due = yield* allRows<LevelRow>(`SELECT * FROM balances WHERE ${DUE_BALANCE} ORDER BY id LIMIT ?`, limit);
    for (const row of due) yield* this.#lookAt(row, now);
    return due.length;
  }

  /** All of them: those of the last seconds. */
  *findAll(now: number): SqlWork<void> {
    while ((yield* this.find(BALANCES_AT_ONCE, now)) === BALANCES_AT_ONCE);
  }

  *#lookAt(row: LevelRow, now: number): SqlWork<void> {
    const rule = yield* this.#ruleOf(row);
    const window = { start: row.window_start, end: row.window_end };
    const carried = rule === null ? 0 : (yield* this.#carryOvers.known(rule, window)).carried;
    const level: BudgetLevel = { limit: (rule?.limit ?? 0) + carried, spent: row.spent, isFull: row.is_full === 1 };
    const wanted = row.scope === 'student' ? (yield* this.#rows.choice()).studentThresholds : THRESHOLDS;
    const { crossed, said, uncrossed, nextAt } = decideCrossings(level, yield* this.#noted(row), wanted);
    for (const threshold of uncrossed) yield* this.#uncross(row, threshold, now);
    if (said !== null && !crossed.includes(said)) yield* this.#sayAfterAll(row, said);
    for (const threshold of crossed) yield* this.#note(row, { threshold, isSaid: threshold === said, level, now });
    yield* write('UPDATE balances SET notice_at = ? WHERE id = ?', nextAt, row.id);
  }

  /** null: the scope was removed, has no such budget any more, or is none of a person or class. */
  *#ruleOf({ scope, scope_id, period, unit, selector }: LevelRow): SqlWork<BudgetRule | null> {
    if (scope !== 'wallet' && scope !== 'class' && scope !== 'student') return null;
    const kind = kindKey({ period, unit, selector: parseSelector(selector) });
    try {
      return (
        (yield* this.#rules.rulesOf(scope satisfies Scope, scope_id)).find((rule) => kindKey(rule) === kind) ?? null
      );
    } catch (error) {
      if (error instanceof NotFoundError) return null;
      throw error;
    }
  }

  *#noted({ scope, scope_id, period, unit, selector, window_start }: LevelRow): SqlWork<NotedCrossing[]> {
    const rows = yield* allRows<NotedRow>(
      `SELECT threshold, limit_amount, uncrossed_at, notice_id FROM budget_crossings
         WHERE scope = ? AND scope_id = ? AND period = ? AND unit = ? AND selector = ? AND window_start = ?`,
      ...[scope, scope_id, period, unit, selector, window_start],
    );
    return rows.map(({ threshold, limit_amount, uncrossed_at, notice_id }) => ({
      threshold,
      limit: limit_amount,
      isUncrossed: uncrossed_at !== null,
      isUnsaid: notice_id === null,
    }));
  }

  *#note(
    row: LevelRow,
    { threshold, isSaid, level, now }: { threshold: number; isSaid: boolean; level: BudgetLevel; now: number },
  ): SqlWork<void> {
    const classId = row.scope === 'student' ? ((yield* this.#rules.ofStudent(row.scope_id)).student.classId ?? 0) : 0;
    yield* write(
      `INSERT INTO budget_crossings (scope, scope_id, period, unit, selector, window_start, threshold, window_end, class_id,
           limit_amount, spent, crossed_at, uncrossed_at, notice_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, ?)
         ON CONFLICT (scope, scope_id, period, unit, selector, window_start, threshold) DO UPDATE SET
           window_end = excluded.window_end, class_id = excluded.class_id, limit_amount = excluded.limit_amount,
           spent = excluded.spent, crossed_at = excluded.crossed_at, uncrossed_at = NULL, notice_id = excluded.notice_id`,
      ...[row.scope, row.scope_id, row.period, row.unit, row.selector, row.window_start, threshold],
      ...[row.window_end, classId, level.limit, level.spent, now, isSaid ? null : 0],
    );
  }

  /** A threshold that was noted in silence, because a higher one was to be said. */
  *#sayAfterAll({ scope, scope_id, period, unit, selector, window_start }: LevelRow, threshold: number): SqlWork<void> {
    yield* write(
      `UPDATE budget_crossings SET notice_id = NULL WHERE notice_id = 0 AND scope = ? AND scope_id = ? AND period = ?
           AND unit = ? AND selector = ? AND window_start = ? AND threshold = ?`,
      ...[scope, scope_id, period, unit, selector, window_start, threshold],
    );
  }

  *#uncross(
    { scope, scope_id, period, unit, selector, window_start }: LevelRow,
    threshold: number,
    now: number,
  ): SqlWork<void> {
    yield* write(
      `UPDATE budget_crossings SET uncrossed_at = ?, notice_id = coalesce(notice_id, 0)
         WHERE scope = ? AND scope_id = ? AND period = ? AND unit = ? AND selector = ? AND window_start = ? AND threshold = ?`,
      ...[now, scope, scope_id, period, unit, selector, window_start, threshold],
    );
  }
}
