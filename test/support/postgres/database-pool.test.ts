import pg from 'pg';
import { expect, test } from 'vitest';
import { openPostgresStore } from '../../../src/store/postgres/open.ts';
import { POSTGRES_MIGRATIONS } from '../../store/postgres/postgres-engine.ts';
import { DatabasePool, type ReusedDatabase } from './database-pool.ts';
import { createPostgresDatabase } from './databases.ts';

const NOW = Date.parse('2026-11-27T03:00:00.000Z');

test('a database that was given back is as a new one: no row, no number and no connection is left', async () => {
  // Nobody else's.
  const pool = new DatabasePool(createPostgresDatabase);
  const first = await pool.borrow();
  const asNew = await rowsOf(first);
  const slot = await useIt(first);
  const forgotten = new pg.Client({ connectionString: first.url });
  const ended = new Promise((resolve) => forgotten.on('error', resolve));
  await forgotten.connect();
  expect(await rowsOf(first)).not.toEqual(asNew);
  await first.giveBack();
  await ended;
  const second = await pool.borrow();
  expect(second.url).toBe(first.url);
  expect(await rowsOf(second)).toEqual(asNew);
  expect(await useIt(second)).toBe(slot);
  await second.giveBack();
});

test('a database whose records of a month were taken out is given to nobody any more', async () => {
  const pool = new DatabasePool(createPostgresDatabase);
  const first = await pool.borrow();
  await useIt(first);
  await first.admin.query('ALTER TABLE usage_records DETACH PARTITION usage_records_2026_11');
  await first.giveBack();
  const second = await pool.borrow();
  expect(second.url).not.toBe(first.url);
  await second.giveBack();
});

/** @returns the slot of the replica */
async function useIt({ url, admin }: ReusedDatabase): Promise<number> {
  const defaults = { walletMonthly: 5_000_000_000, studentWeekly: 500_000_000 };
  const store = await openPostgresStore({
    ...{ url, migrationsFolder: POSTGRES_MIGRATIONS, defaults, timeZone: 'Asia/Seoul', now: NOW },
  });
  const fields = { name: 'a student', classId: null, email: null, suspended: false };
  expect((await store.access.createStudent(fields, {}, { actor: 'owner', now: NOW })).id).toBe(1);
  const { rows } = await admin.query<{ slot: number }>('SELECT max(slot) AS slot FROM replicas');
  await store.close();
  return rows[0]?.slot ?? 0;
}

/** Of every table. */
async function rowsOf({ admin }: ReusedDatabase): Promise<unknown> {
  const { rows: tables } = await admin.query<{ name: string }>(
    "SELECT relname AS name FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition AND relnamespace = 'public'::regnamespace ORDER BY 1",
  );
  const all: Record<string, unknown> = {};
  for (const { name } of tables) all[name] = (await admin.query(`SELECT * FROM ${name}`)).rows;
  return all;
}
