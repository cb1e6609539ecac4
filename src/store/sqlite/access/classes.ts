import { calendarOf, type SchoolClass } from '../../../access/classes.ts';
import { newJoinCode } from '../../../access/join-codes.ts';
import { AdminError, type FieldPath } from '../../../admin/admin-error.ts';
import { checkNotArchived } from '../../../admin/archive-rules.ts';
import { checkClass, checkClassName, checkIsEmpty } from '../../../admin/class-rules.ts';
import { reopenedBy } from '../../../admin/lesson-rules.ts';
import { checkKeepsEnd, type TermBudgets } from '../../../admin/term-rules.ts';
import { limitOf } from '../../../ledger/budgets.ts';
import { calendarMoved } from '../../../ledger/rule-invalidation.ts';
import type { ClassFields, LimitSets } from '../../access-fields.ts';
import type { ClassListState } from '../../access-store.ts';
import type { Change } from '../../change.ts';
import type { Page, PageRequest } from '../../paging.ts';
import { CLASS_STATES } from '../../sql/class-states.ts';
import { Filter } from '../../sql/filter.ts';
import { type ClassRow, classFrom } from '../../sql/rows/class-row.ts';
import { cutPage } from '../../sql/rows/cut-page.ts';
import type { Audit } from '../engine/audit.ts';
import type { Sqlite } from '../engine/database.ts';
import type { BudgetLimits } from '../ledger/budget-limits.ts';
import type { RuleInvalidation } from '../ledger/rule-invalidation.ts';
import { CLASS_COLUMNS, columnsOf } from './class-columns.ts';
import { writeLessons } from './write-lessons.ts';

/** Classes; every method runs inside a transaction. */
export class Classes {
  readonly #sqlite: Sqlite;
  readonly #limits: BudgetLimits;
  readonly #invalidation: RuleInvalidation;
  readonly #audit: Audit;

  constructor(sqlite: Sqlite, parts: { limits: BudgetLimits; invalidation: RuleInvalidation; audit: Audit }) {
    this.#sqlite = sqlite;
    this.#limits = parts.limits;
    this.#invalidation = parts.invalidation;
    this.#audit = parts.audit;
  }

