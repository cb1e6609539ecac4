import type { ClassPlace, JoinCounts } from '../../../access/join-requests.ts';
import type { Student } from '../../../access/students.ts';
import type { Change } from '../../change.ts';
import { type StudentRow, studentFrom } from '../../sql/rows/student-row.ts';
import type { Audit } from '../engine/audit.ts';
import type { Sqlite } from '../engine/database.ts';
import type { Students } from './students.ts';
import type { Tokens } from './tokens.ts';

/** An API token since the place was last reset; a revoked or expired one counts, so that revoking locks the student out. */
const HAS_TOKEN = `EXISTS (SELECT 1 FROM api_tokens
  WHERE api_tokens.student_id = students.id AND api_tokens.id > students.freed_token_id)`;
const IS_PROMISED = `EXISTS (SELECT 1 FROM join_requests
  WHERE join_requests.student_id = students.id AND join_requests.state = 'approved' AND join_requests.expires_at > ?)`;

/** Which students of a class somebody has joined as; every method runs inside a transaction. */
export class RosterPlaces {
  readonly #sqlite: Sqlite;
  readonly #students: Students;
  readonly #tokens: Tokens;
  readonly #audit: Audit;

  constructor(sqlite: Sqlite, parts: { students: Students; tokens: Tokens; audit: Audit }) {
    this.#sqlite = sqlite;
    this.#students = parts.students;
    this.#tokens = parts.tokens;
    this.#audit = parts.audit;
  }

  listOf(classId: number, now: number): ClassPlace[] {
    const rows = this.#sqlite
      .prepare(
        `SELECT students.*, CASE WHEN ${HAS_TOKEN} OR ${IS_PROMISED} THEN 1 ELSE 0 END AS taken
         FROM students WHERE class_id = ? AND deleted_at IS NULL ORDER BY students.id`,
      )
      .all(now, classId) as (StudentRow & { taken: number })[];
    return rows.map((row) => ({ student: studentFrom(row), isTaken: row.taken === 1 }));
  }

  count(classId: number, now: number): JoinCounts {
    return this.#sqlite
      .prepare(
        `SELECT count(*) AS students, coalesce(sum(CASE WHEN ${HAS_TOKEN} THEN 1 ELSE 0 END), 0) AS joined,
           coalesce(sum(CASE WHEN student_number IS NOT NULL OR email IS NOT NULL THEN 1 ELSE 0 END), 0) AS identified,
           (SELECT count(*) FROM join_requests
            WHERE join_requests.class_id = ? AND state = 'waiting' AND expires_at > ?) AS waiting
         FROM students WHERE class_id = ? AND deleted_at IS NULL`,
      )
      .get(classId, now, classId) as JoinCounts;
  }

  reset(studentId: number, change: Change): Student {
    const student = this.#students.get(studentId);
    this.#tokens.revokeAllOf(studentId, change);
    this.#sqlite
      .prepare(
        `UPDATE students SET freed_token_id = (SELECT coalesce(max(id), 0) FROM api_tokens WHERE student_id = ?)
         WHERE id = ?`,
      )
      .run(studentId, studentId);
    this.#sqlite.prepare('DELETE FROM join_requests WHERE student_id = ?').run(studentId);
    this.#audit.write(change, 'student.reset_place', `student ${studentId}`, null, { name: student.name });
    return student;
  }
}
