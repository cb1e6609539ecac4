import { type AppliedMigration, type Migration, pendingMigrations } from '../../migrations.ts';
import { MIGRATION_LOCK } from './locks.ts';
import type { Connection } from './run-work.ts';

const FOLDER = 'migrations/postgres';

/**
 * Applies what is pending, each file in a transaction of its own under a lock.
 * @returns how many were applied
 * @throws MigrationError when the database was made by another jigap
 */
export async function applyMigrations(connection: Connection, migrations: readonly Migration[]): Promise<number> {
  // One that waits finds nothing left to do.
  for (let count = 0; ; count++) {
    if (!(await applyNext(connection, migrations))) return count;
  }
}

async function applyNext(connection: Connection, migrations: readonly Migration[]): Promise<boolean> {
  await connection.query('BEGIN');
  try {
    await connection.query({ text: 'SELECT pg_advisory_xact_lock($1)', values: [MIGRATION_LOCK] });
    const [next] = pendingMigrations(migrations, await readApplied(connection), FOLDER);
    if (next !== undefined) {
      await connection.query(next.sql);
      await connection.query({
        text: 'INSERT INTO migrations (name, hash) VALUES ($1, $2)',
        values: [next.name, next.hash],
      });
    }
    await connection.query('COMMIT');
    return next !== undefined;
  } catch (error) {
    await connection.query('ROLLBACK').catch(() => {});
    throw error;
  }
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
