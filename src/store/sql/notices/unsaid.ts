import {
  GATHER_MS,
  type PlannedNotice,
  planNotices,
  type UnsaidIncidents,
} from '../../../admin/notices/plan-notices.ts';
import { selectorText } from '../../../ledger/budget-selectors.ts';
import { kindKey } from '../../../ledger/budgets.ts';
import type { BudgetCrossing } from '../../budget-crossing.ts';
import { NUMBERS_OF_JSON } from '../engine-words.ts';
import { CRASH_AT } from '../reports/incident-list.ts';
import { type CrossingRow, crossingFrom } from '../rows/crossing-row.ts';
import { allRows, firstRow, type SqlWork, write } from '../sql-work.ts';
import type { NoticeRows } from './notice-rows.ts';

interface IncidentsRow extends Omit<UnsaidIncidents, 'crashAt'> {
  crashAt: number | null;
}

/** Kinds with notices of their own: model_retiring, model_missing. */
const SAID_OTHERWISE = `kind IN ('model_retiring', 'model_missing')`;

/** Says what was found and not said yet; inside a transaction. What it says is marked in the same one. */
export class Unsaid {
  readonly #rows: NoticeRows;

  constructor(rows: NoticeRows) {
    this.#rows = rows;
  }

  *isAny(): SqlWork<boolean> {
    const row = yield* firstRow(`SELECT 1 WHERE EXISTS (SELECT 1 FROM budget_crossings WHERE notice_id IS NULL)
           OR EXISTS (SELECT 1 FROM incidents WHERE notice_id IS NULL)`);
    return row !== undefined;
  }

  *say(now: number): SqlWork<void> {
    yield* this.#dropOutdated();
    const { notices, silent } = planNotices(
      yield* this.#crossings(),
      yield* this.#incidents(),
      yield* this.#recentTopics(now),
    );
    yield* this.#markCrossings(silent, 0);
    yield* this.#rows.sayMore(now);
    for (const planned of notices) {
      yield* this.#mark(planned, (yield* this.#rows.add({ ...planned, onceKey: null }, now)) ?? 0);
    }
  }

  /** What the owner has closed or removed since, and what is said otherwise. */
  *#dropOutdated(): SqlWork<void> {
    yield* write(
      `UPDATE incidents SET notice_id = 0 WHERE notice_id IS NULL AND (closed_at IS NOT NULL OR ${SAID_OTHERWISE})`,
    );
    for (const [scope, table] of [
      ['student', 'students'],
      ['class', 'classes'],
    ] as const) {
      yield* write(
        `UPDATE budget_crossings SET notice_id = 0 WHERE notice_id IS NULL AND scope = ?
             AND EXISTS (SELECT 1 FROM ${table} WHERE id = scope_id AND deleted_at IS NOT NULL)`,
        scope,
      );
    }
  }

  *#mark({ crossings, incidents }: PlannedNotice, noticeId: number): SqlWork<void> {
    yield* this.#markCrossings(crossings, noticeId);
    if (incidents === null) return;
    yield* write(
      'UPDATE incidents SET notice_id = ? WHERE notice_id IS NULL AND kind = ? AND id BETWEEN ? AND ?',
      noticeId,
      incidents.kind,
      incidents.firstId,
      incidents.lastId,
    );
  }

  /** Classmates in one statement: one for each of 2,000 students took most of the time. */
  *#markCrossings(crossings: readonly BudgetCrossing[], noticeId: number): SqlWork<void> {
    const mark = `UPDATE budget_crossings SET notice_id = ? WHERE scope = ? AND scope_id IN (${NUMBERS_OF_JSON})
         AND period = ? AND unit = ? AND selector = ? AND window_start = ? AND threshold = ?`;
    const alike = Map.groupBy(
      crossings,
      (crossing) => `${crossing.scope} ${kindKey(crossing)} ${crossing.windowStart} ${crossing.threshold}`,
    );
    for (const group of alike.values()) {
      const [first] = group;
      if (first === undefined) continue;
      const { scope, period, unit, selector, windowStart, threshold } = first;
      const ids = JSON.stringify(group.map(({ scopeId }) => scopeId));
      yield* write(mark, noticeId, scope, ids, period, unit, selectorText(selector), windowStart, threshold);
    }
  }

  *#crossings(): SqlWork<BudgetCrossing[]> {
    const rows = yield* allRows<CrossingRow>(
      'SELECT * FROM budget_crossings WHERE notice_id IS NULL ORDER BY crossed_at, scope, scope_id, period, unit, selector',
    );
    return rows.map(crossingFrom);
  }

  *#incidents(): SqlWork<UnsaidIncidents[]> {
    return yield* allRows<IncidentsRow>(`SELECT kind, "crashAt", count(*) AS count, min(id) AS "firstId", max(id) AS "lastId" FROM (
           SELECT incidents.id, incidents.kind, ${CRASH_AT} AS "crashAt"
           FROM incidents LEFT JOIN usage_records ON usage_records.id = incidents.record_id
           WHERE incidents.notice_id IS NULL) AS unsaid GROUP BY kind, "crashAt" ORDER BY min(id)`);
  }

  /** A clock that was set back leaves notices of the future: they count as long as they are near. */
  *#recentTopics(now: number): SqlWork<ReadonlySet<string>> {
    const rows = yield* allRows<{ topic: string }>(
      'SELECT DISTINCT topic FROM notices WHERE created_at > ? AND created_at < ?',
      now - GATHER_MS,
      now + GATHER_MS,
    );
    return new Set(rows.map(({ topic }) => topic));
  }
}
