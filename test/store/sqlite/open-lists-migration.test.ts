import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { firstIdAt } from '../../../src/ledger/hold-ids.ts';
import { localDay, PERIODS, type Window, windowAt } from '../../../src/ledger/periods.ts';
import { serverRulesKey } from '../../../src/ledger/rule-invalidation.ts';
import { readMigrations } from '../../../src/store/migrations.ts';
import { openDatabase } from '../../../src/store/sqlite/engine/database.ts';
import { MIGRATIONS } from '../../support/migrated-database.ts';
import { tempFolderForThisTest } from '../../support/temp-folder.ts';
import { NOW, OWNER, openStore } from './open-store.ts';

const DEFAULTS = { walletMonthly: 5_000_000_000, studentWeekly: 1_000_000_000 };

/** As the first four migrations were released: a database made by them is in use. */
function migrationsUpTo(last: string, folder: string): string {
  mkdirSync(folder);
  const names = readdirSync(MIGRATIONS).filter((name) => name <= last);
  for (const name of names) cpSync(join(MIGRATIONS, name), join(folder, name));
  return folder;
}

interface Schema {
  readonly budgets: unknown;
  readonly sessions: unknown;
  readonly sequence: unknown;
  readonly rows: unknown;
  readonly indexes: unknown;
}

function readFile(path: string): Schema & { readonly broken: unknown } {
  const sqlite = new Database(path, { readonly: true });
  const all = (sql: string) => sqlite.prepare(sql).all();
  const tables = all("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name") as { name: string }[];
  const counts = tables
    .filter(({ name }) => name !== 'migrations')
    .map(({ name }) => [name, all(`SELECT count(*) AS rows FROM ${name}`)]);
  const found = {
    budgets: all('SELECT rowid AS row_number, * FROM budgets ORDER BY id'),
    sessions: all('SELECT * FROM sessions ORDER BY id_hash'),
    sequence: all('SELECT * FROM sqlite_sequence ORDER BY name'),
    rows: counts,
    indexes: all("SELECT name, tbl_name FROM sqlite_schema WHERE type = 'index' OR type = 'trigger' ORDER BY name"),
    broken: all('PRAGMA foreign_key_check'),
  };
  sqlite.close();
  return found;
}

/** A class, a student with a token, spending, an open hold, budgets of every kind, and sessions: by SQL, as it was. */
function fillOldDatabase(path: string, migrationsFolder: string): void {
  const { sqlite, close } = openDatabase(path, readMigrations(migrationsFolder));
  const call = firstIdAt(NOW);
  const balances = ["'class', 1, 'total'", "'student', 1, 'day'", "'student', 1, 'month'", "'wallet', 0, 'month'"];
  const facts = `1, 1, 1, '${localDay('Asia/Seoul', NOW)}', 'chat', 'm', 'm', 'v'`;
  sqlite.exec(`
    INSERT INTO settings VALUES ('server_rules', '${serverRulesKey(DEFAULTS, 'Asia/Seoul')}'), ('wallet_rules_since', '0');
    INSERT INTO classes (name, time_zone, language, join_code, created_at, rules_since, records_since)
      VALUES ('c', 'Asia/Seoul', 'en', 'AAAA-2222', ${NOW}, 0, 0);
    INSERT INTO students (class_id, name, created_at, rules_since, records_since) VALUES (1, 's', ${NOW}, 0, 0);
    INSERT INTO api_tokens (student_id, hash, prefix, created_at) VALUES (1, 'a hash', 'p', ${NOW});
    INSERT INTO budgets (scope, scope_id, period, limit_nano, created_at, updated_at) VALUES
      ('class', 1, 'total', 5000, 0, 0), ('class-student', 1, 'day', 4000, 0, 0), ('student', 1, 'month', 3000, 0, 0),
      ('wallet', 0, 'week', 9000, 0, 0);
    DELETE FROM budgets WHERE scope = 'wallet';
    INSERT INTO usage_records VALUES (${call}, ${facts}, 1, 0, 0, 1, 1000, 700, 'ok', 1, NULL);
    INSERT INTO usage_days VALUES ('${localDay('Asia/Seoul', NOW)}', 1, 1, 1, 'm', 1, 1, 0, 1, 700);
    INSERT INTO holds VALUES (${call + 1}, ${facts}, 1000, '[1,2,3,4]');
    INSERT INTO sessions VALUES ('one', 'owner', NULL, ${NOW}, ${NOW + 1}), ('two', 'student', 'a hash', ${NOW}, ${NOW + 1});
  `);
  const insert = (key: string, { start, end }: Window) =>
    sqlite.exec(`INSERT INTO balances (scope, scope_id, period, window_start, window_end, spent, held)
      VALUES (${key}, ${start}, ${end}, 700, 1000)`);
  for (const key of balances) {
    const period = PERIODS.find((name) => key.endsWith(`'${name}'`)) ?? 'total';
    insert(key, windowAt(period, { timeZone: 'Asia/Seoul', termStartsOn: null, termEndsOn: null }, NOW));
  }
  close();
}

