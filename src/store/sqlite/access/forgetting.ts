import type { SchoolClass } from '../../../access/classes.ts';
import { AdminError } from '../../../admin/admin-error.ts';
import {
  checkMayForget,
  checkMayForgetClass,
  isClassDue,
  nameAfterForgetting,
} from '../../../admin/forgetting-rules.ts';
import type { Change } from '../../change.ts';
import type {
  ForgetRequest,
  ForgetSelection,
  ForgettableStudent,
  ForgettingClock,
  ForgettingRule,
  ForgettingStore,
} from '../../forgetting-store.ts';
import type { Page, PageRequest } from '../../paging.ts';
import { type ClassRow, classFrom } from '../../sql/rows/class-row.ts';
import { cutPage } from '../../sql/rows/cut-page.ts';
import type { Audit } from '../engine/audit.ts';
import type { CommitGroup } from '../engine/commit-group.ts';
import type { Sqlite } from '../engine/database.ts';
import type { Leftovers } from '../engine/leftovers.ts';
import type { Settings } from '../engine/settings.ts';
import { forgetDeclined, forgetStudent } from './forget-person.ts';
import type { Students } from './students.ts';

const AFTER_DAYS = 'forget_after_days';
const CLOCK = 'forgetting_clock';
const NEVER: ForgettingClock = { lastRunAt: null, holdDays: 0 };

interface StudentRow {
  id: number;
  name: string;
  class_id: number | null;
  deleted_at: number | null;
}

interface Parts {
  readonly students: Students;
  readonly audit: Audit;
  readonly settings: Settings;
  readonly leftovers: Leftovers;
  /** Empties the caches of callers and rules. */
  readonly forget: () => void;
}

export class SqliteForgetting implements ForgettingStore {
  readonly #sqlite: Sqlite;
  readonly #group: CommitGroup;
  readonly #parts: Parts;

  constructor(sqlite: Sqlite, group: CommitGroup, parts: Parts) {
    this.#sqlite = sqlite;
    this.#group = group;
    this.#parts = parts;
  }

  rule(): Promise<ForgettingRule> {
    return this.#group.read(() => this.#rule());
  }

  setAfterDays(days: number | null, change: Change): Promise<void> {
    return this.#group.write(() => {
      const { settings, audit } = this.#parts;
      const { afterDays: before } = this.#rule();
      if (days === null) settings.remove(AFTER_DAYS);
      else settings.set(AFTER_DAYS, String(days));
      settings.set(CLOCK, JSON.stringify({ lastRunAt: change.now, holdDays: 0 } satisfies ForgettingClock));
      audit.write(change, 'settings.update', 'owner', { forgetAfterDays: before }, { forgetAfterDays: days });
    });
  }

  noteClock(clock: ForgettingClock): Promise<void> {
    return this.#group.write(() => this.#parts.settings.set(CLOCK, JSON.stringify(clock)));
  }

  count(selection: ForgetSelection): Promise<number> {
    return this.#group.read(() => {
      const { from, values } = this.#select(selection);
      const row = this.#sqlite.prepare(`SELECT count(*) AS count ${from}`).get(...values);
      return (row as { count: number }).count;
    });
  }

  listForgettable({ after, limit }: PageRequest): Promise<Page<ForgettableStudent>> {
    return this.#group.read(() => {
      const rows = this.#sqlite
        .prepare(
          `SELECT id, name, class_id, deleted_at FROM students WHERE forgotten_at IS NULL AND id > ?
           AND (deleted_at IS NOT NULL OR class_id IN (SELECT id FROM classes WHERE archived_at IS NOT NULL))
           ORDER BY id LIMIT ?`,
        )
        .all(after ?? 0, limit + 1) as StudentRow[];
      return cutPage(rows, limit, ({ id, name, class_id, deleted_at }) => ({
        ...{ id, name },
        removedAt: deleted_at,
        classId: class_id,
      }));
    });
  }

  forget({ selection, limit, language }: ForgetRequest, change: Change): Promise<number> {
    return this.#group.write(() => {
      const { from, values } = this.#select(selection);
      const rows = this.#sqlite
        .prepare(`SELECT id, name, class_id, deleted_at ${from} ORDER BY id LIMIT ?`)
        .all(...values, limit) as StudentRow[];
      if (rows.length === 0) return 0;
      this.#parts.leftovers.overwrite(() => this.#forgetAll(rows, language, change.now));
      const studentIds = rows.map(({ id }) => id);
      this.#parts.audit.write(change, 'student.forget', subjectOf(selection), null, {
        students: rows.length,
        studentIds,
      });
      return rows.length;
    });
  }

  forgetJoinRequests(before: number | null, now: number): Promise<void> {
    return this.#group.write(() =>
      this.#parts.leftovers.overwrite(() => {
        this.#sqlite.prepare('DELETE FROM join_requests WHERE expires_at <= ?').run(now);
        if (before !== null) forgetDeclined(this.#sqlite, before);
      }),
    );
  }

  clean(): Promise<boolean> {
    return this.#group.read(() => this.#parts.leftovers.clean());
  }

  #rule(): ForgettingRule {
    const { settings } = this.#parts;
    const [days, clock] = [settings.get(AFTER_DAYS), settings.get(CLOCK)];
    return {
      afterDays: days === null ? null : Number(days),
      clock: clock === null ? NEVER : (JSON.parse(clock) as ForgettingClock),
    };
  }

  #forgetAll(rows: readonly StudentRow[], language: ForgetRequest['language'], now: number): void {
    const languages = new Map(this.#classes().map((each) => [each.id, each.language]));
    for (const { id, class_id } of rows) {
      const own = class_id === null ? undefined : languages.get(class_id);
      forgetStudent(this.#sqlite, id, nameAfterForgetting(id, own ?? language), now);
    }
    this.#parts.students.countRevision();
    this.#parts.forget();
  }

  /** @throws AdminError */
  #select(selection: ForgetSelection): { from: string; values: (string | number)[] } {
    const all = 'FROM students WHERE forgotten_at IS NULL';
    if ('studentId' in selection) {
      this.#checkStudent(selection.studentId);
      return { from: `${all} AND id = ?`, values: [selection.studentId] };
    }
    if ('classId' in selection) {
      const found = this.#classes().find(({ id }) => id === selection.classId);
      if (found === undefined) throw new AdminError({ code: 'class_not_found', id: selection.classId });
      checkMayForgetClass(found);
      return { from: `${all} AND class_id = ?`, values: [selection.classId] };
    }
    const due = this.#classes().filter((each) => isClassDue(each, selection.before));
    return {
      from: `${all} AND (deleted_at <= ? OR class_id IN (SELECT value FROM json_each(?)))`,
      values: [selection.before, JSON.stringify(due.map(({ id }) => id))],
    };
  }

  #checkStudent(id: number): void {
    const row = this.#sqlite.prepare('SELECT id, name, class_id, deleted_at FROM students WHERE id = ?').get(id);
    if (row === undefined) throw new AdminError({ code: 'student_not_found', id });
    const { class_id, deleted_at } = row as StudentRow;
    const schoolClass = this.#classes().find((each) => each.id === class_id) ?? null;
    checkMayForget({ id, isRemoved: deleted_at !== null }, schoolClass);
  }

  #classes(): SchoolClass[] {
    const rows = this.#sqlite.prepare('SELECT * FROM classes WHERE deleted_at IS NULL').all() as ClassRow[];
    return rows.map(classFrom);
  }
}

function subjectOf(selection: ForgetSelection): string {
  if ('studentId' in selection) return `student ${selection.studentId}`;
  return 'classId' in selection ? `class ${selection.classId}` : 'owner';
}
