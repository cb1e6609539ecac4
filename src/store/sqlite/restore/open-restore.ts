import { closeSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { formatUsd } from '../../../ledger/money.ts';
import { type Migration, MigrationError, pendingMigrations, readMigrations } from '../../migrations.ts';
import {
  type BackupContents,
  type CurrentDatabase,
  type LaterRows,
  type Restore,
  RestoreError,
  type RestoreResult,
} from '../../restore.ts';
import { Audit } from '../../sql/journal/audit.ts';
import { Settings } from '../../sql/journal/settings.ts';
import { removeBackupInstant } from '../backup/backup-instant.ts';
import { lockDatabase, type Sqlite } from '../engine/database.ts';
import { realDatabasePath, statOf } from '../engine/database-files.ts';
import { runJob } from '../engine/reader-jobs.ts';
import { runWork } from '../engine/run-work.ts';
import { openSqliteStore, type SqliteStoreOptions } from '../open.ts';
import { carryOver } from './carry-over.ts';
import { CURRENT, countLaterRows, isSameInstallation } from './later-rows.ts';
import { replaceDatabase } from './replace-database.ts';
import { appliedMigrations, copyBackup, openCopy, removeCopy } from './working-copy.ts';

/**
 * Checks a backup and compares it with the database that is there, which no jigap may have open.
 * @param file the backup; it is only read @throws RestoreError, StorageError
 */
export function openRestore(file: string, options: SqliteStoreOptions): Restore {
  mkdirSync(dirname(resolve(options.path)), { recursive: true, mode: 0o700 });
  const path = realDatabasePath(options.path);
  const lock = lockDatabase(path);
  const copy = `${path}.restoring`;
  try {
    copyBackup(file, path, copy);
    const migrations = readMigrations(options.migrationsFolder);
    const { sqlite, contents } = openCopy(copy, migrations, options.now);
    const current = lookAtCurrent(sqlite, path, migrations);
    return new OpenRestore({ sqlite, path, copy, lock, contents, current, options });
  } catch (error) {
    removeCopy(copy);
    lock.release();
    throw error;
  }
}

function lookAtCurrent(sqlite: Sqlite, path: string, migrations: readonly Migration[]): CurrentDatabase {
  if (statOf(path) === undefined) return { state: 'none' };
  try {
    checkCurrent(path, migrations);
    return attached(sqlite, path, (): CurrentDatabase => {
      if (!isSameInstallation(sqlite)) return { state: 'unusable', why: 'other_installation' };
      return { state: 'readable', later: countLaterRows(sqlite) };
    });
  } catch (error) {
    if (error instanceof MigrationError) return { state: 'unusable', why: 'newer' };
    if (error instanceof Database.SqliteError || error instanceof RestoreError)
      return { state: 'unusable', why: 'damaged' };
    throw error;
  }
}

/** @throws SqliteError, RestoreError damaged, MigrationError */
function checkCurrent(path: string, migrations: readonly Migration[]): void {
  const sqlite = new Database(path, { fileMustExist: true });
  try {
    if (sqlite.pragma('quick_check(1)', { simple: true }) !== 'ok') throw new RestoreError('damaged', path);
    pendingMigrations(migrations, appliedMigrations(sqlite));
  } finally {
    sqlite.close();
  }
}

function attached<Result>(sqlite: Sqlite, path: string, read: () => Result): Result {
  sqlite.prepare(`ATTACH ? AS ${CURRENT}`).run(path);
  try {
    return read();
  } finally {
    sqlite.exec(`DETACH ${CURRENT}`);
  }
}

interface RestoreParts {
  readonly sqlite: Sqlite;
  readonly path: string;
  readonly copy: string;
  readonly lock: { release(): void };
  readonly contents: BackupContents;
  readonly current: CurrentDatabase;
  readonly options: SqliteStoreOptions;
}

class OpenRestore implements Restore {
  readonly backup: BackupContents;
  readonly current: CurrentDatabase;
  readonly #parts: RestoreParts;
  #lock: { release(): void };

  constructor(parts: RestoreParts) {
    this.backup = parts.contents;
    this.current = parts.current;
    this.#parts = parts;
    this.#lock = parts.lock;
  }

  async apply(): Promise<RestoreResult> {
    const { sqlite, path, copy, options } = this.#parts;
    try {
      if (this.current.state === 'readable') await this.#expireHolds();
      const carried = this.current.state === 'readable' ? this.#carryOver() : null;
      sqlite.transaction(() => this.#finish(carried))();
      this.#checkBooks();
      sqlite.close();
      syncFile(copy);
      const kept = `${path}.replaced-${new Date(options.now).toISOString().replace(/[-:.]/g, '')}`;
      replaceDatabase(path, copy, kept);
      this.#lock.release();
      const { calls = 0, cost = 0 } = carried ?? {};
      return { replaced: this.current.state === 'none' ? null : kept, carriedCalls: calls, carriedCost: cost };
    } catch (error) {
      this.cancel();
      throw error;
    }
  }

  cancel(): void {
    if (this.#parts.sqlite.open) this.#parts.sqlite.close();
    removeCopy(this.#parts.copy);
    this.#lock.release();
  }

  /** Calls that the last process left open are charged as its next start would have charged them. */
  async #expireHolds(): Promise<void> {
    const { options, path } = this.#parts;
    this.#lock.release();
    const store = openSqliteStore(options);
    try {
      await store.ledger.expireOpenHolds(options.now);
    } finally {
      await store.close();
      this.#lock = lockDatabase(path);
    }
  }

  #carryOver(): LaterRows {
    const { sqlite, path, options } = this.#parts;
    return attached(sqlite, path, () => {
      const later = countLaterRows(sqlite);
      sqlite.transaction(() => carryOver(sqlite, options.now))();
      return later;
    });
  }

  #finish(carried: LaterRows | null): void {
    const { sqlite, options } = this.#parts;
    const { at } = this.backup;
    removeBackupInstant(sqlite);
    sqlite.exec('DELETE FROM sessions');
    runWork(sqlite, new Settings().remove('sign_in_link'));
    const since = new Date(at).toISOString();
    const now = new Date(options.now).toISOString();
    const detail =
      carried === null
        ? `restored from the backup of ${since}; calls from then to ${now} are not in the books: compare with the provider's bill of these days, and lower the budgets by what is missing`
        : `restored from the backup of ${since}; ${carried.calls} later calls of ${formatUsd(carried.cost)} USD were carried over into the books`;
    sqlite
      .prepare("INSERT INTO incidents (kind, record_id, detail, created_at) VALUES ('database_restored', NULL, ?, ?)")
      .run(detail, options.now);
    const change = { actor: 'system', now: options.now };
    const after = { backupOf: since, calls: carried?.calls ?? null, cost: carried?.cost ?? null };
    runWork(sqlite, new Audit().write(change, 'database.restore', 'owner', null, after));
  }

  /** @throws RestoreError books_wrong */
  #checkBooks(): void {
    const { sqlite, options } = this.#parts;
    const { problems } = runJob(sqlite, 'check', { since: 0, now: options.now });
    const orphans = sqlite.pragma('foreign_key_check') as readonly { readonly table: string }[];
    const [problem] = [
      ...problems,
      ...orphans.map(({ table }) => `a row of ${table} refers to a row that is not there`),
    ];
    if (problem !== undefined && this.backup.problems.length === 0) throw new RestoreError('books_wrong', problem);
  }
}

function syncFile(path: string): void {
  const file = openSync(path, 'r+');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
