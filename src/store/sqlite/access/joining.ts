import { whyClosed } from '../../../access/join-codes.ts';
import { asRead } from '../../../access/students.ts';
import type { JoinRequest, JoinResult } from '../../joining.ts';
import type { Sqlite } from '../engine/database.ts';
import type { Classes } from './classes.ts';
import type { Students } from './students.ts';
import type { Tokens } from './tokens.ts';

const ACTOR = 'join code';

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

  join({ code, name, token }: JoinRequest, now: number): JoinResult {
    const change = { actor: ACTOR, now };
    const schoolClass = this.#classes.findByJoinCode(code);
    if (schoolClass === null) return { refused: 'unknown_code' };
    const closed = whyClosed(schoolClass, now);
    if (closed !== null) return { refused: closed };
    if (this.#isThere(schoolClass.id, name)) return { refused: 'name_taken' };
    this.#classes.takeJoinPlace(schoolClass.id);
    const fields = { name, classId: schoolClass.id, email: null, suspended: false };
    const student = this.#students.create(fields, {}, change);
    this.#tokens.create({ ...token, studentId: student.id }, change);
    return { joined: student };
  }

  #isThere(classId: number, name: string): boolean {
    const rows = this.#sqlite
      .prepare('SELECT name FROM students WHERE class_id = ? AND deleted_at IS NULL')
      .all(classId) as { name: string }[];
    const wanted = asRead(name);
    return rows.some((row) => asRead(row.name) === wanted);
  }
}
