import { join } from 'node:path';
import type { Store } from '../../../../src/store/store.ts';
import type { ReplicaOptions } from './commands.ts';

const MIGRATIONS = join(import.meta.dirname, '../../../../migrations');
/** Out of the way: each test sets its own. nano-USD. */
const DEFAULTS = { walletMonthly: 1_000_000_000_000_000, studentWeekly: 1_000_000_000_000_000 };

/** As the server does. */
export async function openStore({ database }: ReplicaOptions): Promise<Store> {
  const options = { defaults: DEFAULTS, timeZone: 'UTC', now: Date.now() };
  if (!database.startsWith('postgres:')) {
    const { openSqliteStore } = await import('../../../../src/store/sqlite/open.ts');
    return openSqliteStore({ ...options, path: database, migrationsFolder: join(MIGRATIONS, 'sqlite') });
  }
  const { openPostgresStore } = await import('../../../../src/store/postgres/open.ts');
  return openPostgresStore({ ...options, url: database, migrationsFolder: join(MIGRATIONS, 'postgres') });
}
