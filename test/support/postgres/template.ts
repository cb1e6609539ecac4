import { join } from 'node:path';
import pg from 'pg';
import { readMigrations } from '../../../src/store/migrations.ts';
import { applyMigrations } from '../../../src/store/postgres/engine/migrate.ts';
import type { PostgresServer } from './server.ts';

export const POSTGRES_MIGRATIONS = join(import.meta.dirname, '../../../migrations/postgres');
/** Migrated and never used: a copy of it takes a fraction of the time. */
export const TEMPLATE = 'jigap_template';
/** No superuser, as an owner should have it. */
export const ROLE = 'jigap';

/** Makes the role of jigap and the database that all tests copy. */
export async function makeTemplate(server: Pick<PostgresServer, 'urlOf'>): Promise<void> {
  await withClient(server.urlOf('postgres'), async (client) => {
    await client.query(`CREATE ROLE ${ROLE} LOGIN`);
    await client.query(`CREATE DATABASE ${TEMPLATE} OWNER ${ROLE}`);
  });
  await withClient(server.urlOf(TEMPLATE, ROLE), async (client) => {
    await applyMigrations(client, readMigrations(POSTGRES_MIGRATIONS));
  });
}

export async function withClient<Result>(url: string, use: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}
