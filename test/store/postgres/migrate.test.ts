import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { StorageError } from '../../../src/store/errors.ts';
import { MigrationError, readMigrations } from '../../../src/store/migrations.ts';
import { applyMigrations } from '../../../src/store/postgres/engine/migrate.ts';
import type { Connection } from '../../../src/store/postgres/engine/run-work.ts';
import { clientForThisTest, postgresForThisTest } from '../../support/postgres/databases.ts';
import { POSTGRES_MIGRATIONS } from '../../support/postgres/template.ts';

afterEach(() => {
  vi.useRealTimers();
});

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

describe('a migration that others keep from its lock', () => {
  const added = { name: '9999_added.sql', hash: 'a', sql: 'ALTER TABLE students ADD COLUMN added INTEGER' };

  test('lets those that wait behind it have their turn, and is applied when the lock is free', async () => {
    const { url } = await postgresForThisTest();
    const [migrating, reader, caller] = await Promise.all([1, 2, 3].map(() => clientForThisTest(url)));
    await reader?.query('BEGIN; SELECT count(*) FROM students');
    const applied = applyMigrations(migrating as Connection, [...MIGRATIONS, added]);
    await wait(300);
    // Behind the migration, which waits.
    const startedAt = performance.now();
    await caller?.query('SELECT count(*) FROM students');
    expect(performance.now() - startedAt).toBeLessThan(3000);
    await reader?.query('COMMIT');
    expect(await applied).toBe(1);
  }, 20_000);

  test('is given up in the end, and says what to do', async () => {
    vi.useFakeTimers();
    const error = Object.assign(new pg.DatabaseError('canceling statement due to lock timeout', 0, 'error'), {
      code: '55P03',
    });
    const query = vi.fn(async (asked: string | { text: string }) => {
      if (asked === added.sql) throw error;
      return { rows: [], rowCount: 0 };
    });
    const applied = applyMigrations({ query } as unknown as Connection, [added]);
    const refused = expect(applied).rejects.toThrow(/Nothing was changed.*start again/);
    await vi.advanceTimersByTimeAsync(120_000);
    await refused;
    await expect(applied).rejects.toThrow(StorageError);
    expect(query.mock.calls.filter(([asked]) => asked === 'ROLLBACK')).toHaveLength(30);
  });
});
