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
import { NUMBERS_OF_JSON } from '../engine-words.ts';
import type { Audit } from '../journal/audit.ts';
import type { Settings } from '../journal/settings.ts';
import type { Leftovers } from '../leftovers.ts';
import { type ClassRow, classFrom } from '../rows/class-row.ts';
import { cutPage } from '../rows/cut-page.ts';
import { allRows, firstRow, oneRow, type SqlWork, write } from '../sql-work.ts';
import type { Transactions } from '../transactions.ts';
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

export class SqlForgetting implements ForgettingStore {
  readonly #group: Transactions;
  readonly #parts: Parts;

  constructor(group: Transactions, parts: Parts) {
    this.#group = group;
    this.#parts = parts;
  }

  rule(): Promise<ForgettingRule> {
    return this.#group.read(() => this.#rule());
  }

  setAfterDays(days: number | null, change: Change): Promise<void> {
    return this.#group.write(() => this.#setAfterDays(days, change));
  }

  noteClock(clock: ForgettingClock): Promise<void> {
    return this.#group.write(() => this.#parts.settings.set(CLOCK, JSON.stringify(clock)));
  }

  count(selection: ForgetSelection): Promise<number> {
    return this.#group.read(() => this.#count(selection));
  }

  listForgettable(page: PageRequest): Promise<Page<ForgettableStudent>> {
    return this.#group.read(() => this.#listForgettable(page));
  }

  forget(request: ForgetRequest, change: Change): Promise<number> {
    return this.#group.write(() => this.#forget(request, change));
  }

  forgetJoinRequests(before: number | null, now: number): Promise<void> {
    return this.#group.write(() => this.#parts.leftovers.overwrite(this.#forgetJoinRequests(before, now)));
  }

  clean(): Promise<boolean> {
    return this.#parts.leftovers.clean();
  }

  *#rule(): SqlWork<ForgettingRule> {
    const { settings } = this.#parts;
    const [days, clock] = [yield* settings.get(AFTER_DAYS), yield* settings.get(CLOCK)];
    return {
      afterDays: days === null ? null : Number(days),
      clock: clock === null ? NEVER : (JSON.parse(clock) as ForgettingClock),
    };
  }

  *#setAfterDays(days: number | null, change: Change): SqlWork<void> {
    const { settings, audit } = this.#parts;
    const { afterDays: before } = yield* this.#rule();
    if (days === null) yield* settings.remove(AFTER_DAYS);
    else yield* settings.set(AFTER_DAYS, String(days));
    yield* settings.set(CLOCK, JSON.stringify({ lastRunAt: change.now, holdDays: 0 } satisfies ForgettingClock));
    yield* audit.write(change, 'settings.update', 'owner', { forgetAfterDays: before }, { forgetAfterDays: days });
  }

  *#count(selection: ForgetSelection): SqlWork<number> {
    const { from, values } = yield* this.#select(selection);
    return (yield* oneRow<{ count: number }>(`SELECT count(*) AS count ${from}`, ...values)).count;
  }

  /** @throws AdminError */
  *#select(selection: ForgetSelection): SqlWork<{ from: string; values: (string | number)[] }> {
    const all = 'FROM students WHERE forgotten_at IS NULL';
    if ('studentId' in selection) {
      yield* this.#checkStudent(selection.studentId);
      return { from: `${all} AND id = ?`, values: [selection.studentId] };
    }
    if ('classId' in selection) {
      const found = (yield* this.#classes()).find(({ id }) => id === selection.classId);
      if (found === undefined) throw new AdminError({ code: 'class_not_found', id: selection.classId });
      checkMayForgetClass(found);
      return { from: `${all} AND class_id = ?`, values: [selection.classId] };
    }
    const due = (yield* this.#classes()).filter((each) => isClassDue(each, selection.before));
    return {
      from: `${all} AND (deleted_at <= ? OR class_id IN (${NUMBERS_OF_JSON}))`,
      values: [selection.before, JSON.stringify(due.map(({ id }) => id))],
    };
  }

  *#checkStudent(id: number): SqlWork<void> {
    const row = yield* firstRow<StudentRow>('SELECT id, name, class_id, deleted_at FROM students WHERE id = ?', id);
    if (row === undefined) throw new AdminError({ code: 'student_not_found', id });
    const { class_id, deleted_at } = row;
    const schoolClass = (yield* this.#classes()).find((each) => each.id === class_id) ?? null;
    checkMayForget({ id, isRemoved: deleted_at !== null }, schoolClass);
  }

  *#classes(): SqlWork<SchoolClass[]> {
    const rows = yield* allRows<ClassRow>('SELECT * FROM classes WHERE deleted_at IS NULL');
    return rows.map(classFrom);
  }

  *#listForgettable({ after, limit }: PageRequest): SqlWork<Page<ForgettableStudent>> {
    const rows = yield* allRows<StudentRow>(
      `SELECT id, name, class_id, deleted_at FROM students WHERE forgotten_at IS NULL AND id > ?
           AND (deleted_at IS NOT NULL OR class_id IN (SELECT id FROM classes WHERE archived_at IS NOT NULL))
           ORDER BY id LIMIT ?`,
      after ?? 0,
      limit + 1,
    );
    return cutPage(rows, limit, ({ id, name, class_id, deleted_at }) => ({
      ...{ id, name },
      removedAt: deleted_at,
      classId: class_id,
    }));
  }

  *#forget({ selection, limit, language }: ForgetRequest, change: Change): SqlWork<number> {
    const { from, values } = yield* this.#select(selection);
    const rows = yield* allRows<StudentRow>(
      `SELECT id, name, class_id, deleted_at ${from} ORDER BY id LIMIT ?`,
      ...values,
      limit,
    );
    if (rows.length === 0) return 0;
    yield* this.#parts.leftovers.overwrite(this.#forgetAll(rows, language, change.now));
    const forgotten = { students: rows.length, studentIds: rows.map(({ id }) => id) };
    yield* this.#parts.audit.write(change, 'student.forget', subjectOf(selection), null, forgotten);
    return rows.length;
  }

  *#forgetAll(rows: readonly StudentRow[], language: ForgetRequest['language'], now: number): SqlWork<void> {
    const languages = new Map((yield* this.#classes()).map((each) => [each.id, each.language]));
    for (const { id, class_id } of rows) {
      const own = class_id === null ? undefined : languages.get(class_id);
      yield* forgetStudent(id, nameAfterForgetting(id, own ?? language), now);
    }
    this.#parts.students.countRevision();
    this.#parts.forget();
  }

  *#forgetJoinRequests(before: number | null, now: number): SqlWork<void> {
    yield* write('DELETE FROM join_requests WHERE expires_at <= ?', now);
    if (before !== null) yield* forgetDeclined(before);
  }
}

function subjectOf(selection: ForgetSelection): string {
  if ('studentId' in selection) return `student ${selection.studentId}`;
  return 'classId' in selection ? `class ${selection.classId}` : 'owner';
}
