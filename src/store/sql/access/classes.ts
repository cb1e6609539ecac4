import { calendarOf, type SchoolClass } from '../../../access/classes.ts';
import { newJoinCode } from '../../../access/join-codes.ts';
import { AdminError, type FieldPath } from '../../../admin/admin-error.ts';
import { checkNotArchived } from '../../../admin/archive-rules.ts';
import { checkClass, checkClassName, checkIsEmpty } from '../../../admin/class-rules.ts';
import { reopenedBy } from '../../../admin/lesson-rules.ts';
import { checkKeepsEnd, type TermBudgets } from '../../../admin/term-rules.ts';
import { type BudgetLimit, limitOf } from '../../../ledger/budgets.ts';
import { calendarMoved } from '../../../ledger/rule-invalidation.ts';
import type { ClassFields, DecideLimits, LimitSets, WholeLimitSets } from '../../access-fields.ts';
import type { ClassListState } from '../../access-store.ts';
import type { Change } from '../../change.ts';
import type { Page, PageRequest } from '../../paging.ts';
import { CLASS_STATES } from '../class-states.ts';
import { Filter } from '../filter.ts';
import type { Audit } from '../journal/audit.ts';
import type { BudgetLimits } from '../ledger/budget-limits.ts';
import type { RuleInvalidation } from '../ledger/rule-invalidation.ts';
import { type ClassRow, classFrom } from '../rows/class-row.ts';
import { cutPage } from '../rows/cut-page.ts';
import { allRows, firstRow, insertedId, oneRow, type SqlWork, write } from '../sql-work.ts';
import { CLASS_COLUMNS, columnsOf } from './class-columns.ts';
import { writeLessons } from './write-lessons.ts';

/** Classes; every method runs inside a transaction. */
export class Classes {
  readonly #limits: BudgetLimits;
  readonly #invalidation: RuleInvalidation;
  readonly #audit: Audit;

  constructor(parts: { limits: BudgetLimits; invalidation: RuleInvalidation; audit: Audit }) {
    this.#limits = parts.limits;
    this.#invalidation = parts.invalidation;
    this.#audit = parts.audit;
  }

