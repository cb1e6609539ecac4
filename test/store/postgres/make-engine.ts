import { join } from 'node:path';
import type { EngineObserver } from '../../../src/store/engine-observer.ts';
import { numberedQuery } from '../../../src/store/postgres/engine/statements.ts';
import { openPostgresStore } from '../../../src/store/postgres/open.ts';
import type { Store } from '../../../src/store/store.ts';
import type { ReusedDatabase } from '../../support/postgres/database-pool.ts';
import type { StartOptions, TestDatabase, TestEngine } from '../contract/engine.ts';

export const POSTGRES_MIGRATIONS = join(import.meta.dirname, '../../../migrations/postgres');

export interface PostgresTestDatabase extends TestDatabase {
  readonly url: string;
  readonly admin: ReusedDatabase['admin'];
}

/** @param borrow gives a database that is as new */
export function postgresEngine(borrow: () => Promise<ReusedDatabase>): TestEngine<PostgresTestDatabase> {
  const create = async (): Promise<PostgresTestDatabase> => {
    const { url, admin, giveBack } = await borrow();
    return {
      ...{ url, admin },
      open: (options) => openOn(url, options),
      tamper: async (sql, ...values) => {
        await admin.query(numberedQuery({ text: sql, values: values as readonly (string | number | null)[] }));
      },
      countRows: async (table) => {
        const { rows } = await admin.query<{ n: string }>(`SELECT count(*)::text AS n FROM ${table}`);
        return Number(rows[0]?.n);
      },
      remove: giveBack,
    };
  };
  return { name: 'PostgreSQL', maxAheadMs: 10_000, settlesLate: true, isSlow: true, create };
}

/** How many groups of calls were decided on a guess since this process began, and with the lock. */
export const groupsDecided = { onGuess: 0, withLock: 0 };

const COUNTING: EngineObserver = {
  onGroup: ({ isGuess }) => {
    groupsDecided[isGuess ? 'onGuess' : 'withLock'] += 1;
  },
  onServer: () => {},
};

export function openOn(url: string, { server: { timeZone, ...defaults }, now }: StartOptions): Promise<Store> {
  const options = { url, migrationsFolder: POSTGRES_MIGRATIONS, defaults, timeZone, now };
  return openPostgresStore({ ...options, observer: COUNTING });
}
