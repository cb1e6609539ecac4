import { createDatabaseOn } from '../../support/postgres/create-database.ts';
import { DatabasePool } from '../../support/postgres/database-pool.ts';
import { startPostgres } from '../../support/postgres/server.ts';
import { makeTemplate } from '../../support/postgres/template.ts';
import type { TestEngine } from '../contract/engine.ts';
import { postgresEngine } from '../postgres/make-engine.ts';
import { SQLITE_ENGINE } from '../sqlite/sqlite-engine.ts';

interface RunningEngine {
  readonly engine: TestEngine;
  stop(): Promise<void>;
}

/** Outside of the test runner: by the name that --engine takes. */
export const ENGINES: Readonly<Record<string, () => Promise<RunningEngine>>> = {
  sqlite: async () => ({ engine: SQLITE_ENGINE, stop: async () => {} }),
  postgresql: startPostgresEngine,
  postgres: startPostgresEngine,
};

/** On a server of its own. */
async function startPostgresEngine(): Promise<RunningEngine> {
  const server = await startPostgres({ isDurable: false });
  await makeTemplate(server);
  const pool = new DatabasePool(() => createDatabaseOn(server.urlOf('postgres')));
  const stop = async () => {
    await pool.end();
    await server.stop();
  };
  return { engine: postgresEngine(() => pool.borrow()), stop };
}
