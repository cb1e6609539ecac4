import { comparableNumber, type Student } from '../../../access/students.ts';
import { AdminError, type FieldPath } from '../../../admin/admin-error.ts';
import { decideStudentUpdate } from '../../../admin/student-update.ts';
import { checkStudentTerm } from '../../../admin/term-rules.ts';
import { limitOf } from '../../../ledger/budgets.ts';
import type { LimitSets, StudentEdits, StudentFields, StudentWithLimits } from '../../access-fields.ts';
import type { NamedStudent } from '../../access-store.ts';
import type { Change } from '../../change.ts';
import type { Page, PageRequest } from '../../paging.ts';
import { NOT_IN_ARCHIVED_CLASS } from '../class-states.ts';
import { Filter } from '../filter.ts';
import type { Audit } from '../journal/audit.ts';
import type { BudgetLimits } from '../ledger/budget-limits.ts';
import type { RuleInvalidation } from '../ledger/rule-invalidation.ts';
import { cutPage } from '../rows/cut-page.ts';
import { type StudentRow, studentFrom } from '../rows/student-row.ts';
import { allRows, firstRow, insertedId, mapWork, oneRow, type SqlWork, write } from '../sql-work.ts';
import type { Classes } from './classes.ts';

/** Students; every method runs inside a transaction. */
export class Students {
  readonly #classes: Classes;
  readonly #limits: BudgetLimits;
  readonly #invalidation: RuleInvalidation;
  readonly #audit: Audit;
  #revision = 0;

  constructor(parts: { classes: Classes; limits: BudgetLimits; invalidation: RuleInvalidation; audit: Audit }) {
    this.#classes = parts.classes;
    this.#limits = parts.limits;
    this.#invalidation = parts.invalidation;
    this.#audit = parts.audit;
  }

  /** Another one whenever a student may have changed: what was made from them holds until then. */
  get revision(): number {
    return this.#revision;
  }

  /** At every change, and when changes were rolled back. */
  countRevision(): void {
    this.#revision += 1;
  }

