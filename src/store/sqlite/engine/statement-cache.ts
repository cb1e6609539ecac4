import type { Database, Statement } from 'better-sqlite3';

/** Several times as many as the sources have; statements that are put together for a filter come and go. */
const MAX_STATEMENTS = 500;
/** They change what a statement returns, for everybody who has it. */
const MODES = ['pluck', 'expand', 'raw', 'safeIntegers', 'bind'] as const;

/**
 * From now on, preparing the same SQL again returns the same statement: to compile one takes longer than to run it, and a
 * change of 2,000 students runs ten for each of them. Nobody may change its modes.
 */
export function cacheStatements(sqlite: Database): void {
  const prepare = sqlite.prepare.bind(sqlite) as (sql: string) => Statement;
  const statements = new Map<string, Statement>();
  const prepareOnce = (sql: string): Statement => {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const statement = prepare(sql);
    for (const mode of MODES) Object.defineProperty(statement, mode, { value: refuseMode });
    const [oldest] = statements.size < MAX_STATEMENTS ? [] : statements.keys();
    if (oldest !== undefined) statements.delete(oldest);
    statements.set(sql, statement);
    return statement;
  };
  Object.defineProperty(sqlite, 'prepare', { value: prepareOnce });
}

function refuseMode(): never {
  throw new TypeError('a statement is shared: read the column by its name');
}
