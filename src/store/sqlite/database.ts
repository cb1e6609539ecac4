import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { type AppliedMigration, type Migration, pendingMigrations } from '../migrate.ts';
import { StorageError } from '../store.ts';

export type Sqlite = Database.Database;

export interface OpenDatabase {
  readonly sqlite: Sqlite;
  close(): void;
}

const BUSY_TIMEOUT_MS = 2000;
/** Pages of 4 KiB. A larger log means fewer interruptions by checkpoints under load; it is folded in at every close. */
const WAL_AUTOCHECKPOINT_PAGES = 4000;

/**
 * Opens the one database file for the one process that may write it.
 * @throws StorageError when another process has it, or the file cannot be used
 */
export function openDatabase(path: string, migrations: readonly Migration[]): OpenDatabase {
  makeFolder(path);
  const lock = takeLock(path);
  let opened: Sqlite | undefined;
  try {
    const sqlite = new Database(path);
    opened = sqlite;
    sqlite.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
    sqlite.pragma('journal_mode = WAL');
    // better-sqlite3 opens with NORMAL, which may lose the last commits at a power cut: not a durable hold.
    sqlite.pragma('synchronous = FULL');
    sqlite.pragma('foreign_keys = ON');
    sqlite.pragma(`wal_autocheckpoint = ${WAL_AUTOCHECKPOINT_PAGES}`);
    // SQLite opens a file that it may only read, too, and says so at the first write: now is the better time.
    sqlite.exec('BEGIN IMMEDIATE; PRAGMA user_version = 0; ROLLBACK');
    applyMigrations(sqlite, migrations);
    return {
      sqlite,
      close: () => {
        sqlite.pragma('wal_checkpoint(TRUNCATE)');
        sqlite.close();
        lock.close();
      },
    };
  } catch (error) {
    opened?.close();
    lock.close();
    throw error instanceof Database.SqliteError ? unusable(path, error) : error;
  }
}

/** A row is not what this process wrote last: somebody's hand is in the file. Read again, the work can be done. */
export class ChangedElsewhereError extends Error {
  override readonly name = 'ChangedElsewhereError';
}

/** SQLite's own words name no secret and no prompt: nothing of either is ever written. */
export function asStorageError(error: unknown): unknown {
  if (!(error instanceof Database.SqliteError)) return error;
  return new StorageError(`the database failed: ${error.message} (${error.code})`, { cause: error });
}

function makeFolder(path: string): void {
  const folder = dirname(path);
  if (existsSync(folder)) return;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new StorageError(`cannot make the folder ${folder} for the database: ${(error as Error).message}`);
  }
}

/**
 * An exclusive transaction on a file beside the database, held open for the life of the process: the system lets go of
 * it however the process dies, so there is no stale lock to clean up, and readers of the database itself are not hindered.
 */
function takeLock(path: string): Sqlite {
  const lockPath = `${path}-lock`;
  let lock: Sqlite | undefined;
  try {
    lock = new Database(lockPath);
    lock.pragma('busy_timeout = 0');
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock?.close();
    const busy = error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY');
    throw new StorageError(
      busy
        ? `another jigap is using ${path}: stop it first, or give this one a database of its own with JIGAP_DATABASE`
        : unusable(lockPath, error as Error).message,
    );
  }
}

function unusable(path: string, { message }: Error): StorageError {
  return new StorageError(
    `cannot use ${path}: ${message}. Check that it is a database of jigap, that this user may write it and its folder, and that the disk has room`,
  );
}

function applyMigrations(sqlite: Sqlite, migrations: readonly Migration[]): void {
  sqlite.exec('CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, hash TEXT NOT NULL) STRICT');
  const applied = sqlite.prepare('SELECT name, hash FROM migrations ORDER BY name').all() as AppliedMigration[];
  const remember = sqlite.prepare('INSERT INTO migrations (name, hash) VALUES (?, ?)');
  for (const { name, hash, sql } of pendingMigrations(migrations, applied)) {
    sqlite.transaction(() => {
      sqlite.exec(sql);
      remember.run(name, hash);
    })();
  }
}
