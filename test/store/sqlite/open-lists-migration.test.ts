import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { MIGRATIONS } from '../../support/migrated-database.ts';
import { tempFolderForThisTest } from '../../support/temp-folder.ts';
import { NOW, OWNER, openStore } from './open-store.ts';

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

/** A class, a student with a token, spending, an open hold, budgets of every kind, and sessions. */
async function fillOldDatabase(path: string, migrationsFolder: string): Promise<void> {
  await openStore({ path, migrationsFolder }).close();
  const { classId, studentId } = insertClass(path);
  const store = openStore({ path, migrationsFolder });
  await store.ledger.setBudget({ scope: 'class', scopeId: classId, period: 'total', limit: 5_000 }, OWNER);
  await store.ledger.setBudget({ scope: 'class-student', scopeId: classId, period: 'day', limit: 4_000 }, OWNER);
  await store.ledger.setBudget({ scope: 'student', scopeId: studentId, period: 'month', limit: 3_000 }, OWNER);
  const token = { studentId, hash: 'a hash', prefix: 'p', label: null, expiresAt: null };
  const { id: tokenId } = await store.access.createToken(token, OWNER);
  const budget = await store.ledger.setBudget({ scope: 'wallet', scopeId: 0, period: 'week', limit: 9_000 }, OWNER);
  await store.ledger.deleteBudget(budget.id, OWNER);
  const order = { studentId, tokenId, endpoint: 'chat', model: 'm', servedModel: 'm', priceVersion: 'v', now: NOW };
  const estimate = { inputTokensBound: 1, candidates: 1, inputPico: 1_000_000, picoPerCapToken: 0 };
  for (const isSettled of [true, false]) {
    const placement = await store.ledger.placeHold({ ...order, estimate, cap: 1, lowestCap: 1 });
    if ('refused' in placement) throw new Error('the call does not fit');
    const usage = { inputTokens: 1, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens: 1 };
    const resolution = { as: 'settle', cost: 700, usage, outcome: 'ok', incident: null } as const;
    const timing = { durationMs: 1, firstByteMs: null };
    if (isSettled) await store.ledger.resolveHold(placement.hold.id, resolution, timing);
  }
  const session = { createdAt: NOW, expiresAt: NOW + 1_000_000 };
  await store.sessions.begin('one', { kind: 'owner', tokenHash: null, ...session });
  await store.sessions.begin('two', { kind: 'student', tokenHash: 'a hash', ...session });
  await store.close();
}

/** By SQL: the code of today also writes columns of later migrations. */
function insertClass(path: string): { classId: number; studentId: number } {
  const sqlite = new Database(path);
  const insert = (sql: string) => Number(sqlite.prepare(sql).run({ now: NOW }).lastInsertRowid);
  const classId = insert(
    `INSERT INTO classes (name, time_zone, language, join_code, created_at, rules_since, records_since)
     VALUES ('c', 'Asia/Seoul', 'en', 'AAAA-2222', @now, @now, @now)`,
  );
  const studentId = insert(
    `INSERT INTO students (class_id, name, created_at, rules_since, records_since)
     VALUES (${classId}, 's', @now, @now, @now)`,
  );
  sqlite.close();
  return { classId, studentId };
}

test('an upgrade of a database of the first release keeps every row, id, index and balance', async () => {
  const folder = tempFolderForThisTest();
  const path = join(folder, 'jigap.db');
  const old = migrationsUpTo('0004_joining.sql', join(folder, 'old'));
  await fillOldDatabase(path, old);
  const before = readFile(path);
  const balancesBefore = await readBalances(path, old);
  const upgraded = migrationsUpTo('0005_open_lists.sql', join(folder, 'new'));
  const store = openStore({ path, migrationsFolder: upgraded });
  expect((await store.ledger.check('full', NOW)).problems).toEqual([]);
  await store.close();
  expect(await readBalances(path, upgraded)).toEqual(balancesBefore);
  const after = readFile(path);
  expect(after).toEqual(before);
  expect(after.broken).toEqual([]);
  expect(after.budgets).toHaveLength(3);
  expect(after.sessions).toHaveLength(2);
});

async function readBalances(path: string, migrationsFolder: string): Promise<unknown> {
  const store = openStore({ path, migrationsFolder });
  const balances = [
    await store.ledger.balancesOf('wallet', 0, NOW),
    await store.ledger.balancesOf('class', 1, NOW),
    await store.ledger.balancesOf('student', 1, NOW),
  ];
  await store.close();
  return balances;
}

test('an id of a deleted budget is not given again after the upgrade', async () => {
  const folder = tempFolderForThisTest();
  const path = join(folder, 'jigap.db');
  await fillOldDatabase(path, migrationsUpTo('0004_joining.sql', join(folder, 'old')));
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
