import type { ClientBase } from 'pg';
import type { SqlWork } from '../../sql/sql-work.ts';
import { numberedQuery } from './statements.ts';

/** What runs statements: a connection, which nobody else uses meanwhile. */
export type Connection = Pick<ClientBase, 'query'>;

/** Runs work on a connection, statement by statement; in the transaction that the connection is in. */
export async function runWork<Result>(connection: Connection, work: SqlWork<Result>): Promise<Result> {
  let step = work.next();
  while (step.done !== true) {
    const query = numberedQuery(step.value);
    // A failed statement is thrown where it was yielded.
    const answer = await connection.query<object>(query).then(
      (result) => ({ result }),
      (error: unknown) => ({ error }),
    );
    step = 'error' in answer ? work.throw(answer.error) : work.next(answerOf(answer.result));
  }
  return step.value;
}

/**
 * Runs work that only reads, all of it on one state of the database. For short reads only: as long as it runs, no old
 * version of a row can be removed, and each call gets slower.
 */
export async function runSnapshot<Result>(connection: Connection, work: () => SqlWork<Result>): Promise<Result> {
  await connection.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  try {
    const result = await runWork(connection, work());
    await connection.query('COMMIT');
    return result;
  } catch (error) {
    // Where the connection is lost, that is the error to report.
    await connection.query('ROLLBACK').catch(() => {});
    throw error;
  }
}

function answerOf({ rows, rowCount }: { rows: readonly unknown[]; rowCount: number | null }): {
  rows: readonly unknown[];
  changes: number;
} {
  return { rows, changes: rowCount ?? 0 };
}
