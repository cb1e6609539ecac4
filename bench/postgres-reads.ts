/**
 * How long what an owner and students look at takes with a million records in twelve partitions: node bench/postgres-reads.ts
 * Starts a PostgreSQL of its own. Times are of the whole read, with its way to PostgreSQL and back.
 */
import { loadavg } from 'node:os';
import pg from 'pg';
import { loadConfig } from '../src/config/config.ts';
import { closeDays } from '../src/store/postgres/closed-days/close-days.ts';
import { connectionConfig } from '../src/store/postgres/engine/session-settings.ts';
import { openPostgresStore } from '../src/store/postgres/open.ts';
import { createDatabaseOn } from '../test/support/postgres/create-database.ts';
import { startPostgres } from '../test/support/postgres/server.ts';
import { makeTemplate, POSTGRES_MIGRATIONS } from '../test/support/postgres/template.ts';
import { fillPostgres } from './million-postgres.ts';
import { tableLines } from './report.ts';
import { median } from './statistics.ts';
import { storeReads } from './store-reads.ts';

const LOOKS = 9;
const MAX_MS = 50;

const server = await startPostgres({ isDurable: false, settings: { shared_buffers: '256MB' } });
try {
  await makeTemplate(server);
  const { url, adminUrl } = await createDatabaseOn(server.urlOf('postgres'));
  const { defaults } = loadConfig({});
  const now = Date.now();
  const open = () =>
    openPostgresStore({ url, migrationsFolder: POSTGRES_MIGRATIONS, defaults, timeZone: 'UTC', now: Date.now() });
  // The first start notes the limits in force. Noted after the filling, they would make all balances anew.
  await (await open()).close();
  await fillPostgres(url, now);
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  // As the replica that leads does within the hour.
  const closer = new pg.Client(connectionConfig(url, 'ledger', 'bench'));
  await closer.connect();
  await closeDays(closer);
  await closer.end();
  await admin.query('VACUUM ANALYZE');
  await admin.end();
  const store = await open();
  const rows: string[][] = [];
  let quickCount = 0;
  const reads = storeReads(store, now);
  for (const [name, read] of reads) {
    const times: number[] = [];
    for (let look = 0; look <= LOOKS; look++) {
      const began = performance.now();
      await read();
      // The first look prepares statements.
      if (look > 0) times.push(performance.now() - began);
    }
    if (median(times) < MAX_MS) quickCount += 1;
    rows.push([name, median(times).toFixed(1), Math.min(...times).toFixed(1)]);
  }
  await store.close();
  for (const line of tableLines([['', 'median ms', 'least ms'], ...rows])) console.log(line);
  console.log(`${quickCount} of ${reads.length} below ${MAX_MS} ms; load of the machine ${loadavg()[0]?.toFixed(1)}`);
} finally {
  await server.stop();
}
process.exit();
