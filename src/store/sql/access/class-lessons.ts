import type { SchoolClass } from '../../../access/classes.ts';
import type { DecideLessons } from '../../access-fields.ts';
import type { AuditAction } from '../../audit-actions.ts';
import type { Change } from '../../change.ts';
import type { Audit } from '../journal/audit.ts';
import { type ClassRow, classFrom } from '../rows/class-row.ts';
import { allRows, mapWork, type SqlWork } from '../sql-work.ts';
import type { Classes } from './classes.ts';
import { writeLessons } from './write-lessons.ts';

/** When classes are open; every method runs inside a transaction. */
export class ClassLessons {
  readonly #classes: Classes;
  readonly #audit: Audit;
  readonly #forget: () => void;

  constructor(parts: { classes: Classes; audit: Audit; forget: () => void }) {
    this.#classes = parts.classes;
    this.#audit = parts.audit;
    this.#forget = parts.forget;
  }

  *change(id: number, action: AuditAction, decide: DecideLessons, change: Change): SqlWork<SchoolClass> {
    yield* this.#apply(yield* this.#classes.getCurrent(id), action, decide, change);
    return yield* this.#classes.get(id);
  }

  *changeAll(action: AuditAction, decide: DecideLessons, change: Change): SqlWork<number> {
    const rows = yield* allRows<ClassRow>(
      'SELECT * FROM classes WHERE deleted_at IS NULL AND archived_at IS NULL ORDER BY id',
    );
    const changed = yield* mapWork(rows, (row) => this.#apply(classFrom(row), action, decide, change));
    return changed.filter(Boolean).length;
  }

  /** @returns whether anything changes */
  *#apply(schoolClass: SchoolClass, action: AuditAction, decide: DecideLessons, change: Change): SqlWork<boolean> {
    const decided = decide(schoolClass);
    if (decided === null) return false;
    yield* writeLessons(schoolClass.id, { ...schoolClass, ...decided.fields });
    this.#forget();
    yield* this.#audit.write(change, action, `class ${schoolClass.id}`, decided.before, decided.after);
    return true;
  }
}
