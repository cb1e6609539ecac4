import { expect, test } from 'vitest';
import { MigrationError, readMigrations } from '../../../src/store/migrations.ts';
import { applyMigrations } from '../../../src/store/postgres/engine/migrate.ts';
import { clientForThisTest, postgresForThisTest } from '../../support/postgres/databases.ts';
import { POSTGRES_MIGRATIONS } from '../../support/postgres/template.ts';

const MIGRATIONS = readMigrations(POSTGRES_MIGRATIONS);

test('applies each migration once', async () => {
  const { url } = await postgresForThisTest(null);
  const client = await clientForThisTest(url);
  expect(await applyMigrations(client, MIGRATIONS)).toBe(MIGRATIONS.length);
  expect(await applyMigrations(client, MIGRATIONS)).toBe(0);
  const { rows } = await client.query('SELECT name, hash FROM migrations ORDER BY name');
  expect(rows).toEqual(MIGRATIONS.map(({ name, hash }) => ({ name, hash })));
});

test('applies each migration once when several replicas start at the same moment', async () => {
  const { url } = await postgresForThisTest(null);
  const clients = await Promise.all(Array.from({ length: 4 }, () => clientForThisTest(url)));
  const counts = await Promise.all(clients.map((client) => applyMigrations(client, MIGRATIONS)));
  expect(counts.reduce((sum, count) => sum + count)).toBe(MIGRATIONS.length);
});

test('leaves nothing of a migration that fails', async () => {
  const { url } = await postgresForThisTest(null);
  const client = await clientForThisTest(url);
  const broken = { name: '0001_broken.sql', hash: 'b', sql: 'CREATE TABLE half (id INTEGER); SELECT no_such_column' };
  await expect(applyMigrations(client, [broken])).rejects.toThrow('no_such_column');
  const { rows } = await client.query("SELECT to_regclass('half') AS half, to_regclass('migrations') AS migrations");
  expect(rows).toEqual([{ half: null, migrations: null }]);
  expect(await applyMigrations(client, MIGRATIONS)).toBe(MIGRATIONS.length);
});

test.each([
  ['has a migration that this jigap does not know', [], 'made by a newer jigap'],
  [
    'was made with another text of a migration',
    MIGRATIONS.map((each) => ({ ...each, hash: 'other' })),
    'migrations/postgres/0001_first.sql is not the 0001_first.sql',
  ],
])('refuses a database that %s', async (_name, known, message) => {
  const { url } = await postgresForThisTest();
  const client = await clientForThisTest(url);
  const applying = applyMigrations(client, known);
  await expect(applying).rejects.toThrow(MigrationError);
  await expect(applying).rejects.toThrow(message);
});
