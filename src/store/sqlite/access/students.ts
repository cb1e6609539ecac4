import { comparableNumber, type Student } from '../../../access/students.ts';
import { AdminError, type FieldPath } from '../../../admin/admin-error.ts';
import { decideStudentUpdate } from '../../../admin/student-update.ts';
import { checkStudentTerm } from '../../../admin/term-rules.ts';
import { limitOf } from '../../../ledger/budgets.ts';
import type { LimitSets, StudentEdits, StudentFields, StudentWithLimits } from '../../access-fields.ts';
import type { NamedStudent } from '../../access-store.ts';
import type { Change } from '../../change.ts';
import type { Page, PageRequest } from '../../paging.ts';
import { NOT_IN_ARCHIVED_CLASS } from '../../sql/class-states.ts';
import { Filter } from '../../sql/filter.ts';
import { cutPage } from '../../sql/rows/cut-page.ts';
import { type StudentRow, studentFrom } from '../../sql/rows/student-row.ts';
import type { Audit } from '../engine/audit.ts';
import type { Sqlite } from '../engine/database.ts';
import type { BudgetLimits } from '../ledger/budget-limits.ts';
import type { RuleInvalidation } from '../ledger/rule-invalidation.ts';
import type { Classes } from './classes.ts';

/** Students; every method runs inside a transaction. */
export class Students {
  readonly #sqlite: Sqlite;
  readonly #classes: Classes;
  readonly #limits: BudgetLimits;
  readonly #invalidation: RuleInvalidation;
  readonly #audit: Audit;
  #revision = 0;

