import { StorageError } from '../../errors.ts';
import { type AppliedMigration, type Migration, pendingMigrations } from '../../migrations.ts';
import { hasCode } from './database-errors.ts';
import { MIGRATION_LOCK } from './locks.ts';
import type { Connection } from './run-work.ts';

const FOLDER = 'migrations/postgres';

/** Replicas that run wait behind a migration that waits for a lock. */
const LOCK_TIMEOUT_MS = 1000;
const NO_LOCK = '55P03';
const MAX_TRIES = 30;
/** What has waited meanwhile has its turn. */
const RETRY_MS = 1000;

/**
 * Applies what is pending, each file in a transaction of its own under a lock.
 * @returns how many were applied
 * @throws MigrationError when the database was made by another jigap, StorageError when others have its tables locked for a minute
 */
export async function applyMigrations(connection: Connection, migrations: readonly Migration[]): Promise<number> {
  // One that waits finds nothing left to do.
  for (let count = 0; ; count++) {
    if (!(await applyNext(connection, migrations))) return count;
  }
}

async function applyNext(connection: Connection, migrations: readonly Migration[]): Promise<boolean> {
  for (let tries = 1; ; tries++) {
    try {
      return await tryToApplyNext(connection, migrations);
    } catch (error) {
      if (!hasCode(error, NO_LOCK)) throw error;
      if (tries === MAX_TRIES) throw lockedByOthers(error);
      await new Promise((again) => setTimeout(again, RETRY_MS));
    }
  }
}

async function tryToApplyNext(connection: Connection, migrations: readonly Migration[]): Promise<boolean> {
  await connection.query('BEGIN');
  try {
    await connection.query({ text: 'SELECT pg_advisory_xact_lock($1)', values: [MIGRATION_LOCK] });
    const [next] = pendingMigrations(migrations, await readApplied(connection), FOLDER);
    if (next !== undefined) await apply(connection, next);
    await connection.query('COMMIT');
    return next !== undefined;
  } catch (error) {
    await connection.query('ROLLBACK').catch(() => {});
    throw error;
  }
}

async function apply(connection: Connection, { name, hash, sql }: Migration): Promise<void> {
  await connection.query(`SET LOCAL lock_timeout = ${LOCK_TIMEOUT_MS}`);
  await connection.query(sql);
  await connection.query({ text: 'INSERT INTO migrations (name, hash) VALUES ($1, $2)', values: [name, hash] });
}

function lockedByOthers(cause: unknown): StorageError {
  return new StorageError(
    `the tables of jigap cannot be changed: others had them locked in ${MAX_TRIES} tries. Nothing was changed. End what has run for long (SELECT pid, query FROM pg_stat_activity ORDER BY xact_start), then start again`,
    { cause },
  );
}

async function readApplied(connection: Connection): Promise<AppliedMigration[]> {
  const { rows: found } = await connection.query("SELECT 1 WHERE to_regclass('migrations') IS NOT NULL");
  if (found.length === 0) {
    await connection.query(
      'CREATE TABLE migrations (name TEXT COLLATE "C" PRIMARY KEY, hash TEXT COLLATE "C" NOT NULL)',
    );
  }
  const { rows } = await connection.query<{ name: string; hash: string }>(
    'SELECT name, hash FROM migrations ORDER BY name',
  );
  return rows;
}
