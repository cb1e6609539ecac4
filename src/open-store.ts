import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import type { Config } from './config/config.ts';
import type { EngineObserver } from './store/engine-observer.ts';
import { filesOpenToOthers } from './store/sqlite/engine/database-files.ts';
import { openSqliteStore } from './store/sqlite/open.ts';
import type { Store } from './store/store.ts';

const POSTGRES_URL = /^postgres(?:ql)?:\/\//;

/**
 * Where everything is stored: JIGAP_DATABASE is a file of SQLite, or the address of a PostgreSQL. What belongs to PostgreSQL is
 * loaded only for it. @param now ms UTC @param observer is told how PostgreSQL does @throws StorageError, MigrationError: the process must not start
 */
export async function openStore(config: Config, logger: Logger, now: number, observer: EngineObserver): Promise<Store> {
  const { database, defaults, timeZone } = config;
  if (POSTGRES_URL.test(database)) {
    const { openPostgresStore } = await import('./store/postgres/open.ts');
    return openPostgresStore({
      url: database,
      migrationsFolder: migrationsOf('postgres'),
      ...{ defaults, timeZone, now, observer },
      warn: (warning) => logger.warn({ warning }, 'the database is not set up as it should be'),
    });
  }
  const store = openSqliteStore({
    path: database,
    backupFolder: config.backups.folder,
    migrationsFolder: migrationsOf('sqlite'),
    ...{ defaults, timeZone, now },
  });
  for (const file of filesOpenToOthers(database)) {
    logger.warn({ file }, 'other users of this machine may read this file: its disk keeps no file modes');
  }
  return store;
}

function migrationsOf(engine: 'sqlite' | 'postgres'): string {
  return fileURLToPath(new URL(`../migrations/${engine}`, import.meta.url));
}
