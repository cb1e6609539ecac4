import { createHash } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { StorageError } from '../../errors.ts';
import { type AppliedMigration, type Migration, pendingMigrations } from '../../migrations.ts';
import {
  createPrivateFile,
  mustBePrivate,
  mustHaveOneName,
  realDatabasePath,
  restrictFiles,
  statOf,
} from './database-files.ts';
import { OpenFile } from './open-file.ts';
import { cacheStatements } from './statement-cache.ts';

export type Sqlite = Database.Database;

export interface OpenDatabase {
  readonly sqlite: Sqlite;
  /** Of the file itself, without links. */
  readonly path: string;
  /** false: the file was deleted, replaced or cut short since. */
  isInPlace(): boolean;
  /** After a VACUUM: the file may be as small as this. */
  mayShrinkTo(bytes: number): void;
  close(): void;
}

const BUSY_TIMEOUT_MS = 2000;
/** How long a start waits for a tool that reads the database to finish. */
const TAKEOVER_TIMEOUT_MS = 1000;
/** Pages of 4 KiB. A larger log means fewer interruptions by checkpoints under load; it is folded in at every close. */
const WAL_AUTOCHECKPOINT_PAGES = 4000;

/**
 * Opens the one database file for the one process that may write it.
 * @throws StorageError when another process has it, or the file cannot be used
 */
export function openDatabase(named: string, migrations: readonly Migration[]): OpenDatabase {
  makeFolder(named);
  const path = findFile(named);
  const lock = takeLock(path);
  let opened: Sqlite | undefined;
  try {
    createPrivateFile(path);
    mustHaveOneName(path);
    restrictFiles(path);
    mustBeUnused(path, lockMark(path));
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
    mustBePrivate(path);
    applyMigrations(sqlite, migrations);
    cacheStatements(sqlite);
    const file = new OpenFile(path);
    return {
      sqlite,
      path,
      isInPlace: () => file.isInPlace(),
      mayShrinkTo: (bytes) => file.mayShrinkTo(bytes),
      close: () => {
        sqlite.pragma('wal_checkpoint(TRUNCATE)');
        sqlite.close();
        lock.close();
      },
    };
  } catch (error) {
    opened?.close();
    lock.close();
    throw isOfSystem(error) ? unusable(path, error) : error;
  }
}

/**
 * Keeps every jigap away from a database without opening it, until `release`.
 * @param path of a database that need not exist, in a folder that does @throws StorageError when a process has it open
 */
export function lockDatabase(path: string): { release(): void } {
  const lock = takeLock(path);
  try {
    if (statOf(path) !== undefined) mustBeUnused(path, lockMark(path));
    return { release: () => void lock.close() };
  } catch (error) {
    lock.close();
    throw error;
  }
}

/** SQLite's own words name no secret and no prompt: nothing of either is ever written. */
export function asStorageError(error: unknown): unknown {
  if (!(error instanceof Database.SqliteError)) return error;
  return new StorageError(`the database failed: ${error.message} (${error.code})`, { cause: error });
}

function findFile(named: string): string {
  try {
    return realDatabasePath(named);
  } catch (error) {
    throw isOfSystem(error) ? unusable(named, error) : error;
  }
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
    createPrivateFile(lockPath);
    lock = new Database(lockPath);
    lock.pragma('busy_timeout = 0');
    // It holds nothing that could be rolled back.
    lock.pragma('journal_mode = MEMORY');
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock?.close();
    throw new StorageError(
      isBusy(error)
        ? `another jigap is using ${path}: stop it first, or give this one a database of its own with JIGAP_DATABASE`
        : unusable(lockPath, error as Error).message,
    );
  }
}

/**
 * The lock beside the database is found by its name, and can be removed. Every process that has the database open holds a
 * shared lock on the file itself, under any name and from any container; SQLite gives an exclusive lock only when none
 * does. An exclusive lock cannot be kept, because this process reads over several connections, and tools that read or copy
 * the database hold a shared one, too. So it is taken only under a lock file with which no jigap had this database before.
 * If another process still used this lock file, the file would be locked.
 */
function mustBeUnused(path: string, mark: number | null): void {
  const probe = new Database(path, { timeout: TAKEOVER_TIMEOUT_MS });
  try {
    if (mark !== null && probe.pragma('user_version', { simple: true }) === mark) return;
    probe.pragma('locking_mode = EXCLUSIVE');
    probe.exec(`BEGIN EXCLUSIVE; PRAGMA user_version = ${mark ?? 0}; COMMIT`);
  } catch (error) {
    if (isBusy(error)) throw inUse(path);
    // Every other error of the file is thrown again when it is opened.
  } finally {
    probe.close();
  }
}

/** Tells the lock file that is there now from every other that there can be as long as somebody has this one open. */
function lockMark(path: string): number | null {
  const lock = statOf(`${path}-lock`);
  if (lock === undefined) return null;
  return createHash('sha256').update(`${lock.dev}:${lock.ino}`).digest().readInt32BE(0);
}

function isBusy(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY');
}

function isOfSystem(error: unknown): error is Error {
  return error instanceof Database.SqliteError || (error instanceof Error && 'syscall' in error);
}

function inUse(path: string): StorageError {
  return new StorageError(
    `another process has ${path} open: stop that jigap, or close the tool that reads it, or give this one a database of its own with JIGAP_DATABASE`,
  );
}

function unusable(path: string, { message }: Error): StorageError {
  return new StorageError(
    `cannot use ${path}: ${message}. Check that it is a database of jigap, that this user may write it and its folder, and that the disk has room`,
  );
}

/** Those that are pending, each in a transaction. @throws MigrationError */
export function applyMigrations(sqlite: Sqlite, migrations: readonly Migration[]): void {
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