  create(fields: ClassFields, limits: LimitSets, change: Change): SchoolClass {
    checkClass(fields, fields, limits);
    checkClassName(fields.name, null, this.#names());
    const { now } = change;
    const inserted = this.#sqlite
      .prepare(
        `INSERT INTO classes (${CLASS_COLUMNS.join(', ')}, join_code, created_at, rules_since, carries_since, records_since)
         VALUES (${CLASS_COLUMNS.map((name) => `@${name}`).join(', ')}, @joinCode, @now, @since, @since, @now)`,
      )
      .run({ ...columnsOf(fields), joinCode: this.#freeJoinCode(), now, since: this.#invalidation.since(now) });
    const id = Number(inserted.lastInsertRowid);
    this.#setLimits(id, limits, now);
    const created = this.get(id);
    this.#audit.write(change, 'class.create', `class ${id}`, null, { ...created, ...limits });
    return created;
  }

  update(id: number, fields: Partial<ClassFields>, limits: LimitSets, change: Change): SchoolClass {
    const before = this.getCurrent(id);
    const after = { ...before, ...fields, ...reopenedBy(fields) };
    checkClass(after, fields, limits);
    checkClassName(after.name, before.name, this.#names());
    if (before.endsOn !== null && after.endsOn === null) checkKeepsEnd(this.#termBudgets(id, limits));
    this.#sqlite
      .prepare(`UPDATE classes SET ${CLASS_COLUMNS.map((name) => `${name} = @${name}`).join(', ')} WHERE id = @id`)
      .run({ ...columnsOf(after), id });
    if (after.closedUntil !== before.closedUntil) writeLessons(this.#sqlite, id, after);
    if (calendarMoved(calendarOf(before, ''), calendarOf(after, '')))
      this.#invalidation.apply({ scope: 'class', scopeId: id }, change.now);
    else this.#invalidation.forget();
    const limitsBefore = this.limitSetsOf(id);
    this.#setLimits(id, limits, change.now);
    this.#audit.write(change, 'class.update', `class ${id}`, { ...before, ...limitsBefore }, { ...after, ...limits });
    return after;
  }

  remove(id: number, change: Change): void {
    const before = this.get(id);
    const { students } = this.#sqlite
      .prepare('SELECT count(*) AS students FROM students WHERE class_id = ? AND deleted_at IS NULL')
      .get(id) as { students: number };
    checkIsEmpty(id, students);
    this.#sqlite.prepare('UPDATE classes SET deleted_at = ? WHERE id = ?').run(change.now, id);
    this.#sqlite.prepare('DELETE FROM join_requests WHERE class_id = ?').run(id);
    this.#setLimits(id, { budgets: [], studentBudgets: [] }, change.now);
    this.#invalidation.apply({ scope: 'class', scopeId: id }, change.now);
    this.#audit.write(change, 'class.delete', `class ${id}`, before, null);
  }

  renewJoinCode(id: number, change: Change): SchoolClass {
    const before = this.getCurrent(id);
    this.replaceJoinCode(id);
    const after = this.get(id);
    this.#audit.write(change, 'class.renew_join_code', `class ${id}`, before, after);
    return after;
  }

  /** The caller writes the audit. */
  replaceJoinCode(id: number): void {
    this.#sqlite.prepare('UPDATE classes SET join_code = ? WHERE id = ?').run(this.#freeJoinCode(), id);
    this.#invalidation.forget();
  }

  /** One that may change: not archived. @param path of the field that names it @throws AdminError */
  getCurrent(id: number, path: FieldPath = []): SchoolClass {
    const found = this.get(id, path);
    checkNotArchived(found, path);
    return found;
  }

  /** An archived one, too. @param path of the field that names it @throws AdminError */
  get(id: number, path: FieldPath = []): SchoolClass {
    const found = this.find(id);
    if (found === null) throw new AdminError({ code: 'class_not_found', id }, path);
    return found;
  }

  find(id: number): SchoolClass | null {
    const row = this.#sqlite.prepare('SELECT * FROM classes WHERE id = ? AND deleted_at IS NULL').get(id);
    return row === undefined ? null : classFrom(row as ClassRow);
  }

  findByJoinCode(code: string): SchoolClass | null {
    const row = this.#sqlite.prepare('SELECT * FROM classes WHERE join_code = ? AND deleted_at IS NULL').get(code);
    return row === undefined ? null : classFrom(row as ClassRow);
  }

  /** The caller has checked, in the same transaction, that there is one. */
  takeJoinPlace(id: number): void {
    this.#sqlite.prepare('UPDATE classes SET join_places = join_places - 1 WHERE id = ?').run(id);
    this.#invalidation.forget();
  }

  list({ after, limit, state = 'current' }: PageRequest & { state?: ClassListState }): Page<SchoolClass> {
    const filter = new Filter().and('id > ?', after ?? 0).only('deleted_at IS NULL');
    if (state !== 'all') filter.only(CLASS_STATES[state]);
    const rows = this.#sqlite
      .prepare(`SELECT * FROM classes ${filter.where} ORDER BY id LIMIT ?`)
      .all(...filter.values, limit + 1) as ClassRow[];
    return cutPage(rows, limit, classFrom);
  }

  listTimeZones(serverTimeZone: string): string[] {
    const rows = this.#sqlite
      .prepare(
        `SELECT time_zone FROM classes WHERE deleted_at IS NULL
         UNION SELECT ? WHERE EXISTS (SELECT 1 FROM students WHERE class_id IS NULL AND deleted_at IS NULL)
         ORDER BY time_zone`,
      )
      .all(serverTimeZone) as { time_zone: string }[];
    return rows.map((row) => row.time_zone);
  }

  limitSetsOf(id: number) {
    return { budgets: this.#limitsOf('class', id), studentBudgets: this.#limitsOf('class-student', id) };
  }

  #names(): { id: number; name: string }[] {
    const rows = this.#sqlite.prepare('SELECT id, name FROM classes WHERE deleted_at IS NULL ORDER BY id').all();
    return rows as { id: number; name: string }[];
  }

  /** Not the code of a removed class either: a board may still show it. */
  #freeJoinCode(): string {
    const taken = this.#sqlite.prepare('SELECT 1 FROM classes WHERE join_code = ?');
    for (;;) {
      const code = newJoinCode();
      if (taken.get(code) === undefined) return code;
    }
  }

  #setLimits(id: number, { budgets, studentBudgets }: LimitSets, now: number): void {
    if (budgets !== undefined) this.#limits.replace('class', id, budgets, now);
    if (studentBudgets !== undefined) this.#limits.replace('class-student', id, studentBudgets, now);
  }

  /** The budgets that need the last day after `replaced` is set. */
  #termBudgets(id: number, replaced: LimitSets): TermBudgets {
    const rows = this.#sqlite
      .prepare(
        `SELECT DISTINCT students.id FROM students JOIN budgets ON scope = 'student' AND scope_id = students.id
         WHERE class_id = ? AND deleted_at IS NULL AND period = 'term' ORDER BY budgets.id`,
      )
      .all(id) as { id: number }[];
    return {
      remaining: [
        ...(replaced.budgets === undefined ? this.#limitsOf('class', id) : []),
        ...(replaced.studentBudgets === undefined ? this.#limitsOf('class-student', id) : []),
      ],
      studentIds: rows.map((row) => row.id),
    };
  }

  #limitsOf(scope: 'class' | 'class-student', scopeId: number) {
    return this.#limits.list({ scope, scopeId }).map(limitOf);
  }
}
