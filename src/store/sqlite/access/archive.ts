import type { SchoolClass } from '../../../access/classes.ts';
import { checkCopyEnds, checkMayArchive, checkMayReopen } from '../../../admin/archive-rules.ts';
import { copiedFields } from '../../../admin/class-copy.ts';
import type { ArchivedClass, ArchiveStore, CopyFields, RunningClass } from '../../archive-store.ts';
import type { Change } from '../../change.ts';
import type { Audit } from '../engine/audit.ts';
import type { CommitGroup } from '../engine/commit-group.ts';
import type { Sqlite } from '../engine/database.ts';
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

export class SqliteArchive implements ArchiveStore {
  readonly #sqlite: Sqlite;
  readonly #group: CommitGroup;
  readonly #parts: Parts;

  constructor(sqlite: Sqlite, group: CommitGroup, parts: Parts) {
    this.#sqlite = sqlite;
    this.#group = group;
    this.#parts = parts;
  }

  countRunning(classId: number, now: number): Promise<RunningClass> {
    return this.#group.read(() => {
      this.#parts.classes.get(classId);
      const count = (from: string) => {
        const row = this.#sqlite.prepare(`SELECT count(*) AS count FROM ${from}`).get({ classId, now });
        return (row as { count: number }).count;
      };
      return {
        students: count(`(${OF_CLASS})`),
        tokens: count(
          `api_tokens WHERE student_id IN (${OF_CLASS})
           AND (revoked_at IS NULL OR revoked_at > @now) AND (expires_at IS NULL OR expires_at > @now)`,
        ),
        claimLinks: count(
          `claim_links WHERE student_id IN (${OF_CLASS})
           AND claimed_at IS NULL AND revoked_at IS NULL AND expires_at > @now`,
        ),
        joinRequests: count(`join_requests WHERE class_id = @classId AND state <> 'declined' AND expires_at > @now`),
        callsInFlight: count('holds WHERE class_id = @classId'),
      };
    });
  }

  countCallsOf(studentIds: readonly number[]): Promise<number> {
    return this.#group.read(() => {
      const row = this.#sqlite
        .prepare('SELECT count(*) AS count FROM holds WHERE student_id IN (SELECT value FROM json_each(?))')
        .get(JSON.stringify(studentIds));
      return (row as { count: number }).count;
    });
  }

  /** A few statements for the whole class: 2,000 students take some milliseconds, so nothing has to be in parts. */
  archive(classId: number, change: Change): Promise<ArchivedClass> {
    return this.#group.write(() => {
      const { classes, audit } = this.#parts;
      const before = classes.get(classId);
      checkMayArchive(before);
      const stopped = this.#stopStudents(classId, change.now);
      this.#setArchivedAt(classId, change.now);
      const schoolClass = classes.get(classId);
      const { archivedAt } = schoolClass;
      audit.write(change, 'class.archive', `class ${classId}`, { archivedAt: null }, { archivedAt, ...stopped });
      return { schoolClass, ...stopped };
    });
  }

  reopen(classId: number, change: Change): Promise<SchoolClass> {
    return this.#group.write(() => {
      const { classes, audit } = this.#parts;
      const before = classes.get(classId);
      checkMayReopen(before);
      this.#setArchivedAt(classId, null);
      classes.replaceJoinCode(classId);
      const after = classes.get(classId);
      audit.write(
        change,
        'class.reopen',
        `class ${classId}`,
        { archivedAt: before.archivedAt, joinCode: before.joinCode },
        { archivedAt: null, joinCode: after.joinCode },
      );
      return after;
    });
  }

  copy(classId: number, fields: CopyFields, change: Change): Promise<SchoolClass> {
    return this.#group.write(() => {
      const { classes, audit } = this.#parts;
      const source = classes.get(classId);
      const limits = classes.limitSetsOf(classId);
      checkCopyEnds(fields, limits);
      const made = classes.create({ ...copiedFields(source), ...fields }, limits, change);
      audit.write(change, 'class.copy', `class ${made.id}`, null, { classId });
      return made;
    });
  }

  #setArchivedAt(classId: number, at: number | null): void {
    this.#sqlite.prepare('UPDATE classes SET archived_at = ? WHERE id = ?').run(at, classId);
    this.#parts.students.countRevision();
    this.#parts.forget();
  }

  #stopStudents(classId: number, now: number): Omit<ArchivedClass, 'schoolClass'> {
    const run = (sql: string) => this.#sqlite.prepare(sql).run({ classId, now }).changes;
    run(`DELETE FROM sessions WHERE token_hash IN (SELECT hash FROM api_tokens WHERE student_id IN (${OF_CLASS}))`);
    const students = this.#sqlite.prepare(`SELECT count(*) AS count FROM (${OF_CLASS})`).get({ classId });
    return {
      students: (students as { count: number }).count,
      tokens: run(
        `UPDATE api_tokens SET revoked_at = @now
         WHERE student_id IN (${OF_CLASS}) AND (revoked_at IS NULL OR revoked_at > @now)`,
      ),
      // Also those that have expired: they would be open again after the clock is set back.
      claimLinks: run(
        `UPDATE claim_links SET revoked_at = @now
         WHERE student_id IN (${OF_CLASS}) AND claimed_at IS NULL AND revoked_at IS NULL`,
      ),
      moneyRequests: run(
        `UPDATE money_requests SET expires_at = @now
         WHERE state = 'open' AND expires_at > @now AND student_id IN (${OF_CLASS})`,
      ),
      joinRequests: run(`DELETE FROM join_requests WHERE class_id = @classId`),
    };
  }
}
