import { openSqliteStore } from '../../../src/store/sqlite/open.ts';
import type { Store } from '../../../src/store/store.ts';
import { TEST_START } from '../../support/clock.ts';
import { MIGRATIONS } from '../../support/migrated-database.ts';

export const NOW = TEST_START;
export const OWNER = { actor: 'owner', now: NOW };

export interface Opening {
  readonly path: string;
  readonly migrationsFolder?: string;
  readonly studentWeekly?: number;
}

/** A store as the server opens it: 5 USD a month in the wallet, 1 USD a week for a student. */
export function openStore({ path, migrationsFolder = MIGRATIONS, studentWeekly = 1_000_000_000 }: Opening): Store {
  const defaults = { walletMonthly: 5_000_000_000, studentWeekly };
  return openSqliteStore({ path, migrationsFolder, defaults, timeZone: 'Asia/Seoul', now: NOW });
}
