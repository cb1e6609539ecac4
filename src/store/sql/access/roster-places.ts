import type { ClassPlace, JoinCounts } from '../../../access/join-requests.ts';
import type { Student } from '../../../access/students.ts';
import type { Change } from '../../change.ts';
import type { Audit } from '../journal/audit.ts';
import { type StudentRow, studentFrom } from '../rows/student-row.ts';
import { allRows, oneRow, type SqlWork, write } from '../sql-work.ts';
import type { Students } from './students.ts';
import type { Tokens } from './tokens.ts';

/** An API token since the place was last reset; a revoked or expired one counts, so that revoking locks the student out. */
const HAS_TOKEN = `EXISTS (SELECT 1 FROM api_tokens
  WHERE api_tokens.student_id = students.id AND api_tokens.id > students.freed_token_id)`;
const IS_PROMISED = `EXISTS (SELECT 1 FROM join_requests
  WHERE join_requests.student_id = students.id AND join_requests.state = 'approved' AND join_requests.expires_at > ?)`;

/** Which students of a class somebody has joined as; every method runs inside a transaction. */
export class RosterPlaces {
  readonly #students: Students;
  readonly #tokens: Tokens;
  readonly #audit: Audit;

  constructor(parts: { students: Students; tokens: Tokens; audit: Audit }) {
    this.#students = parts.students;
    this.#tokens = parts.tokens;
    this.#audit = parts.audit;
  }

  *listOf(classId: number, now: number): SqlWork<ClassPlace[]> {
    const rows = yield* allRows<StudentRow & { taken: number }>(
      `SELECT students.*, CASE WHEN ${HAS_TOKEN} OR ${IS_PROMISED} THEN 1 ELSE 0 END AS taken
         FROM students WHERE class_id = ? AND deleted_at IS NULL ORDER BY students.id`,
      now,
      classId,
    );
    return rows.map((row) => ({ student: studentFrom(row), isTaken: row.taken === 1 }));
  }

  *count(classId: number, now: number): SqlWork<JoinCounts> {
    return yield* oneRow<JoinCounts>(
      `SELECT count(*) AS students, coalesce(sum(CASE WHEN ${HAS_TOKEN} THEN 1 ELSE 0 END), 0) AS joined,
           coalesce(sum(CASE WHEN student_number IS NOT NULL OR email IS NOT NULL THEN 1 ELSE 0 END), 0) AS identified,
           (SELECT count(*) FROM join_requests
            WHERE join_requests.class_id = ? AND state = 'waiting' AND expires_at > ?) AS waiting
         FROM students WHERE class_id = ? AND deleted_at IS NULL`,
      classId,
      now,
      classId,
    );
  }

  *reset(studentId: number, change: Change): SqlWork<Student> {
    const student = yield* this.#students.get(studentId);
    yield* this.#tokens.revokeAllOf(studentId, change);
    yield* write(
      `UPDATE students SET freed_token_id = (SELECT coalesce(max(id), 0) FROM api_tokens WHERE student_id = ?)
         WHERE id = ?`,
      studentId,
      studentId,
    );
    yield* write('DELETE FROM join_requests WHERE student_id = ?', studentId);
    yield* this.#audit.write(change, 'student.reset_place', `student ${studentId}`, null, { name: student.name });
    return student;
  }
}
