import { withoutPerson } from '../../../admin/forgetting-rules.ts';
import type { Sqlite } from '../engine/database.ts';

interface AuditValues {
  id: number;
  before: string;
  after: string;
}

/** The entries about a student: by subject, and those of tokens and requests by the student in them. */
const ABOUT_STUDENT = `subject = @subject
  OR coalesce(json_extract(after, '$.studentId'), json_extract(before, '$.studentId')) = @id`;

/**
 * Everything that says who a student is, in every table; test/store/contract/forgetting.ts asks of each text of the schema
 * whether it can. Inside a transaction. @param name that stands for the student's from now on
 */
export function forgetStudent(sqlite: Sqlite, id: number, name: string, now: number): void {
  const run = (sql: string) => sqlite.prepare(sql).run({ id, name, now });
  run(
    `UPDATE students SET name = @name, student_number = NULL, email = NULL, note = NULL, forgotten_at = @now
     WHERE id = @id`,
  );
  run('UPDATE api_tokens SET label = NULL WHERE student_id = @id AND label IS NOT NULL');
  run(
    `UPDATE claim_links SET mail_state = NULL, mail_to = NULL, mail_at = NULL, mail_problem = NULL
     WHERE student_id = @id AND mail_to IS NOT NULL`,
  );
  run('DELETE FROM join_requests WHERE student_id = @id');
  run('DELETE FROM money_requests WHERE student_id = @id');
  run(`UPDATE top_ups SET reason = NULL WHERE scope = 'student' AND scope_id = @id AND reason IS NOT NULL`);
  const entries = sqlite
    .prepare(`SELECT id, before, after FROM audit WHERE ${ABOUT_STUDENT}`)
    .all({ id, subject: `student ${id}` });
  scrub(sqlite, entries as AuditValues[], name);
}

/** The names in entries about declined requests to join, which became no student. Inside a transaction. */
export function forgetDeclined(sqlite: Sqlite, before: number): void {
  const entries = sqlite
    .prepare(
      `SELECT id, before, after FROM audit WHERE subject >= 'join-request ' AND subject < 'join-request!'
       AND action = 'join-request.decline' AND at <= ?`,
    )
    .all(before);
  scrub(sqlite, entries as AuditValues[], '–');
}

/** What is scrubbed already stays as it is. */
function scrub(sqlite: Sqlite, entries: readonly AuditValues[], name: string): void {
  const update = sqlite.prepare('UPDATE audit SET before = ?, after = ? WHERE id = ?');
  for (const { id, ...stored } of entries) {
    const [before, after] = [stored.before, stored.after].map((text) =>
      JSON.stringify(withoutPerson(JSON.parse(text), name)),
    );
    if (before !== stored.before || after !== stored.after) update.run(before, after, id);
  }
}