  *create(fields: StudentFields, limits: LimitSets, change: Change): SqlWork<Student> {
    const { now } = change;
    checkStudentTerm({
      own: [],
      given: limits.budgets,
      moves: true,
      endsOn: yield* this.#lastDayOf(fields.classId, true),
    });
    yield* this.#checkNumberFree(fields.studentNumber ?? null, fields.classId, { id: null, path: ['studentNumber'] });
    const since = yield* this.#invalidation.since(now);
    const id = yield* insertedId(
      `INSERT INTO students (class_id, name, student_number, email, note, suspended_at, created_at, rules_since, carries_since, records_since)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ...[fields.classId, fields.name, fields.studentNumber ?? null, fields.email, fields.note ?? null],
      ...[fields.suspended ? now : null, now, since, since, now],
    );
    this.countRevision();
    yield* this.#setLimits(id, limits, now);
    const created = yield* this.get(id);
    yield* this.#audit.write(change, 'student.create', `student ${id}`, null, { ...created, ...limits });
    return created;
  }

  *createSeveral(students: readonly StudentWithLimits[], change: Change): SqlWork<Student[]> {
    return yield* mapWork(students, (student, index) => this.#createOfList(student, index, change));
  }

  *editAllOf<Decided>(
    classId: number,
    decide: (students: readonly Student[]) => StudentEdits<Decided>,
    change: Change,
  ): SqlWork<{ decided: Decided; added: Student[] }> {
    yield* this.#classes.getCurrent(classId, ['classId']);
    const { decided, added, changed } = decide(yield* this.listOfClass(classId));
    for (const { id, fields } of changed) yield* this.update(id, fields, {}, change);
    return { decided, added: yield* mapWork(added, (fields) => this.create(fields, {}, change)) };
  }

  *update(id: number, fields: Partial<StudentFields>, limits: LimitSets, change: Change): SqlWork<Student> {
    const { now } = change;
    const before = yield* this.get(id);
    const { after, moves } = decideStudentUpdate(before, fields, now);
    const { name, studentNumber, classId, email, note, suspendedAt } = after;
    const own = (yield* this.#limits.list({ scope: 'student', scopeId: id })).map(limitOf);
    checkStudentTerm({ own, given: limits.budgets, moves, endsOn: yield* this.#lastDayOf(classId, moves) });
    yield* this.#checkNumberFree(studentNumber, classId, { id, path: [moves ? 'classId' : 'studentNumber'] });
    yield* write(
      `UPDATE students SET name = ?, student_number = ?, class_id = ?, email = ?, note = ?, suspended_at = ?,
         forgotten_at = NULL
         WHERE id = ?`,
      ...[name, studentNumber, classId, email, note, suspendedAt, id],
    );
    this.countRevision();
    if (moves) yield* this.#invalidation.apply({ scope: 'student', scopeId: id }, now);
    else this.#invalidation.forget();
    yield* this.#setLimits(id, limits, now);
    yield* this.#audit.write(
      change,
      'student.update',
      `student ${id}`,
      { ...before, budgets: own },
      { ...after, ...limits },
    );
    return after;
  }

  *remove(id: number, change: Change): SqlWork<void> {
    const before = yield* this.get(id);
    yield* write('UPDATE api_tokens SET revoked_at = ? WHERE student_id = ? AND revoked_at IS NULL', change.now, id);
    yield* write('UPDATE students SET deleted_at = ? WHERE id = ?', change.now, id);
    this.countRevision();
    yield* write('DELETE FROM join_requests WHERE student_id = ?', id);
    yield* write('DELETE FROM money_requests WHERE student_id = ?', id);
    yield* this.#setLimits(id, { budgets: [] }, change.now);
    yield* this.#invalidation.apply({ scope: 'student', scopeId: id }, change.now);
    yield* this.#audit.write(change, 'student.delete', `student ${id}`, before, null);
  }

  /** @param path of the field that names the student @throws AdminError */
  *get(id: number, path: FieldPath = []): SqlWork<Student> {
    const found = yield* this.find(id);
    if (found === null) throw new AdminError({ code: 'student_not_found', id }, path);
    return found;
  }

  /** Removed ones too; 0: there was none. */
  *newestIdOf(classId: number): SqlWork<number> {
    const row = yield* oneRow<{ id: number }>(
      'SELECT coalesce(max(id), 0) AS id FROM students WHERE class_id = ?',
      classId,
    );
    return row.id;
  }

  /** One who may get an API token: not of an archived class. @throws AdminError */
  *getCurrent(id: number): SqlWork<Student> {
    const found = yield* this.get(id);
    if (found.classId !== null) yield* this.#classes.getCurrent(found.classId);
    return found;
  }

  *find(id: number): SqlWork<Student | null> {
    const row = yield* firstRow<StudentRow>('SELECT * FROM students WHERE id = ? AND deleted_at IS NULL', id);
    return row === undefined ? null : studentFrom(row);
  }

  *listEvery(): SqlWork<NamedStudent[]> {
    const rows = yield* allRows<{ id: number; name: string; deleted_at: number | null; archived: number }>(
      `SELECT id, name, deleted_at, CASE WHEN ${NOT_IN_ARCHIVED_CLASS} THEN 0 ELSE 1 END AS archived
         FROM students ORDER BY id`,
    );
    return rows.map(({ id, name, deleted_at, archived }) => ({
      ...{ id, name },
      removed: deleted_at !== null,
      archived: archived === 1,
    }));
  }

  *list({ after, limit, classId, name }: PageRequest & { classId?: number; name?: string }): SqlWork<Page<Student>> {
    const filter = new Filter()
      .and('deleted_at IS NULL AND id > ?', after ?? 0)
      .and('class_id = ?', classId)
      .and("replace(lower(name), lower(?), '') <> lower(name)", name);
    if (classId === undefined) filter.only(NOT_IN_ARCHIVED_CLASS);
    const rows = yield* allRows<StudentRow>(
      `SELECT * FROM students ${filter.where} ORDER BY id LIMIT ?`,
      ...filter.values,
      limit + 1,
    );
    return cutPage(rows, limit, studentFrom);
  }

  *listOfClass(classId: number): SqlWork<Student[]> {
    const rows = yield* allRows<StudentRow>(
      'SELECT * FROM students WHERE class_id = ? AND deleted_at IS NULL ORDER BY id',
      classId,
    );
    return rows.map(studentFrom);
  }

  *#createOfList({ fields, limits }: StudentWithLimits, index: number, change: Change): SqlWork<Student> {
    try {
      return yield* this.create(fields, limits, change);
    } catch (error) {
      throw error instanceof AdminError ? new AdminError(error.problem, [index, ...error.path]) : error;
    }
  }

  /** @param own the student who has it; id null: a new one */
  *#checkNumberFree(
    studentNumber: string | null,
    classId: number | null,
    own: { readonly id: number | null; readonly path: FieldPath },
  ): SqlWork<void> {
    if (studentNumber === null || classId === null) return;
    const row = yield* firstRow<{ id: number; name: string }>(
      `SELECT id, name FROM students
         WHERE class_id = ? AND lower(student_number) = ? AND student_number IS NOT NULL AND deleted_at IS NULL AND id IS DISTINCT FROM ?`,
      classId,
      comparableNumber(studentNumber),
      own.id,
    );
    if (row !== undefined) throw new AdminError({ code: 'number_taken', name: row.name }, own.path);
  }

  /** @param comes a student comes into the class now @throws AdminError class_not_found, class_archived */
  *#lastDayOf(classId: number | null, comes: boolean): SqlWork<string | null> {
    if (classId === null) return null;
    const path = ['classId'];
    return (comes ? yield* this.#classes.getCurrent(classId, path) : yield* this.#classes.get(classId, path)).endsOn;
  }

  *#setLimits(id: number, { budgets }: LimitSets, now: number): SqlWork<void> {
    if (budgets !== undefined) yield* this.#limits.replace('student', id, budgets, now);
  }
}
