import pg from 'pg';
import { DatabaseMigrationError, type MigrationTarget } from '../../database-migration.ts';
import { readMigrations } from '../../migrations.ts';
import { checkServer } from '../engine/check-server.ts';
import { asStorageError } from '../engine/database-errors.ts';
import { MIGRATION_LOCK } from '../engine/locks.ts';
import { applyMigrations } from '../engine/migrate.ts';
import type { Connection } from '../engine/run-work.ts';
import { connectionConfig } from '../engine/session-settings.ts';
import { copyDatabase, mustBeUnused } from './copy-database.ts';

const POSTGRES_URL = /^postgres(?:ql)?:\/\/./;
const NAME = 'migrate-database';
/** The source is read between two statements, and no server uses the target: nobody waits for this session. */
const SESSION = `SET idle_in_transaction_session_timeout = 0; SET enable_seqscan = on; SET plan_cache_mode = auto`;

/**
 * Connects to an empty database, makes its tables, and keeps every server from starting on it until it is closed.
 * @throws DatabaseMigrationError, MigrationError, StorageError when it cannot be reached
 */
export async function openMigrationTarget(url: string, migrationsFolder: string): Promise<MigrationTarget> {
  if (!POSTGRES_URL.test(url) || !URL.canParse(url)) throw new DatabaseMigrationError('no_target', '');
  const client = new pg.Client(connectionConfig(url, 'ledger', NAME));
  // The query that runs then fails as well.
  client.on('error', () => {});
  try {
    await client.connect();
    await checkSettings(client, url);
    await keepServersAway(client);
    await applyMigrations(client, readMigrations(migrationsFolder));
    await mustBeUnused(client);
    await client.query(SESSION);
  } catch (error) {
    await client.end().catch(() => {});
    throw asStorageError(error);
  }
  return {
    copy: async (source, now, onTable) => {
      try {
        await copyDatabase(client, { source, now, onTable });
      } catch (error) {
        throw asStorageError(error);
      }
    },
    close: () => client.end().catch(() => {}),
  };
}

async function checkSettings(client: pg.Client, url: string): Promise<void> {
  const other = new pg.Client(connectionConfig(url, 'ledger', NAME));
  await other.connect();
  try {
    const { refused } = await checkServer(client, other);
    if (refused.length > 0) throw new DatabaseMigrationError('target_unfit', refused.join('; '));
  } finally {
    await other.end();
  }
}

/** A start takes this lock to look for migrations, so it waits until this session ends. */
async function keepServersAway(connection: Connection): Promise<void> {
  const { rows } = await connection.query<{ isFree: boolean }>(
    `SELECT pg_try_advisory_lock(${MIGRATION_LOCK}) AS "isFree"`,
  );
  if (rows[0]?.isFree !== true) throw new DatabaseMigrationError('target_in_use', '');
}