test('an upgrade of a database of the first release keeps every row, id, index and balance', async () => {
  const folder = tempFolderForThisTest();
  const path = join(folder, 'jigap.db');
  fillOldDatabase(path, migrationsUpTo('0004_joining.sql', join(folder, 'old')));
  const before = readFile(path);
  const upgraded = openDatabase(path, readMigrations(migrationsUpTo('0005_open_lists.sql', join(folder, 'new'))));
  upgraded.close();
  const after = readFile(path);
  expect(after).toEqual(before);
  expect(after.broken).toEqual([]);
  expect(after.budgets).toHaveLength(3);
  expect(after.sessions).toHaveLength(2);
});

test('an upgrade to this version keeps what was spent and held, and calls in flight settle after it', async () => {
  const folder = tempFolderForThisTest();
  const path = join(folder, 'jigap.db');
  fillOldDatabase(path, migrationsUpTo('0004_joining.sql', join(folder, 'old')));
  const store = openStore({ path });
  const scopes = [['wallet', 0] as const, ['class', 1] as const, ['student', 1] as const];
  const money = async () =>
    (await Promise.all(scopes.map(([scope, id]) => store.ledger.balancesOf(scope, id, NOW)))).flat();
  expect(await money()).toEqual(Array.from({ length: 4 }, () => expect.objectContaining({ spent: 700, held: 1000 })));
  expect((await store.ledger.check('full', NOW)).problems).toEqual([]);
  await store.ledger.expireOpenHolds(NOW);
  expect(await money()).toEqual(Array.from({ length: 4 }, () => expect.objectContaining({ spent: 1700, held: 0 })));
  expect((await store.ledger.check('full', NOW)).problems).toEqual([]);
  await store.close();
});

test('an id of a deleted budget is not given again after the upgrade', async () => {
  const folder = tempFolderForThisTest();
  const path = join(folder, 'jigap.db');
  fillOldDatabase(path, migrationsUpTo('0004_joining.sql', join(folder, 'old')));
  const store = openStore({ path });
  const budget = await store.ledger.setBudget({ scope: 'wallet', scopeId: 0, period: 'week', limit: 1 }, OWNER);
  expect(budget.id).toBe(5);
  await store.close();
});

test('no table has a CHECK of an open list', () => {
  const path = join(tempFolderForThisTest(), 'jigap.db');
  void openStore({ path }).close();
  const sqlite = new Database(path, { readonly: true });
  const tables = sqlite.prepare("SELECT sql FROM sqlite_schema WHERE type = 'table'").pluck().all() as string[];
  sqlite.close();
  expect(tables.filter((sql) => /CHECK\s*\([^)]*(\bIN\b|=\s*')/i.test(sql))).toEqual([]);
});