  *create(fields: ClassFields, limits: LimitSets, change: Change): SqlWork<SchoolClass> {
    checkClass(fields, fields, limits);
    checkClassName(fields.name, null, yield* this.#names());
    const { now } = change;
    const id = yield* insertedId(
      `INSERT INTO classes (${CLASS_COLUMNS.join(', ')}, join_code, created_at, rules_since, carries_since, records_since)
         VALUES (${CLASS_COLUMNS.map((name) => `@${name}`).join(', ')}, @joinCode, @now, @since, @since, @now)`,
      { ...columnsOf(fields), joinCode: yield* this.#freeJoinCode(), now, since: yield* this.#invalidation.since(now) },
    );
    yield* this.#setLimits(id, limits, now);
    const created = yield* this.get(id);
    yield* this.#audit.write(change, 'class.create', `class ${id}`, null, { ...created, ...limits });
    return created;
  }

  *update(id: number, fields: Partial<ClassFields>, limits: LimitSets, change: Change): SqlWork<SchoolClass> {
    const before = yield* this.getCurrent(id);
    const after = { ...before, ...fields, ...reopenedBy(fields) };
    checkClass(after, fields, limits);
    checkClassName(after.name, before.name, yield* this.#names());
    if (before.endsOn !== null && after.endsOn === null) checkKeepsEnd(yield* this.#termBudgets(id, limits));
    yield* write(`UPDATE classes SET ${CLASS_COLUMNS.map((name) => `${name} = @${name}`).join(', ')} WHERE id = @id`, {
      ...columnsOf(after),
      id,
    });
    if (after.closedUntil !== before.closedUntil) yield* writeLessons(id, after);
    if (calendarMoved(calendarOf(before, ''), calendarOf(after, '')))
      yield* this.#invalidation.apply({ scope: 'class', scopeId: id }, change.now);
    else this.#invalidation.forget();
    const limitsBefore = yield* this.limitSetsOf(id);
    yield* this.#setLimits(id, limits, change.now);
    yield* this.#audit.write(
      change,
      'class.update',
      `class ${id}`,
      { ...before, ...limitsBefore },
      { ...after, ...limits },
    );
    return after;
  }

  *remove(id: number, change: Change): SqlWork<void> {
    const before = yield* this.get(id);
    const { students } = yield* oneRow<{ students: number }>(
      'SELECT count(*) AS students FROM students WHERE class_id = ? AND deleted_at IS NULL',
      id,
    );
    checkIsEmpty(id, students);
    yield* write('UPDATE classes SET deleted_at = ? WHERE id = ?', change.now, id);
    yield* write('DELETE FROM join_requests WHERE class_id = ?', id);
    yield* this.#setLimits(id, { budgets: [], studentBudgets: [] }, change.now);
    yield* this.#invalidation.apply({ scope: 'class', scopeId: id }, change.now);
    yield* this.#audit.write(change, 'class.delete', `class ${id}`, before, null);
  }

  *renewJoinCode(id: number, change: Change): SqlWork<SchoolClass> {
    const before = yield* this.getCurrent(id);
    yield* this.replaceJoinCode(id);
    const after = yield* this.get(id);
    yield* this.#audit.write(change, 'class.renew_join_code', `class ${id}`, before, after);
    return after;
  }

  /** The caller writes the audit. */
  *replaceJoinCode(id: number): SqlWork<void> {
    yield* write('UPDATE classes SET join_code = ? WHERE id = ?', yield* this.#freeJoinCode(), id);
    this.#invalidation.forget();
  }

  /** One that may change: not archived. @param path of the field that names it @throws AdminError */
  *getCurrent(id: number, path: FieldPath = []): SqlWork<SchoolClass> {
    const found = yield* this.get(id, path);
    checkNotArchived(found, path);
    return found;
  }

  /** An archived one, too. @param path of the field that names it @throws AdminError */
  *get(id: number, path: FieldPath = []): SqlWork<SchoolClass> {
    const found = yield* this.find(id);
    if (found === null) throw new AdminError({ code: 'class_not_found', id }, path);
    return found;
  }

  *find(id: number): SqlWork<SchoolClass | null> {
    const row = yield* firstRow<ClassRow>('SELECT * FROM classes WHERE id = ? AND deleted_at IS NULL', id);
    return row === undefined ? null : classFrom(row);
  }

  *findByJoinCode(code: string): SqlWork<SchoolClass | null> {
    const row = yield* firstRow<ClassRow>('SELECT * FROM classes WHERE join_code = ? AND deleted_at IS NULL', code);
    return row === undefined ? null : classFrom(row);
  }

  /** The caller has checked, in the same transaction, that there is one. */
  *takeJoinPlace(id: number): SqlWork<void> {
    yield* write('UPDATE classes SET join_places = join_places - 1 WHERE id = ?', id);
    this.#invalidation.forget();
  }

  *list({ after, limit, state = 'current' }: PageRequest & { state?: ClassListState }): SqlWork<Page<SchoolClass>> {
    const filter = new Filter().and('id > ?', after ?? 0).only('deleted_at IS NULL');
    if (state !== 'all') filter.only(CLASS_STATES[state]);
    const rows = yield* allRows<ClassRow>(
      `SELECT * FROM classes ${filter.where} ORDER BY id LIMIT ?`,
      ...filter.values,
      limit + 1,
    );
    return cutPage(rows, limit, classFrom);
  }

  *listTimeZones(serverTimeZone: string): SqlWork<string[]> {
    const rows = yield* allRows<{ time_zone: string }>(
      `SELECT time_zone FROM classes WHERE deleted_at IS NULL
         UNION SELECT ? WHERE EXISTS (SELECT 1 FROM students WHERE class_id IS NULL AND deleted_at IS NULL)
         ORDER BY time_zone`,
      serverTimeZone,
    );
    return rows.map((row) => row.time_zone);
  }

  *decideLimits(id: number, decide: DecideLimits, change: Change): SqlWork<SchoolClass> {
    return yield* this.update(id, {}, decide(yield* this.limitSetsOf(id)), change);
  }

  *limitSetsOf(id: number): SqlWork<WholeLimitSets> {
    return { budgets: yield* this.#limitsOf('class', id), studentBudgets: yield* this.#limitsOf('class-student', id) };
  }

  *#names(): SqlWork<{ id: number; name: string }[]> {
    return yield* allRows('SELECT id, name FROM classes WHERE deleted_at IS NULL ORDER BY id');
  }

  /** Not the code of a removed class either: a board may still show it. */
  *#freeJoinCode(): SqlWork<string> {
    const taken = 'SELECT 1 FROM classes WHERE join_code = ?';
    for (;;) {
      const code = newJoinCode();
      if ((yield* firstRow(taken, code)) === undefined) return code;
    }
  }

  *#setLimits(id: number, { budgets, studentBudgets }: LimitSets, now: number): SqlWork<void> {
    if (budgets !== undefined) yield* this.#limits.replace('class', id, budgets, now);
    if (studentBudgets !== undefined) yield* this.#limits.replace('class-student', id, studentBudgets, now);
  }

  /** The budgets that need the last day after `replaced` is set. */
  *#termBudgets(id: number, replaced: LimitSets): SqlWork<TermBudgets> {
    const rows = yield* allRows<{ id: number }>(
      `SELECT students.id FROM students JOIN budgets ON scope = 'student' AND scope_id = students.id
         WHERE class_id = ? AND deleted_at IS NULL AND period = 'term' GROUP BY students.id ORDER BY min(budgets.id)`,
      id,
    );
    return {
      remaining: [
        ...(replaced.budgets === undefined ? yield* this.#limitsOf('class', id) : []),
        ...(replaced.studentBudgets === undefined ? yield* this.#limitsOf('class-student', id) : []),
      ],
      studentIds: rows.map((row) => row.id),
    };
  }

  *#limitsOf(scope: 'class' | 'class-student', scopeId: number): SqlWork<BudgetLimit[]> {
    return (yield* this.#limits.list({ scope, scopeId })).map(limitOf);
  }
}
