import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { makeMemoryFolder, writeMigratedDatabase } from './migrated-database.ts';
import { chosenServerUrl } from './postgres/chosen.ts';
import { remove as removeFolder } from './temp-folder.ts';

/** Where a server of a test keeps its data. */
export interface ServerDatabase {
  /** What JIGAP_DATABASE says: a file in a folder of its own, or the address of a database of its own. */
  readonly place: string;
  remove(): Promise<void>;
}

/** The tables are there; or the server makes them, as at the first start of an owner. */
export type NewDatabase = 'migrated' | 'empty';

export function createServerDatabase(state: NewDatabase): Promise<ServerDatabase> {
  const serverUrl = chosenServerUrl();
  return serverUrl === null ? createOnSqlite(state) : createOnPostgres(serverUrl, state);
}

async function createOnSqlite(state: NewDatabase): Promise<ServerDatabase> {
  const folder = makeMemoryFolder();
  const place = state === 'empty' ? join(folder, 'data', 'jigap.db') : join(folder, 'jigap.db');
  if (state === 'migrated') writeMigratedDatabase(place);
  return { place, remove: async () => removeFolder(folder) };
}

/** What belongs to PostgreSQL is loaded only for it: it costs each test file some time. */
async function createOnPostgres(serverUrl: string, state: NewDatabase): Promise<ServerDatabase> {
  const { ROLE, TEMPLATE, withClient } = await import('./postgres/template.ts');
  const name = `s_${randomBytes(6).toString('hex')}`;
  const from = state === 'migrated' ? ` TEMPLATE ${TEMPLATE}` : '';
  await withClient(serverUrl, (client) => client.query(`CREATE DATABASE ${name} OWNER ${ROLE}${from}`));
  const place = new URL(serverUrl);
  place.username = ROLE;
  place.pathname = `/${name}`;
  return {
    place: place.href,
    remove: async () => {
      await withClient(serverUrl, (client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`));
    },
  };
}
