import { join } from 'node:path';
import { numberedQuery } from '../../../src/store/postgres/engine/statements.ts';
import { openPostgresStore } from '../../../src/store/postgres/open.ts';
import { createPostgresDatabase } from '../../support/postgres/databases.ts';
import { withClient } from '../../support/postgres/template.ts';
import type { TestDatabase, TestEngine } from '../contract/engine.ts';

export const POSTGRES_MIGRATIONS = join(import.meta.dirname, '../../../migrations/postgres');

export interface PostgresTestDatabase extends TestDatabase {
  readonly url: string;
}

export const POSTGRES_ENGINE: TestEngine<PostgresTestDatabase> = {
  name: 'PostgreSQL',
  maxAheadMs: 10_000,
  create: async () => {
    const { url, adminUrl, drop } = await createPostgresDatabase();
    return {
      url,
      open: ({ server: { timeZone, ...defaults }, now }) =>
        openPostgresStore({ url, migrationsFolder: POSTGRES_MIGRATIONS, defaults, timeZone, now }),
      // A superuser's session without triggers has no foreign keys.
      tamper: (sql, ...values) =>
        withClient(adminUrl, async (client) => {
          await client.query('SET session_replication_role = replica');
          await client.query(numberedQuery({ text: sql, values: values as readonly (string | number | null)[] }));
        }),
      countRows: (table) =>
        withClient(adminUrl, async (client) => {
          const { rows } = await client.query<{ n: string }>(`SELECT count(*)::text AS n FROM ${table}`);
          return Number(rows[0]?.n);
        }),
      remove: drop,
    };
  },
};