  constructor(
    sqlite: Sqlite,
    parts: { classes: Classes; limits: BudgetLimits; invalidation: RuleInvalidation; audit: Audit },
  ) {
    this.#sqlite = sqlite;
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

  create(fields: StudentFields, limits: LimitSets, change: Change): Student {
    const { now } = change;
    checkStudentTerm({ own: [], given: limits.budgets, moves: true, endsOn: this.#lastDayOf(fields.classId, true) });
    this.#checkNumberFree(fields.studentNumber ?? null, fields.classId, { id: null, path: ['studentNumber'] });
    const since = this.#invalidation.since(now);
    const inserted = this.#sqlite
      .prepare(
        `INSERT INTO students (class_id, name, student_number, email, note, suspended_at, created_at, rules_since, carries_since, records_since)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        fields.classId,
        fields.name,
        fields.studentNumber ?? null,
        fields.email,
        fields.note ?? null,
        fields.suspended ? now : null,
        now,
        since,
        since,
        now,
      );
    this.countRevision();
    const id = Number(inserted.lastInsertRowid);
    this.#setLimits(id, limits, now);
    const created = this.get(id);
    this.#audit.write(change, 'student.create', `student ${id}`, null, { ...created, ...limits });
    return created;
  }

  createSeveral(students: readonly StudentWithLimits[], change: Change): Student[] {
    return students.map(({ fields, limits }, index) => {
      try {
        return this.create(fields, limits, change);
      } catch (error) {
        throw error instanceof AdminError ? new AdminError(error.problem, [index, ...error.path]) : error;
      }
    });
  }

  editAllOf<Decided>(
    classId: number,
    decide: (students: readonly Student[]) => StudentEdits<Decided>,
    change: Change,
  ): { decided: Decided; added: Student[] } {
    this.#classes.getCurrent(classId, ['classId']);
    const { decided, added, changed } = decide(this.listOfClass(classId));
    for (const { id, fields } of changed) this.update(id, fields, {}, change);
    return { decided, added: added.map((fields) => this.create(fields, {}, change)) };
  }

  update(id: number, fields: Partial<StudentFields>, limits: LimitSets, change: Change): Student {
    const { now } = change;
    const before = this.get(id);
    const { after, moves } = decideStudentUpdate(before, fields, now);
    const { name, studentNumber, classId, email, note, suspendedAt } = after;
    const own = this.#limits.list({ scope: 'student', scopeId: id }).map(limitOf);
    checkStudentTerm({ own, given: limits.budgets, moves, endsOn: this.#lastDayOf(classId, moves) });
    this.#checkNumberFree(studentNumber, classId, { id, path: [moves ? 'classId' : 'studentNumber'] });
    this.#sqlite
      .prepare(
        `UPDATE students SET name = ?, student_number = ?, class_id = ?, email = ?, note = ?, suspended_at = ?,
         forgotten_at = NULL
         WHERE id = ?`,
      )
      .run(name, studentNumber, classId, email, note, suspendedAt, id);
    this.countRevision();
    if (moves) this.#invalidation.apply({ scope: 'student', scopeId: id }, now);
    else this.#invalidation.forget();
    this.#setLimits(id, limits, now);
    this.#audit.write(change, 'student.update', `student ${id}`, { ...before, budgets: own }, { ...after, ...limits });
    return after;
  }

  remove(id: number, change: Change): void {
    const before = this.get(id);
    this.#sqlite
      .prepare('UPDATE api_tokens SET revoked_at = ? WHERE student_id = ? AND revoked_at IS NULL')
      .run(change.now, id);
    this.#sqlite.prepare('UPDATE students SET deleted_at = ? WHERE id = ?').run(change.now, id);
    this.countRevision();
    this.#sqlite.prepare('DELETE FROM join_requests WHERE student_id = ?').run(id);
    this.#sqlite.prepare('DELETE FROM money_requests WHERE student_id = ?').run(id);
    this.#setLimits(id, { budgets: [] }, change.now);
    this.#invalidation.apply({ scope: 'student', scopeId: id }, change.now);
    this.#audit.write(change, 'student.delete', `student ${id}`, before, null);
  }

  /** @param path of the field that names the student @throws AdminError */
  get(id: number, path: FieldPath = []): Student {
    const found = this.find(id);
    if (found === null) throw new AdminError({ code: 'student_not_found', id }, path);
    return found;
  }

  /** One who may get an API token: not of an archived class. @throws AdminError */
  getCurrent(id: number): Student {
    const found = this.get(id);
    if (found.classId !== null) this.#classes.getCurrent(found.classId);
    return found;
  }

  find(id: number): Student | null {
    const row = this.#sqlite.prepare('SELECT * FROM students WHERE id = ? AND deleted_at IS NULL').get(id);
    return row === undefined ? null : studentFrom(row as StudentRow);
  }

  listEvery(): NamedStudent[] {
    const rows = this.#sqlite
      .prepare(`SELECT id, name, deleted_at, NOT (${NOT_IN_ARCHIVED_CLASS}) AS archived FROM students ORDER BY id`)
      .all() as { id: number; name: string; deleted_at: number | null; archived: number }[];
    return rows.map(({ id, name, deleted_at, archived }) => ({
      ...{ id, name },
      removed: deleted_at !== null,
      archived: archived === 1,
    }));
  }

  list({ after, limit, classId, name }: PageRequest & { classId?: number; name?: string }): Page<Student> {
    const filter = new Filter()
      .and('deleted_at IS NULL AND id > ?', after ?? 0)
      .and('class_id = ?', classId)
      .and('instr(lower(name), lower(?)) > 0', name);
    if (classId === undefined) filter.only(NOT_IN_ARCHIVED_CLASS);
    const rows = this.#sqlite
      .prepare(`SELECT * FROM students ${filter.where} ORDER BY id LIMIT ?`)
      .all(...filter.values, limit + 1) as StudentRow[];
    return cutPage(rows, limit, studentFrom);
  }

  listOfClass(classId: number): Student[] {
    const rows = this.#sqlite
      .prepare('SELECT * FROM students WHERE class_id = ? AND deleted_at IS NULL ORDER BY id')
      .all(classId) as StudentRow[];
    return rows.map(studentFrom);
  }

  /** @param own the student who has it; id null: a new one */
  #checkNumberFree(
    studentNumber: string | null,
    classId: number | null,
    own: { readonly id: number | null; readonly path: FieldPath },
  ): void {
    if (studentNumber === null || classId === null) return;
    const row = this.#sqlite
      .prepare(
        `SELECT id, name FROM students
         WHERE class_id = ? AND lower(student_number) = ? AND student_number IS NOT NULL AND deleted_at IS NULL AND id IS NOT ?`,
      )
      .get(classId, comparableNumber(studentNumber), own.id) as { id: number; name: string } | undefined;
    if (row !== undefined) throw new AdminError({ code: 'number_taken', name: row.name }, own.path);
  }

  /** @param comes a student comes into the class now @throws AdminError class_not_found, class_archived */
  #lastDayOf(classId: number | null, comes: boolean): string | null {
    if (classId === null) return null;
    const path = ['classId'];
    return (comes ? this.#classes.getCurrent(classId, path) : this.#classes.get(classId, path)).endsOn;
  }

  #setLimits(id: number, { budgets }: LimitSets, now: number): void {
    if (budgets !== undefined) this.#limits.replace('student', id, budgets, now);
  }
}
