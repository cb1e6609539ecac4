import type { Statement } from 'better-sqlite3';
import type { SqlRead } from '../../sql/sql-read.ts';
import type { Sqlite } from './database.ts';

/** Runs a read at once; inside a transaction, all of its queries see one snapshot. */
export function runRead<Result>(sqlite: Sqlite, read: SqlRead<Result>): Result {
  const statements = new Map<string, Statement>();
  let step = read.next([]);
  while (!step.done) {
    const { text, values } = step.value;
    const statement = statements.get(text) ?? sqlite.prepare(text);
    statements.set(text, statement);
    step = read.next(statement.all(...values));
  }
  return step.value;
}
