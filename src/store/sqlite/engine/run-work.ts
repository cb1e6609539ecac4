import { isMark, type SqlAnswer, type SqlWork } from '../../sql/sql-work.ts';
import type { Sqlite } from './database.ts';

const START: SqlAnswer = { rows: [], changes: 0 };

/** Runs work at once, inside of the transaction that is open, or each statement in its own. */
export function runWork<Result>(sqlite: Sqlite, work: SqlWork<Result>): Result {
  let step = work.next(START);
  while (!step.done) {
    if (isMark(step.value)) {
      step = work.next(START);
      continue;
    }
    const { text, values } = step.value;
    let answer: SqlAnswer;
    try {
      const statement = sqlite.prepare(text);
      answer = statement.reader
        ? { rows: statement.all(...values), changes: 0 }
        : { rows: [], changes: statement.run(...values).changes };
    } catch (error) {
      step = work.throw(error);
      continue;
    }
    step = work.next(answer);
  }
  return step.value;
}
