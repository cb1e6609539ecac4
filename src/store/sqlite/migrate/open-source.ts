import Database from 'better-sqlite3';
import {
  DatabaseMigrationError,
  type MigratedColumn,
  type MigratedTable,
  type MigrationSource,
  type TableSums,
} from '../../database-migration.ts';
import { StorageError } from '../../errors.ts';
import { MigrationError, pendingMigrations, readMigrations } from '../../migrations.ts';
import { sumTable } from '../../sql/migrate/table-sums.ts';
import { checkCopy, DamagedCopyError } from '../backup/check-copy.ts';
import { lockDatabase, type Sqlite } from '../engine/database.ts';
import { realDatabasePath, statOf } from '../engine/database-files.ts';
import { runJob } from '../engine/reader-jobs.ts';
import { runWork } from '../engine/run-work.ts';
import { findOtherSchema } from '../restore/expected-schema.ts';
import { appliedMigrations, isSqliteFile } from '../restore/working-copy.ts';

const BATCH_ROWS = 2000;

/**
 * Opens a database that no jigap uses, and keeps every jigap away from it until it is closed. It is only read: what a crash
 * left open is for the server to charge, at a start.
 * @param now ms UTC @throws DatabaseMigrationError
 */
export function openMigrationSource(named: string, migrationsFolder: string, now: number): MigrationSource {
  if (statOf(named)?.isFile() !== true) throw new DatabaseMigrationError('no_source', named);
  const path = realDatabasePath(named);
  if (!isSqliteFile(path)) throw new DatabaseMigrationError('not_jigap', 'it is no SQLite file');
  const lock = takeLock(path);
  let sqlite: Sqlite | undefined;
  try {
    sqlite = new Database(path, { readonly: true, fileMustExist: true });
    checkSource(sqlite, migrationsFolder, now);
    return new OpenSource(sqlite, lock);
  } catch (error) {
    sqlite?.close();
    lock.release();
    if (error instanceof DamagedCopyError) throw new DatabaseMigrationError('damaged', error.message);
    if (error instanceof Database.SqliteError) throw new DatabaseMigrationError('damaged', error.message);
    throw error;
  }
}

function takeLock(path: string): { release(): void } {
  try {
    return lockDatabase(path);
  } catch (error) {
    if (error instanceof StorageError) throw new DatabaseMigrationError('source_in_use', error.message);
    throw error;
  }
}

function checkSource(sqlite: Sqlite, migrationsFolder: string, now: number): void {
  const count = (rows: string) => sqlite.prepare(`SELECT count(*) FROM ${rows}`).pluck().get() as number;
  if (count("sqlite_schema WHERE type = 'table' AND name = 'migrations'") === 0)
    throw new DatabaseMigrationError('not_jigap', 'it has no tables of jigap');
  checkVersion(sqlite, migrationsFolder);
  checkCopy(sqlite);
  const open = count('holds');
  if (open > 0) throw new DatabaseMigrationError('open_holds', String(open));
  const { problems } = runJob(sqlite, 'check', { since: 0, now });
  if (problems.length > 0) throw new DatabaseMigrationError('books_wrong', problems.join('; '));
}

function checkVersion(sqlite: Sqlite, migrationsFolder: string): void {
  const migrations = readMigrations(migrationsFolder);
  try {
    const [pending] = pendingMigrations(migrations, appliedMigrations(sqlite));
    if (pending !== undefined) throw new DatabaseMigrationError('other_version', pending.name);
  } catch (error) {
    if (error instanceof MigrationError) throw new DatabaseMigrationError('other_version', error.message);
    throw error;
  }
  const other = findOtherSchema(sqlite, migrations);
  if (other !== null) throw new DatabaseMigrationError('damaged', `something else than jigap changed ${other}`);
}

class OpenSource implements MigrationSource {
  readonly highestIds: ReadonlyMap<string, number>;
  readonly records: readonly [number, number] | null;
  readonly #sqlite: Sqlite;
  readonly #lock: { release(): void };

  constructor(sqlite: Sqlite, lock: { release(): void }) {
    this.#sqlite = sqlite;
    this.#lock = lock;
    const counted = sqlite.prepare('SELECT name, seq FROM sqlite_sequence').raw().all() as [string, number][];
    this.highestIds = new Map(counted);
    const [first, last] = sqlite.prepare('SELECT min(id), max(id) FROM usage_records').raw().get() as (number | null)[];
    this.records = typeof first === 'number' && typeof last === 'number' ? [first, last] : null;
  }

  columnsOf(table: MigratedTable): MigratedColumn[] {
    const rows = this.#sqlite.pragma(`table_info(${table})`) as { name: string; type: string }[];
    return rows.map(({ name, type }) => ({ name, isText: type === 'TEXT' }));
  }

  *rowsOf(table: MigratedTable): Generator<object[]> {
    const names = this.columnsOf(table)
      .map(({ name }) => name)
      .join(', ');
    let batch: object[] = [];
    for (const row of this.#sqlite.prepare(`SELECT ${names} FROM ${table}`).iterate()) {
      batch.push(row as object);
      if (batch.length < BATCH_ROWS) continue;
      yield batch;
      batch = [];
    }
    if (batch.length > 0) yield batch;
  }

  sumsOf(table: MigratedTable): TableSums {
    return runWork(this.#sqlite, sumTable(table, this.columnsOf(table)));
  }

  close(): void {
    this.#sqlite.close();
    this.#lock.release();
  }
}
