import type { ClientBase } from 'pg';
import { NEW_SNAPSHOT, type SqlAnswer, type SqlStatement, type SqlWork } from '../../sql/sql-work.ts';
import { numberedQuery } from './statements.ts';

/** What runs statements: a connection, which nobody else uses meanwhile. */
export type Connection = Pick<ClientBase, 'query'>;

/** Runs work on a connection, statement by statement; in the transaction that the connection is in. */
export function runWork<Result>(connection: Connection, work: SqlWork<Result>): Promise<Result> {
  return drive(work, (statement) => answerTo(connection, statement));
}

const BEGIN = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY';

/**
 * Runs work that only reads, all of it on one state of the database, or as many as it asks for: as long as one is read, no
 * old version of a row can be removed, and each call gets slower.
 */
export async function runSnapshot<Result>(connection: Connection, work: () => SqlWork<Result>): Promise<Result> {
  await connection.query(BEGIN);
  try {
    const result = await drive(work(), async (statement) => {
      if (statement !== NEW_SNAPSHOT) return answerTo(connection, statement);
      await connection.query('COMMIT');
      await connection.query(BEGIN);
      return { rows: [], changes: 0 };
    });
    await connection.query('COMMIT');
    return result;
  } catch (error) {
    // Where the connection is lost, that is the error to report.
    await connection.query('ROLLBACK').catch(() => {});
    throw error;
  }
}

async function drive<Result>(
  work: SqlWork<Result>,
  ask: (statement: SqlStatement) => Promise<SqlAnswer>,
): Promise<Result> {
  let step = work.next();
  while (step.done !== true) {
    // A failed statement is thrown where it was yielded.
    const answer = await ask(step.value).then(
      (answer) => ({ answer }),
      (error: unknown) => ({ error }),
    );
    step = 'error' in answer ? work.throw(answer.error) : work.next(answer.answer);
  }
  return step.value;
}

async function answerTo(connection: Connection, statement: SqlStatement): Promise<SqlAnswer> {
  const { rows, rowCount } = await connection.query<object>(numberedQuery(statement));
  return { rows, changes: rowCount ?? 0 };
}
