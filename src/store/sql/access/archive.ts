import type { SchoolClass } from '../../../access/classes.ts';
import { checkCopyEnds, checkMayArchive, checkMayReopen } from '../../../admin/archive-rules.ts';
import { copiedFields } from '../../../admin/class-copy.ts';
import type { ArchivedClass, ArchiveStore, CopyFields, RunningClass } from '../../archive-store.ts';
import type { Change } from '../../change.ts';
import { NUMBERS_OF_JSON } from '../engine-words.ts';
import type { Audit } from '../journal/audit.ts';
import { oneRow, type SqlWork, write } from '../sql-work.ts';
import type { Transactions } from '../transactions.ts';
import type { Classes } from './classes.ts';
import type { Students } from './students.ts';

const OF_CLASS = 'SELECT id FROM students WHERE class_id = @classId AND deleted_at IS NULL';

interface Parts {
  readonly classes: Classes;
  readonly students: Students;
  readonly audit: Audit;
  /** Empties the caches of callers and rules. */
  readonly forget: () => void;
}

export class SqlArchive implements ArchiveStore {
  readonly #group: Transactions;
  readonly #parts: Parts;

  constructor(group: Transactions, parts: Parts) {
    this.#group = group;
    this.#parts = parts;
  }

  countRunning(classId: number, now: number): Promise<RunningClass> {
    return this.#group.read(() => this.#countRunning(classId, now));
  }

  countCallsOf(studentIds: readonly number[]): Promise<number> {
    return this.#group.read(() => this.#countCallsOf(studentIds));
  }

  /** A few statements for the whole class: 2,000 students take some milliseconds, so nothing has to be in parts. */
  archive(classId: number, change: Change): Promise<ArchivedClass> {
    return this.#group.write(() => this.#archive(classId, change));
  }

  reopen(classId: number, change: Change): Promise<SchoolClass> {
    return this.#group.write(() => this.#reopen(classId, change));
  }

  copy(classId: number, fields: CopyFields, change: Change): Promise<SchoolClass> {
    return this.#group.write(() => this.#copy(classId, fields, change));
  }

  *#countRunning(classId: number, now: number): SqlWork<RunningClass> {
    yield* this.#parts.classes.get(classId);
    const values = { classId, now };
    return {
      students: yield* countRows(`(${OF_CLASS}) AS students_of_class`, { classId }),
      tokens: yield* countRows(
        `api_tokens WHERE student_id IN (${OF_CLASS})
           AND (revoked_at IS NULL OR revoked_at > @now) AND (expires_at IS NULL OR expires_at > @now)`,
        values,
      ),
      claimLinks: yield* countRows(
        `claim_links WHERE student_id IN (${OF_CLASS})
           AND claimed_at IS NULL AND revoked_at IS NULL AND expires_at > @now`,
        values,
      ),
      joinRequests: yield* countRows(
        `join_requests WHERE class_id = @classId AND state <> 'declined' AND expires_at > @now`,
        values,
      ),
      callsInFlight: yield* countRows('holds WHERE class_id = @classId', { classId }),
    };
  }

  *#countCallsOf(studentIds: readonly number[]): SqlWork<number> {
    const { count } = yield* oneRow<{ count: number }>(
      `SELECT count(*) AS count FROM holds WHERE student_id IN (${NUMBERS_OF_JSON})`,
      JSON.stringify(studentIds),
    );
    return count;
  }

  *#archive(classId: number, change: Change): SqlWork<ArchivedClass> {
    const { classes, audit } = this.#parts;
    const before = yield* classes.get(classId);
    checkMayArchive(before);
    const stopped = yield* this.#stopStudents(classId, change.now);
    yield* this.#setArchivedAt(classId, change.now);
    const schoolClass = yield* classes.get(classId);
    const { archivedAt } = schoolClass;
    yield* audit.write(change, 'class.archive', `class ${classId}`, { archivedAt: null }, { archivedAt, ...stopped });
    return { schoolClass, ...stopped };
  }

  *#stopStudents(classId: number, now: number): SqlWork<Omit<ArchivedClass, 'schoolClass'>> {
    const values = { classId, now };
    yield* write(
      `DELETE FROM sessions WHERE token_hash IN (SELECT hash FROM api_tokens WHERE student_id IN (${OF_CLASS}))`,
      { classId },
    );
    return {
      students: yield* countRows(`(${OF_CLASS}) AS students_of_class`, { classId }),
      tokens: yield* write(
        `UPDATE api_tokens SET revoked_at = @now
         WHERE student_id IN (${OF_CLASS}) AND (revoked_at IS NULL OR revoked_at > @now)`,
        values,
      ),
      // Also those that have expired: they would be open again after the clock is set back.
      claimLinks: yield* write(
        `UPDATE claim_links SET revoked_at = @now
         WHERE student_id IN (${OF_CLASS}) AND claimed_at IS NULL AND revoked_at IS NULL`,
        values,
      ),
      moneyRequests: yield* write(
        `UPDATE money_requests SET expires_at = @now
         WHERE state = 'open' AND expires_at > @now AND student_id IN (${OF_CLASS})`,
        values,
      ),
      joinRequests: yield* write('DELETE FROM join_requests WHERE class_id = @classId', { classId }),
    };
  }

  *#setArchivedAt(classId: number, at: number | null): SqlWork<void> {
    yield* write('UPDATE classes SET archived_at = ? WHERE id = ?', at, classId);
    this.#parts.students.countRevision();
    this.#parts.forget();
  }

  *#reopen(classId: number, change: Change): SqlWork<SchoolClass> {
    const { classes, audit } = this.#parts;
    const before = yield* classes.get(classId);
    checkMayReopen(before);
    yield* this.#setArchivedAt(classId, null);
    yield* classes.replaceJoinCode(classId);
    const after = yield* classes.get(classId);
    yield* audit.write(
      change,
      'class.reopen',
      `class ${classId}`,
      { archivedAt: before.archivedAt, joinCode: before.joinCode },
      { archivedAt: null, joinCode: after.joinCode },
    );
    return after;
  }

  *#copy(classId: number, fields: CopyFields, change: Change): SqlWork<SchoolClass> {
    const { classes, audit } = this.#parts;
    const source = yield* classes.get(classId);
    const limits = yield* classes.limitSetsOf(classId);
    checkCopyEnds(fields, limits);
    const made = yield* classes.create({ ...copiedFields(source), ...fields }, limits, change);
    yield* audit.write(change, 'class.copy', `class ${made.id}`, null, { classId });
    return made;
  }
}

function* countRows(from: string, values: Readonly<Record<string, number>>): SqlWork<number> {
  return (yield* oneRow<{ count: number }>(`SELECT count(*) AS count FROM ${from}`, values)).count;
}
