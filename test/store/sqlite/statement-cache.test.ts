import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { cacheStatements } from '../../../src/store/sqlite/engine/statement-cache.ts';

function openCached(): Database.Database {
  const sqlite = new Database(':memory:');
  sqlite.exec('CREATE TABLE notes (text TEXT PRIMARY KEY) STRICT');
  cacheStatements(sqlite);
  return sqlite;
}

test('compiles the same SQL once, and other SQL on its own', () => {
  const sqlite = openCached();
  const add = sqlite.prepare('INSERT INTO notes VALUES (?)');
  expect(sqlite.prepare('INSERT INTO notes VALUES (?)')).toBe(add);
  expect(sqlite.prepare('SELECT * FROM notes')).not.toBe(add);
});

test('refuses to change what a shared statement returns', () => {
  const statement = openCached().prepare('SELECT text FROM notes');
  expect(() => statement.pluck()).toThrow('shared');
  expect(() => statement.raw()).toThrow('shared');
  expect(statement.all()).toEqual([]);
});

test('keeps working after a change of the schema, and after an error', () => {
  const sqlite = openCached();
  const add = () => sqlite.prepare('INSERT INTO notes (text) VALUES (?)').run('a');
  add();
  expect(add).toThrow('UNIQUE');
  sqlite.exec(`ALTER TABLE notes ADD COLUMN more TEXT NOT NULL DEFAULT 'b'`);
  expect(sqlite.prepare('SELECT * FROM notes').all()).toEqual([{ text: 'a', more: 'b' }]);
});

test('forgets the oldest of many statements, and serves them again', () => {
  const sqlite = openCached();
  const first = sqlite.prepare('SELECT 0 AS n');
  for (let n = 1; n <= 500; n++) sqlite.prepare(`SELECT ${n} AS n`);
  expect(sqlite.prepare('SELECT 0 AS n')).not.toBe(first);
  expect([first.get(), sqlite.prepare('SELECT 0 AS n').get()]).toEqual([{ n: 0 }, { n: 0 }]);
});
