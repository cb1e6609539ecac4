import type { SchoolClass } from '../../../access/classes.ts';
import type { DecideLessons } from '../../access-fields.ts';
import type { AuditAction } from '../../audit-actions.ts';
import type { Change } from '../../change.ts';
import { type ClassRow, classFrom } from '../../sql/rows/class-row.ts';
import type { Audit } from '../engine/audit.ts';
import type { Sqlite } from '../engine/database.ts';
import type { Classes } from './classes.ts';
import { writeLessons } from './write-lessons.ts';

/** When classes are open; every method runs inside a transaction. */
export class ClassLessons {
  readonly #sqlite: Sqlite;
  readonly #classes: Classes;
  readonly #audit: Audit;
  readonly #forget: () => void;

  constructor(sqlite: Sqlite, parts: { classes: Classes; audit: Audit; forget: () => void }) {
    this.#sqlite = sqlite;
    this.#classes = parts.classes;
    this.#audit = parts.audit;
    this.#forget = parts.forget;
  }

  change(id: number, action: AuditAction, decide: DecideLessons, change: Change): SchoolClass {
    this.#apply(this.#classes.getCurrent(id), action, decide, change);
    return this.#classes.get(id);
  }

  changeAll(action: AuditAction, decide: DecideLessons, change: Change): number {
    const rows = this.#sqlite
      .prepare('SELECT * FROM classes WHERE deleted_at IS NULL AND archived_at IS NULL ORDER BY id')
      .all();
    return rows.filter((row) => this.#apply(classFrom(row as ClassRow), action, decide, change)).length;
  }

  /** @returns whether anything changes */
  #apply(schoolClass: SchoolClass, action: AuditAction, decide: DecideLessons, change: Change): boolean {
    const decided = decide(schoolClass);
    if (decided === null) return false;
    writeLessons(this.#sqlite, schoolClass.id, { ...schoolClass, ...decided.fields });
    this.#forget();
    this.#audit.write(change, action, `class ${schoolClass.id}`, decided.before, decided.after);
    return true;
  }
}
