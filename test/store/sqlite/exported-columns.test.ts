import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { EXPORT_COLUMNS } from '../../../src/admin/export/export-columns.ts';
import { EXPORT_KINDS } from '../../../src/store/export-store.ts';
import { exportQuery } from '../../../src/store/sql/export-queries.ts';
import { makeMemoryFolder } from '../../support/migrated-database.ts';
import { remove } from '../../support/temp-folder.ts';
import { openStore } from './open-store.ts';

/** Tables without a row in an export of everything, each with its reason. */
const LEFT_OUT_TABLES: Readonly<Record<string, string>> = {
  balances: 'the sum of the calls',
  budget_crossings: 'the notices say the same',
  claim_links: 'secrets that lapse; the audit has who made and used them',
  deliveries: 'lapse; the notices are exported',
  holds: 'calls in flight: a call is exported when it ended',
  join_requests: 'lapse; who was let in is a student, and the audit has the answers',
  migrations: 'the version of the schema',
  notice_channels: 'addresses and secrets of the owner',
  refusal_days: 'the sum of the refusals',
  sessions: 'who is signed in',
  settings: 'secrets and facts of the installation; the audit has the changes',
  usage_class_days: 'the sum of the calls',
  usage_days: 'the sum of the calls',
  usage_months: 'the sum of the calls',
};

const FROM_WHEN_SUMS_COUNT = ['rules_since', 'records_since', 'carries_since'];

/** Columns of exported tables that say nothing to an owner: secrets, and what only the ledger and the outbox read. */
const LEFT_OUT_COLUMNS: Readonly<Record<string, readonly string[]>> = {
  api_tokens: ['hash'],
  // The amounts are exported as limit_usd or limit_count, and amount_usd or amount_count.
  budgets: ['limit_amount', 'lowest_limit', 'limit_changed_at'],
  carry_overs: ['amount', 'worth', 'used'],
  classes: ['join_code', ...FROM_WHEN_SUMS_COUNT],
  incidents: ['notice_id'],
  notices: ['once_key', 'topic', 'is_quiet'],
  students: ['freed_token_id', ...FROM_WHEN_SUMS_COUNT],
};

/** A database of this version. The caller closes it. */
function openEmpty(): Database.Database {
  const folder = makeMemoryFolder();
  const path = join(folder, 'jigap.db');
  const store = openStore({ path });
  onTestFinished(async () => {
    await store.close();
    remove(folder);
  });
  return new Database(path, { readonly: true });
}

function columnsOfSchema(sqlite: Database.Database): string[] {
  const rows = sqlite
    .prepare(
      `SELECT tables.name AS "table", columns.name AS "column" FROM sqlite_master AS tables,
         pragma_table_info(tables.name) AS columns
       WHERE tables.type = 'table' AND tables.name NOT LIKE 'sqlite_%'`,
    )
    .all() as { table: string; column: string }[];
  return rows.filter(({ table }) => !(table in LEFT_OUT_TABLES)).map(({ table, column }) => `${table}.${column}`);
}

test('every column of the schema is exported, or listed with what is left out', () => {
  const sqlite = openEmpty();
  const exported = EXPORT_KINDS.flatMap((kind) =>
    sqlite
      .prepare(exportQuery(kind, null).text)
      .columns()
      .flatMap(({ table, column }) => (table === null ? [] : [`${table}.${column}`])),
  );
  const leftOut = Object.entries(LEFT_OUT_COLUMNS).flatMap(([table, names]) => names.map((name) => `${table}.${name}`));
  expect([...exported, ...leftOut].sort()).toEqual(columnsOfSchema(sqlite).sort());
  sqlite.close();
});

test.each(EXPORT_KINDS)('each column of an export of %s is read from the database', (kind) => {
  const sqlite = openEmpty();
  const read = sqlite.prepare(exportQuery(kind, null).text).columns();
  expect(read.map(({ name }) => name).sort()).toEqual(EXPORT_COLUMNS[kind].map(({ name }) => name).sort());
  sqlite.close();
});
