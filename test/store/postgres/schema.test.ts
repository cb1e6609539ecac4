import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { readMigrations } from '../../../src/store/migrations.ts';
import type { Connection } from '../../../src/store/postgres/engine/run-work.ts';
import { applyMigrations } from '../../../src/store/sqlite/engine/database.ts';
import { MIGRATIONS } from '../../support/migrated-database.ts';
import { clientForThisTest, postgresForThisTest } from '../../support/postgres/databases.ts';

/** Tables and columns that only this engine has, each with its reason. */
const TRAFFIC_TABLES = ['calls_in_flight', 'class_requests', 'class_student_requests', 'student_requests'];
const CLOSED_DAYS_TABLES = ['closed_days', 'served_days', 'usage_to_date'];
const OWN_TABLES = ['ledger_state', 'replicas', 'usage_records_default', ...TRAFFIC_TABLES, ...CLOSED_DAYS_TABLES];
const OWN_COLUMNS: Readonly<Record<string, string>> = {
  'balances.is_due': 'no index may contain what each call changes',
  'holds.replica': 'several replicas place holds',
};

interface Column {
  readonly name: string;
  readonly kind: 'number' | 'text';
  readonly isNullable: boolean;
}

function columnsInSqlite(): Map<string, Column[]> {
  const sqlite = new Database(':memory:');
  applyMigrations(sqlite, readMigrations(MIGRATIONS));
  const rows = sqlite
    .prepare(
      `SELECT m.name AS "table", c.name, c.type, c."notnull" OR c.pk > 0 AS required FROM sqlite_master m
       JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'`,
    )
    .all() as { table: string; name: string; type: string; required: number }[];
  sqlite.close();
  return byTable(
    rows.map(({ table, name, type, required }) => ({
      ...{ table, name, kind: type === 'TEXT' ? 'text' : 'number', isNullable: required === 0 },
    })),
  );
}

async function columnsInPostgres(client: Connection): Promise<Map<string, Column[]>> {
  const { rows } = await client.query<{ table: string; name: string; type: string; nullable: string }>(
    `SELECT table_name AS "table", column_name AS name, data_type AS type, is_nullable AS nullable
     FROM information_schema.columns WHERE table_schema = 'public'`,
  );
  return byTable(
    rows
      .filter(({ table, name }) => !OWN_TABLES.includes(table) && OWN_COLUMNS[`${table}.${name}`] === undefined)
      .map(({ table, name, type, nullable }) => ({
        ...{ table, name, kind: type === 'text' ? 'text' : 'number', isNullable: nullable === 'YES' },
      })),
  );
}

function byTable(rows: readonly (Column & { table: string })[]): Map<string, Column[]> {
  const tables = new Map<string, Column[]>();
  for (const { table, ...column } of rows) tables.set(table, [...(tables.get(table) ?? []), column]);
  return new Map(
    [...tables]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([table, columns]) => [table, columns.sort((a, b) => (a.name < b.name ? -1 : 1))]),
  );
}

const open = async () => clientForThisTest((await postgresForThisTest()).url);

test('has the tables and columns of SQLite, with the same kinds of values', async () => {
  expect(await columnsInPostgres(await open())).toEqual(columnsInSqlite());
});

test('compares every text byte by byte, whatever the language of the database', async () => {
  const { rows } = await (await open()).query(
    `SELECT attrelid::regclass::text AS "table", attname AS name FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
     WHERE relnamespace = 'public'::regnamespace AND attnum > 0 AND atttypid = 'text'::regtype
       AND attcollation <> '"C"'::regcollation`,
  );
  expect(rows).toEqual([]);
});

test('an update of what a call changes stays within its page, until a threshold is passed', async () => {
  const client = await open();
  await client.query(
    `INSERT INTO balances (scope, scope_id, period, window_start, window_end, spent, held, notice_at)
     VALUES ('wallet', 0, 'month', 0, 1, 0, 0, 1000)`,
  );
  const isDue = async () => (await client.query('SELECT id FROM balances WHERE is_due = 1')).rows.length === 1;
  const before = await hotUpdates(client);
  for (let n = 0; n < 20; n++) await client.query('UPDATE balances SET held = held + 5, spent = spent + 1');
  expect(await hotUpdates(client)).toEqual({ all: before.all + 20, hot: before.hot + 20 });
  expect(await isDue()).toBe(false);
  await client.query('UPDATE balances SET spent = 1000');
  expect(await isDue()).toBe(true);
  await client.query('UPDATE balances SET notice_at = NULL');
  expect(await isDue()).toBe(false);
});

async function hotUpdates(client: Connection): Promise<{ all: number; hot: number }> {
  const { rows } = await client.query<{ all: number; hot: number }>(
    `SELECT pg_stat_get_xact_tuples_updated('balances'::regclass)::int + pg_stat_get_tuples_updated('balances'::regclass)::int AS all,
       pg_stat_get_xact_tuples_hot_updated('balances'::regclass)::int + pg_stat_get_tuples_hot_updated('balances'::regclass)::int AS hot
     FROM (SELECT pg_stat_force_next_flush(), pg_stat_clear_snapshot()) flushed`,
  );
  return rows[0] ?? { all: 0, hot: 0 };
}

test('keeps an entry of the audit whose text no JSON function of PostgreSQL takes, and finds it by its student', async () => {
  const client = await open();
  const after = JSON.stringify({ label: 'a\u0000b \ud800 "studentId":9', studentId: 7 });
  await client.query({
    text: "INSERT INTO audit (at, actor, action, subject, before, after) VALUES (1, 'owner', 'a', 's', 'null', $1)",
    values: [after],
  });
  const { rows } = await client.query(
    `SELECT after FROM audit WHERE coalesce(substring(after from '"studentId":([0-9]+)'),
       substring(before from '"studentId":([0-9]+)')) = '7'`,
  );
  expect(rows).toEqual([{ after }]);
});
