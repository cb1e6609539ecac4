import { createDatabaseOn } from '../../support/postgres/create-database.ts';
import { DatabasePool } from '../../support/postgres/database-pool.ts';
import { startPostgres } from '../../support/postgres/server.ts';
import { makeTemplate } from '../../support/postgres/template.ts';
import type { TestEngine } from '../contract/engine.ts';
import { type PostgresTestDatabase, postgresEngine } from '../postgres/make-engine.ts';
import { SQLITE_ENGINE } from '../sqlite/sqlite-engine.ts';
import { checkHistories, type HistoryOptions } from './histories.ts';
import { checkSharedHistories } from './replicas/shared-histories.ts';

type Options = HistoryOptions & { readonly longest: number };
/** One after the other. @returns null when all agree, otherwise what failed first */
type Check = (all: readonly Options[]) => Promise<string | null>;

/** Outside of the test runner, by what --engine names. */
export const CHECKS: Readonly<Record<string, Check>> = {
  sqlite: (all) => untilFailure(all, (options) => checkHistories(SQLITE_ENGINE, options)),
  postgres: (all) => onPostgres((engine) => untilFailure(all, (options) => checkHistories(engine, options))),
  replicas: (all) =>
    onPostgres((engine) => untilFailure(all, (options) => checkSharedHistories(engine, { ...options, crashes: true }))),
};

async function untilFailure(
  all: readonly Options[],
  check: (options: Options) => Promise<string | null>,
): Promise<string | null> {
  for (const options of all) {
    const failure = await check(options);
    if (failure !== null) return failure;
  }
  return null;
}

/** On a server of its own. */
async function onPostgres<Result>(use: (engine: TestEngine<PostgresTestDatabase>) => Promise<Result>): Promise<Result> {
  const server = await startPostgres({ isDurable: false });
  await makeTemplate(server);
  const pool = new DatabasePool(() => createDatabaseOn(server.urlOf('postgres')));
  try {
    return await use(postgresEngine(() => pool.borrow()));
  } finally {
    await pool.end();
    await server.stop();
  }
}
