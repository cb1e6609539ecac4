import { findJoinError } from '../../../admin/joining-rules.ts';
import type { Change } from '../../change.ts';
import type { JoinRequest, JoinResult } from '../../joining.ts';
import type { Sqlite } from '../engine/database.ts';
import type { Classes } from './classes.ts';
import type { Students } from './students.ts';
import type { Tokens } from './tokens.ts';

/** Students who come by the code of a class; runs inside a transaction. */
export class Joining {
  readonly #sqlite: Sqlite;
  readonly #classes: Classes;
  readonly #students: Students;
  readonly #tokens: Tokens;

  constructor(sqlite: Sqlite, parts: { classes: Classes; students: Students; tokens: Tokens }) {
    this.#sqlite = sqlite;
    this.#classes = parts.classes;
    this.#students = parts.students;
    this.#tokens = parts.tokens;
  }

  join({ code, name, token }: JoinRequest, change: Change): JoinResult {
    const schoolClass = this.#classes.findByJoinCode(code);
    if (schoolClass === null) return { refused: 'unknown_code' };
    const refused = findJoinError(schoolClass, (id) => this.#namesIn(id), { name, now: change.now });
    if (refused !== null) return { refused };
    this.#classes.takeJoinPlace(schoolClass.id);
    const fields = { name, classId: schoolClass.id, email: null, suspended: false };
    const student = this.#students.create(fields, {}, change);
    this.#tokens.create({ ...token, studentId: student.id }, change);
    return { joined: student };
  }

  #namesIn(classId: number): string[] {
    const rows = this.#sqlite
      .prepare('SELECT name FROM students WHERE class_id = ? AND deleted_at IS NULL')
      .all(classId) as { name: string }[];
    return rows.map((row) => row.name);
  }
}
