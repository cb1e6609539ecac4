import { closeSync, copyFileSync, existsSync, lstatSync, openSync, readSync, rmSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { heldAt } from '../../../ledger/hold-ids.ts';
import { type AppliedMigration, type Migration, MigrationError, pendingMigrations } from '../../migrations.ts';
import { type BackupContents, RestoreError } from '../../restore.ts';
import { readBackupInstant } from '../backup/backup-instant.ts';
import { checkCopy, DamagedCopyError } from '../backup/check-copy.ts';
import { applyMigrations, type Sqlite } from '../engine/database.ts';
import { createPrivateFile, statOf } from '../engine/database-files.ts';
import { runJob } from '../engine/reader-jobs.ts';
import { findOtherSchema } from './expected-schema.ts';

/** The first bytes of every SQLite database. */
const MAGIC = 'SQLite format 3\0';
const SIDE_FILES = ['', '-wal', '-shm', '-journal'];

/**
 * Copies a backup beside the database: whatever is done to it, the backup itself stays.
 * @throws RestoreError file_missing, file_in_use, not_sqlite, disk_full
 */
export function copyBackup(file: string, path: string, copy: string): void {
  const found = statOf(file);
  if (found === undefined || !found.isFile()) throw new RestoreError('file_missing', file);
  const current = statOf(path);
  if (current !== undefined && current.ino === found.ino && current.dev === found.dev)
    throw new RestoreError('file_in_use', file);
  if (!isSqliteFile(file)) throw new RestoreError('not_sqlite', file);
  removeCopy(copy);
  const { bavail, bsize } = statfsSync(dirname(path));
  if (bavail * bsize < 2 * found.size) throw new RestoreError('disk_full', dirname(path));
  createPrivateFile(copy);
  copyFileSync(file, copy);
  // Of a database that somebody copied as it was, the last calls are in its log.
  if (existsSync(`${file}-wal`)) {
    createPrivateFile(`${copy}-wal`);
    copyFileSync(`${file}-wal`, `${copy}-wal`);
  }
}

export function removeCopy(copy: string): void {
  for (const end of SIDE_FILES) if (lstatSync(copy + end, { throwIfNoEntry: false })) rmSync(copy + end);
}

/**
 * Opens the copy, makes sure that it is a database of jigap that is whole, and brings it up to date.
 * @param now ms UTC @throws RestoreError damaged, not_jigap, newer, other_schema
 */
export function openCopy(
  copy: string,
  migrations: readonly Migration[],
  now: number,
): { readonly sqlite: Sqlite; readonly contents: BackupContents } {
  let sqlite: Sqlite | undefined;
  try {
    sqlite = new Database(copy, { fileMustExist: true });
    sqlite.pragma('trusted_schema = OFF');
    sqlite.pragma('journal_mode = DELETE');
    checkCopy(sqlite);
    checkSchema(sqlite, migrations);
    sqlite.pragma('foreign_keys = ON');
    // Nothing that is removed from the copy is left in its free pages.
    sqlite.pragma('secure_delete = ON');
    applyMigrations(sqlite, migrations);
    return { sqlite, contents: contentsOf(sqlite, now) };
  } catch (error) {
    sqlite?.close();
    if (error instanceof RestoreError) throw error;
    if (error instanceof DamagedCopyError || error instanceof Database.SqliteError)
      throw new RestoreError('damaged', error.message);
    throw error;
  }
}

function checkSchema(sqlite: Sqlite, migrations: readonly Migration[]): void {
  const isThere = sqlite.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'migrations'").get();
  const applied = isThere === undefined ? [] : appliedMigrations(sqlite);
  if (applied.length === 0) throw new RestoreError('not_jigap', 'it has no tables of jigap');
  let pending: readonly Migration[];
  try {
    pending = pendingMigrations(migrations, applied);
  } catch (error) {
    if (!(error instanceof MigrationError)) throw error;
    throw new RestoreError(applied.length > migrations.length ? 'newer' : 'not_jigap', error.message);
  }
  const other = findOtherSchema(sqlite, migrations.slice(0, migrations.length - pending.length));
  if (other !== null) throw new RestoreError('other_schema', other);
}

export function appliedMigrations(sqlite: Sqlite): AppliedMigration[] {
  return sqlite.prepare('SELECT name, hash FROM migrations ORDER BY name').all() as AppliedMigration[];
}

function contentsOf(sqlite: Sqlite, now: number): BackupContents {
  const count = (rows: string) => (sqlite.prepare(`SELECT count(*) AS n FROM ${rows}`).get() as { n: number }).n;
  return {
    at: readBackupInstant(sqlite) ?? newestInstant(sqlite),
    classes: count('classes WHERE deleted_at IS NULL'),
    students: count('students WHERE deleted_at IS NULL'),
    calls: count('usage_records'),
    problems: runJob(sqlite, 'check', { since: 0, now }).problems,
  };
}

function newestInstant(sqlite: Sqlite): number {
  const { call, change } = sqlite
    .prepare(
      `SELECT max(coalesce((SELECT max(id) FROM usage_records), 0), coalesce((SELECT max(id) FROM holds), 0)) AS call,
         coalesce((SELECT max(at) FROM audit), 0) AS change`,
    )
    .get() as { call: number; change: number };
  return Math.max(heldAt(call), change);
}

/** @param file that this process has not open: closing it would take SQLite's locks off */
export function isSqliteFile(file: string): boolean {
  return firstBytes(file, MAGIC.length) === MAGIC;
}

function firstBytes(file: string, length: number): string {
  const opened = openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(length);
    readSync(opened, bytes, 0, length, 0);
    return bytes.toString('latin1');
  } finally {
    closeSync(opened);
  }
}
