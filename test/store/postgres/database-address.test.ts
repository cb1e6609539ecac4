import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { openPostgresStore } from '../../../src/store/postgres/open.ts';
import { postgresForThisTest } from '../../support/postgres/databases.ts';
import { withClient } from '../../support/postgres/template.ts';
import { POSTGRES_MIGRATIONS } from './make-engine.ts';

const SECRET = 'pa55w0rd';

/** Everything that a log could show of the error with which a start ends. */
async function errorOf(url: string): Promise<string> {
  const defaults = { walletMonthly: 5_000_000_000, studentWeekly: 500_000_000 };
  const options = { migrationsFolder: POSTGRES_MIGRATIONS, defaults, timeZone: 'UTC', now: Date.now() };
  const error = await openPostgresStore({ url, ...options }).then(
    async (store) => {
      await store.close();
      return null;
    },
    (thrown: unknown) => thrown,
  );
  return error === null ? 'it opened' : inspect(error, { depth: 10, showHidden: true });
}

test.each([
  ['has a # in its password', `postgres://jigap:${SECRET}#x@127.0.0.1:1/name`, 'as %23'],
  ['has a / in its password', `postgres://jigap:${SECRET}/x@127.0.0.1:1/name`, 'as %23'],
  ['names two hosts', `postgres://jigap:${SECRET}@one:1,two:2/name`, 'one host'],
  ['has a % in its password', `postgres://jigap:${SECRET}%zz@127.0.0.1:1/name`, 'cannot be reached'],
  ['names a port where nobody listens', `postgres://jigap:${SECRET}@127.0.0.1:1/name`, 'cannot be reached'],
])('an address that %s is refused with a sentence, and without its password', async (_, url, sentence) => {
  const shown = await errorOf(url);
  expect(shown).toContain(sentence);
  expect(shown).not.toContain(SECRET);
});

test('says what to do where the database lets nobody work', async () => {
  const { url, adminUrl } = await postgresForThisTest();
  const missing = new URL(url);
  missing.pathname = '/no_such_database';
  expect(await errorOf(missing.href)).toContain('no database of the name in JIGAP_DATABASE');
  const admin = (sql: string) => withClient(adminUrl, (client) => client.query(sql));
  await admin('REVOKE ALL ON ALL TABLES IN SCHEMA public FROM jigap; ALTER TABLE replicas OWNER TO postgres');
  expect(await errorOf(url)).toContain('it must own the tables of jigap');
});
