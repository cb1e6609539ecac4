import { fileURLToPath } from 'node:url';
import { readConfig } from '../../src/config/config.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { serveLedger } from './ledger-wire.ts';

/** Holds the database. Its argument is the path of the socket to listen on. */
const [path = ''] = process.argv.slice(2);
const { database, defaults, timeZone } = readConfig();
const migrationsFolder = fileURLToPath(new URL('../../migrations/sqlite', import.meta.url));
const store = openSqliteStore({ path: database, migrationsFolder, defaults, timeZone, now: Date.now() });
const server = await serveLedger(store, path);
process.once('SIGTERM', () => {
  server.close();
  void store.close().then(() => process.exit(0));
});
console.log('the ledger listens');
