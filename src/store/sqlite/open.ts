import { dirname, join } from 'node:path';
import type { DefaultLimits } from '../../ledger/effective-rules.ts';
import { readMigrations } from '../migrations.ts';
import { Audit } from '../sql/journal/audit.ts';
import { Settings } from '../sql/journal/settings.ts';
import { sqlStores } from '../sql/sql-stores.ts';
import type { Store } from '../store.ts';
import { SqliteBackups } from './backup/backups.ts';
import { sqliteCluster } from './cluster.ts';
import { SqliteCallWrites } from './engine/call-writes.ts';
import { CommitGroup } from './engine/commit-group.ts';
import { openDatabase } from './engine/database.ts';
import { SqliteLeftovers } from './engine/leftovers.ts';
import { SqliteReaders } from './engine/readers.ts';
import { runWork } from './engine/run-work.ts';
import { SqliteExports } from './export/exports.ts';

export interface SqliteStoreOptions {
  /** Path of the database file; its folder is made if it is not there. */
  readonly path: string;
  readonly migrationsFolder: string;
  /** Absent or null: `backups` beside the database. */
  readonly backupFolder?: string | null;
  /** The limits where the owner has set none, and the zone of the wallet and of students without a class. */
  readonly defaults: DefaultLimits;
  readonly timeZone: string;
  /** ms UTC. */
  readonly now: number;
}

/** @throws StorageError, MigrationError: the process must not start */
export function openSqliteStore(options: SqliteStoreOptions): Store {
  const database = openDatabase(options.path, readMigrations(options.migrationsFolder));
  const { sqlite, path, isInPlace, close } = database;
  const settings = new Settings();
  const audit = new Audit();
  const group = new CommitGroup(
    sqlite,
    () => caches.discard(),
    () => caches.save(),
    isInPlace,
  );
  const readers = new SqliteReaders(sqlite, group, path);
  const leftovers = new SqliteLeftovers(sqlite, group, { settings, file: database });
  const engine = { group, readers, leftovers, writes: new SqliteCallWrites(sqlite), shared: null };
  const { stores, caches, serverStarted } = sqlStores(engine, options);
  const folder = options.backupFolder ?? join(dirname(path), 'backups');
  const exports = new SqliteExports(group, { path, folder, audit });
  const backups = new SqliteBackups(group, { path, folder, settings, audit });

  // No call waits for it yet, however large the file is.
  leftovers.cleanNow();
  sqlite.transaction(() => runWork(sqlite, serverStarted(options.now)))();

  return {
    ...stores,
    backups,
    exports,
    cluster: sqliteCluster(isInPlace),
    traffic: null,
    isInPlace,
    close: async () => {
      await Promise.all([readers.close(), backups.close(), exports.close()]);
      group.flush();
      close();
    },
  };
}
