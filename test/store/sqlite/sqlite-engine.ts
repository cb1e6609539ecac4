import { join } from 'node:path';
import Database from 'better-sqlite3';
import { openSqliteStore } from '../../../src/store/sqlite/open.ts';
import type { Store } from '../../../src/store/store.ts';
import { MIGRATIONS, makeMemoryFolder, writeMigratedDatabase } from '../../support/migrated-database.ts';
import { remove } from '../../support/temp-folder.ts';
import type { StartOptions, TestDatabase, TestEngine } from '../contract/engine.ts';

export interface SqliteDatabase extends TestDatabase {
  readonly path: string;
}

export const SQLITE_ENGINE: TestEngine<SqliteDatabase> = {
  name: 'SQLite',
  maxAheadMs: 1000,
  settlesLate: false,
  isSlow: false,
  /** In memory: the disk beneath the file is for the crash tests. */
  create: async () => {
    const folder = makeMemoryFolder();
    const path = join(folder, 'jigap.db');
    writeMigratedDatabase(path);
    return {
      path,
      open: async (options) => open(path, options),
      tamper: async (sql, ...values) => tamper(path, sql, values),
      countRows: async (table) => countRows(path, table),
      remove: async () => remove(folder),
    };
  },
};

function tamper(path: string, sql: string, values: readonly unknown[] = []): void {
  const sqlite = new Database(path);
  try {
    sqlite.pragma('busy_timeout = 2000');
    sqlite.pragma('foreign_keys = OFF');
    sqlite.prepare(sql).run(...values);
  } finally {
    sqlite.close();
  }
}

function countRows(path: string, table: string): number {
  const sqlite = new Database(path, { readonly: true });
  const rows = sqlite.prepare(`SELECT count(*) FROM ${table}`).pluck().get() as number;
  sqlite.close();
  return rows;
}

function open(path: string, { server, now }: StartOptions): Store {
  const { timeZone, ...defaults } = server;
  return openSqliteStore({ path, migrationsFolder: MIGRATIONS, defaults, timeZone, now });
}
