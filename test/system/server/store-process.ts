import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openSqliteStore } from '../../../src/store/sqlite/open.ts';

/**
 * A process that opens the store of a server and nothing else: `node test/system/server/store-process.ts DATABASE`. Locks
 * are the store's, and the rest of a server takes ten times the CPU to start. SIGTERM closes it.
 */
export const STORE_PROCESS = [
  process.execPath,
  '--import',
  new URL('../../../src/launch/compile-cache.js', import.meta.url).href,
  fileURLToPath(import.meta.url),
];

if (import.meta.main) openStore(process.argv[2] ?? '');

function openStore(path: string): void {
  try {
    const store = openSqliteStore({
      path,
      migrationsFolder: join(import.meta.dirname, '../../../migrations/sqlite'),
      defaults: { walletMonthly: 5_000_000_000, studentWeekly: 500_000_000 },
      timeZone: 'Asia/Seoul',
      now: Date.now(),
    });
    const stay = setInterval(() => undefined, 60_000);
    process.once('SIGTERM', () => {
      clearInterval(stay);
      void store.close();
    });
    process.stdout.write('the store is open\n');
  } catch (error) {
    process.stdout.write(`the store did not open: ${error instanceof Error ? error.message : String(error)}\n`);
  }
}
