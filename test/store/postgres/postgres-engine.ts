import { join } from 'node:path';
import { numberedQuery } from '../../../src/store/postgres/engine/statements.ts';
import { openPostgresStore } from '../../../src/store/postgres/open.ts';
import { borrowPostgresDatabase } from '../../support/postgres/reused-databases.ts';
import type { TestDatabase, TestEngine } from '../contract/engine.ts';

export const POSTGRES_MIGRATIONS = join(import.meta.dirname, '../../../migrations/postgres');

export interface PostgresTestDatabase extends TestDatabase {
  readonly url: string;
}

export const POSTGRES_ENGINE: TestEngine<PostgresTestDatabase> = {
  name: 'PostgreSQL',
  maxAheadMs: 10_000,
  create: async () => {
    const { url, admin, giveBack } = await borrowPostgresDatabase();
    return {
      url,
      open: ({ server: { timeZone, ...defaults }, now }) =>
        openPostgresStore({ url, migrationsFolder: POSTGRES_MIGRATIONS, defaults, timeZone, now }),
      tamper: async (sql, ...values) => {
        await admin.query(numberedQuery({ text: sql, values: values as readonly (string | number | null)[] }));
      },
      countRows: async (table) => {
        const { rows } = await admin.query<{ n: string }>(`SELECT count(*)::text AS n FROM ${table}`);
        return Number(rows[0]?.n);
      },
      remove: giveBack,
    };
  },
};
