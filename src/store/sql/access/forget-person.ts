import { withoutPerson } from '../../../admin/forgetting-rules.ts';
import { numberInJson } from '../engine-words.ts';
import { allRows, type SqlWork, write } from '../sql-work.ts';

interface AuditValues {
  id: number;
  before: string;
  after: string;
}

/** The entries about a student: by subject, and those of tokens and requests by the student in them. */
const ABOUT_STUDENT = `subject = @subject
  OR coalesce(${numberInJson('after', 'studentId')}, ${numberInJson('before', 'studentId')}) = @id`;

/**
 * Everything that says who a student is, in every table; test/store/contract/forgetting.ts asks of each text of the schema
 * whether it can. Inside a transaction. @param name that stands for the student's from now on
 */
export function* forgetStudent(id: number, name: string, now: number): SqlWork<void> {
  yield* write(
    `UPDATE students SET name = @name, student_number = NULL, email = NULL, note = NULL, forgotten_at = @now
     WHERE id = @id`,
    { id, name, now },
  );
  yield* write('UPDATE api_tokens SET label = NULL WHERE student_id = ? AND label IS NOT NULL', id);
  yield* write(
    `UPDATE claim_links SET mail_state = NULL, mail_to = NULL, mail_at = NULL, mail_problem = NULL
     WHERE student_id = ? AND mail_to IS NOT NULL`,
    id,
  );
  yield* write('DELETE FROM join_requests WHERE student_id = ?', id);
  yield* write('DELETE FROM money_requests WHERE student_id = ?', id);
  yield* write("UPDATE top_ups SET reason = NULL WHERE scope = 'student' AND scope_id = ? AND reason IS NOT NULL", id);
  const about = { id, subject: `student ${id}` };
  yield* scrub(yield* allRows<AuditValues>(`SELECT id, before, after FROM audit WHERE ${ABOUT_STUDENT}`, about), name);
}

/** The names in entries about declined requests to join, which became no student. Inside a transaction. */
export function* forgetDeclined(before: number): SqlWork<void> {
  const entries = yield* allRows<AuditValues>(
    `SELECT id, before, after FROM audit WHERE subject >= 'join-request ' AND subject < 'join-request!'
       AND action = 'join-request.decline' AND at <= ?`,
    before,
  );
  yield* scrub(entries, '–');
}

/** What is scrubbed already stays as it is. */
function* scrub(entries: readonly AuditValues[], name: string): SqlWork<void> {
  for (const { id, ...stored } of entries) {
    const before = scrubbed(stored.before, name);
    const after = scrubbed(stored.after, name);
    if (before !== stored.before || after !== stored.after) {
      yield* write('UPDATE audit SET before = ?, after = ? WHERE id = ?', before, after, id);
    }
  }
}

function scrubbed(stored: string, name: string): string {
  return JSON.stringify(withoutPerson(JSON.parse(stored), name));
}
