import {
  GATHER_MS,
  type PlannedNotice,
  planNotices,
  type UnsaidIncidents,
} from '../../../admin/notices/plan-notices.ts';
import { selectorText } from '../../../ledger/budget-selectors.ts';
import { kindKey } from '../../../ledger/budgets.ts';
import type { BudgetCrossing } from '../../budget-crossing.ts';
import { CRASH_AT } from '../../sql/reports/incident-list.ts';
import { type CrossingRow, crossingFrom } from '../../sql/rows/crossing-row.ts';
import type { Sqlite } from '../engine/database.ts';
import type { NoticeRows } from './notice-rows.ts';

interface IncidentsRow extends Omit<UnsaidIncidents, 'crashAt'> {
  crashAt: number | null;
}

/** Kinds with notices of their own: model_retiring, model_missing. */
const SAID_OTHERWISE = `kind IN ('model_retiring', 'model_missing')`;

/** Says what was found and not said yet; inside a transaction. What it says is marked in the same one. */
export class Unsaid {
  readonly #sqlite: Sqlite;
  readonly #rows: NoticeRows;

  constructor(sqlite: Sqlite, rows: NoticeRows) {
    this.#sqlite = sqlite;
    this.#rows = rows;
  }

  isAny(): boolean {
    const row = this.#sqlite
      .prepare(
        `SELECT 1 WHERE EXISTS (SELECT 1 FROM budget_crossings WHERE notice_id IS NULL)
           OR EXISTS (SELECT 1 FROM incidents WHERE notice_id IS NULL)`,
      )
      .get();
    return row !== undefined;
  }

  say(now: number): void {
    this.#dropOutdated();
    const { notices, silent } = planNotices(this.#crossings(), this.#incidents(), this.#recentTopics(now));
    this.#markCrossings(silent, 0);
    this.#rows.sayMore(now);
    for (const planned of notices) {
      this.#mark(planned, this.#rows.add({ ...planned, onceKey: null }, now) ?? 0);
    }
  }

  /** What the owner has closed or removed since, and what is said otherwise. */
  #dropOutdated(): void {
    this.#sqlite
      .prepare(
        `UPDATE incidents SET notice_id = 0 WHERE notice_id IS NULL AND (closed_at IS NOT NULL OR ${SAID_OTHERWISE})`,
      )
      .run();
    for (const [scope, table] of [
      ['student', 'students'],
      ['class', 'classes'],
    ]) {
      this.#sqlite
        .prepare(
          `UPDATE budget_crossings SET notice_id = 0 WHERE notice_id IS NULL AND scope = ?
             AND EXISTS (SELECT 1 FROM ${table} WHERE id = scope_id AND deleted_at IS NOT NULL)`,
        )
        .run(scope);
    }
  }

  #mark({ crossings, incidents }: PlannedNotice, noticeId: number): void {
    this.#markCrossings(crossings, noticeId);
    if (incidents === null) return;
    this.#sqlite
      .prepare('UPDATE incidents SET notice_id = ? WHERE notice_id IS NULL AND kind = ? AND id BETWEEN ? AND ?')
      .run(noticeId, incidents.kind, incidents.firstId, incidents.lastId);
  }

  /** Classmates in one statement: one for each of 2,000 students took most of the time. */
  #markCrossings(crossings: readonly BudgetCrossing[], noticeId: number): void {
    const mark = this.#sqlite.prepare(
      `UPDATE budget_crossings SET notice_id = ? WHERE scope = ? AND scope_id IN (SELECT value FROM json_each(?))
         AND period = ? AND unit = ? AND selector = ? AND window_start = ? AND threshold = ?`,
    );
    const alike = Map.groupBy(
      crossings,
      (crossing) => `${crossing.scope} ${kindKey(crossing)} ${crossing.windowStart} ${crossing.threshold}`,
    );
    for (const group of alike.values()) {
      const [first] = group;
      if (first === undefined) continue;
      const { scope, period, unit, selector, windowStart, threshold } = first;
      const ids = JSON.stringify(group.map(({ scopeId }) => scopeId));
      mark.run(noticeId, scope, ids, period, unit, selectorText(selector), windowStart, threshold);
    }
  }

  #crossings(): BudgetCrossing[] {
    const rows = this.#sqlite
      .prepare(
        'SELECT * FROM budget_crossings WHERE notice_id IS NULL ORDER BY crossed_at, scope, scope_id, period, unit, selector',
      )
      .all();
    return (rows as CrossingRow[]).map(crossingFrom);
  }

  #incidents(): UnsaidIncidents[] {
    return this.#sqlite
      .prepare(
        `SELECT kind, crashAt, count(*) AS count, min(id) AS firstId, max(id) AS lastId FROM (
           SELECT incidents.id, incidents.kind, ${CRASH_AT} AS crashAt
           FROM incidents LEFT JOIN usage_records ON usage_records.id = incidents.record_id
           WHERE incidents.notice_id IS NULL) GROUP BY kind, crashAt ORDER BY firstId`,
      )
      .all() as IncidentsRow[];
  }

  /** A clock that was set back leaves notices of the future: they count as long as they are near. */
  #recentTopics(now: number): ReadonlySet<string> {
    const rows = this.#sqlite
      .prepare('SELECT DISTINCT topic FROM notices WHERE created_at > ? AND created_at < ?')
      .all(now - GATHER_MS, now + GATHER_MS) as { topic: string }[];
    return new Set(rows.map(({ topic }) => topic));
  }
}
