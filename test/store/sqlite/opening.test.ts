import { chmodSync, chownSync, cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, expect, test, vi } from 'vitest';
import { StorageError } from '../../../src/store/errors.ts';
import { MigrationError } from '../../../src/store/migrations.ts';
import { MIGRATIONS } from '../../support/migrated-database.ts';
import { tempFolderForThisTest } from '../../support/temp-folder.ts';
import { openStore } from './open-store.ts';

const FIRST = '0001_first.sql';
const ANOTHER = '9999_another.sql';

interface Place {
  readonly path: string;
  /** A copy of the real ones, for a test to change. */
  readonly migrationsFolder: string;
}

function place(): Place {
  const folder = tempFolderForThisTest();
  const migrationsFolder = join(folder, 'migrations');
  cpSync(MIGRATIONS, migrationsFolder, { recursive: true });
  return { path: join(folder, 'jigap.db'), migrationsFolder };
}

async function openAndClose(where: Place): Promise<void> {
  await openStore(where).close();
}

function query(path: string, sql: string): unknown[] {
  const database = new Database(path, { readonly: true });
  try {
    return database.prepare(sql).all();
  } finally {
    database.close();
  }
}

/** Root may write everything, so the tests of what may not be written are somebody else's. */
function asNobody<Result>(work: () => Result): Result {
  const user = process.geteuid?.();
  if (user !== 0) return work();
  process.seteuid?.(65_534);
  try {
    return work();
  } finally {
    process.seteuid?.(0);
  }
}

afterEach(() => {
  vi.restoreAllMocks();
});

test('writes with WAL and synchronous=FULL, so that a commit is on disk before it is acknowledged', async () => {
  const opened = vi.spyOn(Database.prototype, 'pragma');
  const store = openStore(place());
  const sqlite = opened.mock.contexts.findLast((one) => (one as Database.Database).name.endsWith('jigap.db'));
  const read = (name: string) => (sqlite as Database.Database).pragma(name, { simple: true });
  expect({ journal: read('journal_mode'), synchronous: read('synchronous') }).toEqual({
    journal: 'wal',
    synchronous: 2,
  });
  await store.close();
});

test('applies a migration once, and later ones after it', async () => {
  const where = place();
  await openAndClose(where);
  await openAndClose(where);
  writeFileSync(join(where.migrationsFolder, ANOTHER), 'CREATE TABLE another (id INTEGER) STRICT;');
  await openAndClose(where);
  await openAndClose(where);
  const names = [...readdirSync(MIGRATIONS).sort(), ANOTHER];
  expect(query(where.path, 'SELECT name FROM migrations ORDER BY name')).toEqual(names.map((name) => ({ name })));
  expect(query(where.path, 'SELECT * FROM another')).toEqual([]);
});

test('leaves nothing of a migration that fails', async () => {
  const where = place();
  await openAndClose(where);
  writeFileSync(
    join(where.migrationsFolder, ANOTHER),
    'CREATE TABLE half (id INTEGER) STRICT; CREATE TABLE half (id INTEGER);',
  );
  expect(() => openStore(where)).toThrow(StorageError);
  expect(query(where.path, `SELECT name FROM sqlite_master WHERE name = 'half'`)).toEqual([]);
  writeFileSync(join(where.migrationsFolder, ANOTHER), 'CREATE TABLE half (id INTEGER) STRICT;');
  await openAndClose(where);
});

test('rejects a database of a newer jigap', async () => {
  const where = place();
  writeFileSync(join(where.migrationsFolder, ANOTHER), 'CREATE TABLE another (id INTEGER) STRICT;');
  await openAndClose(where);
  const older = { ...where, migrationsFolder: place().migrationsFolder };
  expect(() => openStore(older)).toThrow(
    new MigrationError(`the database was made by a newer jigap (it has ${ANOTHER}): start that version`),
  );
  await openAndClose(where);
});

test('rejects a migration that was edited after it was applied', async () => {
  const where = place();
  await openAndClose(where);
  const file = join(where.migrationsFolder, FIRST);
  const original = readFileSync(file, 'utf8');
  writeFileSync(file, `${original}\n-- edited`);
  expect(() => openStore(where)).toThrow(MigrationError);
  expect(() => openStore(where)).toThrow(
    `migrations/sqlite/${FIRST} is not the ${FIRST} that this database was made with`,
  );
  writeFileSync(file, original);
  await openAndClose(where);
});

test('rejects a second process on an open database', async () => {
  const where = place();
  const first = openStore(where);
  expect(() => openStore(where)).toThrow(StorageError);
  expect(() => openStore(where)).toThrow(/another jigap is using .*jigap\.db: stop it first/);
  await first.close();
  await openAndClose(where);
});

test('names a folder that this user may not write, with what to do', () => {
  const where = place();
  chmodSync(join(where.path, '..'), 0o555);
  expect(() => asNobody(() => openStore(where))).toThrow(StorageError);
  expect(() => asNobody(() => openStore(where))).toThrow(
    /cannot use .*jigap\.db-lock.*this user may write it and its folder/,
  );
  chmodSync(join(where.path, '..'), 0o755);
});

test('names a file that this user may only read, with what to do', async () => {
  const where = place();
  await openAndClose(where);
  chmodSync(join(where.path, '..'), 0o777);
  chmodSync(`${where.path}-lock`, 0o666);
  chmodSync(where.path, 0o444);
  if (process.geteuid?.() === 0) chownSync(where.path, 0, 0);
  expect(() => asNobody(() => openStore(where))).toThrow(
    /cannot use .*jigap\.db: attempt to write a readonly database.*may write it/,
  );
});

test('names a file that is no database, and leaves it as it is', () => {
  const where = place();
  writeFileSync(where.path, 'my diary, not a database\n'.repeat(100));
  expect(() => openStore(where)).toThrow(/cannot use .*jigap\.db: file is not a database/);
  expect(readFileSync(where.path, 'utf8')).toBe('my diary, not a database\n'.repeat(100));
});

test('names a folder that cannot be created', () => {
  const where = place();
  writeFileSync(where.path, '');
  expect(() => openStore({ ...where, path: join(where.path, 'below', 'jigap.db') })).toThrow(
    /cannot make the folder .*below/,
  );
});
