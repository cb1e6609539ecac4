import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { quantitiesOf } from '../../../../src/ledger/budget-units.ts';
import { NO_TOKENS } from '../../../../src/ledger/prices.ts';
import { BackupError } from '../../../../src/store/backup-store.ts';
import { openSqliteStore } from '../../../../src/store/sqlite/open.ts';
import type { Store } from '../../../../src/store/store.ts';
import { MIGRATIONS } from '../../../support/migrated-database.ts';
import { tempFolderForThisTest } from '../../../support/temp-folder.ts';
import { NOW, OWNER, openStore } from '../open-store.ts';
import { SMALL_DISKS } from '../small-disk.ts';

function openIn(folder: string): Store {
  const store = openStore({ path: join(folder, 'jigap.db') });
  onTestFinished(() => store.close());
  return store;
}

async function enrol(store: Store): Promise<void> {
  await store.access.createStudent({ name: '김지우', classId: null, email: null, suspended: false }, {}, OWNER);
  await store.access.createToken({ studentId: 1, hash: 'h', prefix: 'jgp_x', label: null, expiresAt: null }, OWNER);
}

async function place(store: Store, now: number): Promise<number> {
  const placement = await store.ledger.placeHold({
    ...{
      studentId: 1,
      tokenId: 1,
      endpoint: 'chat',
      model: 'm',
      servedModel: 'm',
      modelId: 'm',
      provider: 'openai',
      priceVersion: 'p',
    },
    estimate: { inputTokensBound: 1, candidates: 1, inputPico: 1_000_000, picoPerCapToken: 0 },
    ...{ cap: 1, lowestCap: 1, now },
  });
  if ('refused' in placement) throw new Error('the test call does not fit');
  return placement.hold.id;
}

const settle = (store: Store, id: number) =>
  store.ledger.resolveHold(
    id,
    { as: 'settle', cost: 900, quantities: quantitiesOf(NO_TOKENS), usage: NO_TOKENS, outcome: 'ok', incident: null },
    { durationMs: 1, firstByteMs: 1 },
  );

test('a backup is one private file that opens by itself, with every call and every hold of one instant', async () => {
  const folder = tempFolderForThisTest();
  const store = openIn(folder);
  await enrol(store);
  await settle(store, await place(store, NOW));
  await place(store, NOW + 1);
  const backup = await store.backups.make('owner', OWNER);
  await settle(store, await place(store, NOW + 2));

  expect(backup).toMatchObject({ origin: 'owner', at: NOW });
  expect(backup.name).toMatch(/^jigap-\d{8}T\d{9}Z-owner\.db$/);
  const files = readdirSync(store.backups.folder);
  expect(files).toEqual([backup.name]);
  const path = join(store.backups.folder, backup.name);
  expect(statSync(path).size).toBe(backup.bytes);
  if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);

  const copy = new Database(path, { readonly: true });
  onTestFinished(() => void copy.close());
  expect(copy.pragma('journal_mode', { simple: true })).toBe('delete');
  expect(copy.pragma('integrity_check', { simple: true })).toBe('ok');
  const count = (table: string) => copy.prepare(`SELECT count(*) AS n FROM ${table}`).get();
  expect([count('usage_records'), count('holds'), count('students')]).toEqual([{ n: 1 }, { n: 1 }, { n: 1 }]);
  expect(copy.prepare("SELECT value FROM settings WHERE name = 'backup_made_at'").get()).toEqual({
    value: String(NOW),
  });
  expect(await store.backups.list()).toEqual([backup]);
  expect(await store.backups.lastFailure()).toBeNull();
  expect((await store.journal.listAudit({ after: null, limit: 1 })).rows).toMatchObject([
    { actor: 'owner', action: 'backup.create', subject: `backup ${backup.name}`, after: { bytes: backup.bytes } },
  ]);
});

test('backups that are asked for at once are one, and two of one instant have two names', async () => {
  const store = openIn(tempFolderForThisTest());
  const [first, same] = await Promise.all([store.backups.make('owner', OWNER), store.backups.make('owner', OWNER)]);
  expect(same).toEqual(first);
  const second = await store.backups.make('owner', OWNER);
  expect(second.name).not.toBe(first.name);
  expect(await store.backups.list()).toEqual([second, first]);
});

test('what a process that died left half is removed by the next backup, and is never listed', async () => {
  const store = openIn(tempFolderForThisTest());
  mkdirSync(store.backups.folder);
  const half = 'jigap-20261123T000000000Z.db.partial';
  for (const name of [half, `${half}-journal`, 'notes.txt', 'jigap-today.db'])
    writeFileSync(join(store.backups.folder, name), 'x');
  expect(await store.backups.list()).toEqual([]);
  const { name } = await store.backups.make('schedule', OWNER);
  expect(readdirSync(store.backups.folder).sort()).toEqual([name, 'jigap-today.db', 'notes.txt'].sort());
});

test('a folder that cannot be used is an error that is kept until a backup is made', async () => {
  const folder = tempFolderForThisTest();
  const store = openIn(folder);
  writeFileSync(store.backups.folder, 'a file where the folder should be');
  const failed = await store.backups.make('schedule', OWNER).catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(BackupError);
  expect(failed).toMatchObject({ reason: 'folder_unusable' });
  expect(await store.backups.lastFailure()).toEqual({
    at: NOW,
    reason: 'folder_unusable',
    message: (failed as BackupError).message,
  });
  rmSync(store.backups.folder);
  await store.backups.make('schedule', OWNER);
  expect(await store.backups.lastFailure()).toBeNull();
});

test('a database whose pages are damaged gets no backup, and no file of a backup is left', async () => {
  const folder = tempFolderForThisTest();
  const path = join(folder, 'jigap.db');
  const first = openStore({ path });
  await enrol(first);
  await first.close();
  const sqlite = new Database(path);
  // An index that lacks a row: the file opens, and answers are wrong.
  sqlite.unsafeMode(true);
  sqlite.pragma('writable_schema = ON');
  sqlite.exec(
    "UPDATE sqlite_schema SET sql = replace(sql, 'ON students (class_id)', 'ON students (id)') WHERE name = 'students_by_class'",
  );
  sqlite.close();
  const store = openIn(folder);
  await expect(store.backups.make('owner', OWNER)).rejects.toMatchObject({ reason: 'database_damaged' });
  expect(readdirSync(store.backups.folder)).toEqual([]);
});

test('a store that is closed in the middle of a backup leaves no file under the name of one', async () => {
  const folder = tempFolderForThisTest();
  const store = openStore({ path: join(folder, 'jigap.db') });
  const making = store.backups.make('owner', OWNER).catch((error: unknown) => error);
  await store.close();
  const result = await making;
  const names = existsSync(store.backups.folder) ? readdirSync(store.backups.folder) : [];
  const complete = names.filter((name) => !name.endsWith('.partial'));
  if (result instanceof BackupError) {
    expect(result.reason).toBe('interrupted');
    expect(complete).toEqual([]);
  } else {
    expect(complete).toHaveLength(1);
  }
});

test('a download is the whole file, stands in the audit, and no other name leads anywhere', async () => {
  const folder = tempFolderForThisTest();
  const store = openIn(folder);
  const { name, bytes } = await store.backups.make('owner', OWNER);
  const opened = await store.backups.open(name, OWNER);
  const content = await buffer(opened?.content ?? Readable.from([]));
  expect(content.equals(readFileSync(join(store.backups.folder, name)))).toBe(true);
  expect((await store.journal.listAudit({ after: null, limit: 1 })).rows).toMatchObject([
    { action: 'backup.download', subject: `backup ${name}`, after: { bytes } },
  ]);
  for (const other of ['../jigap.db', 'jigap.db', `./${name}`, `${name}.partial`, '', 'jigap-20260000T000000000Z.db'])
    expect(await store.backups.open(other, OWNER)).toBeNull();
  await store.backups.remove(['../jigap.db', name]);
  expect(readdirSync(store.backups.folder)).toEqual([]);
  expect(existsSync(join(folder, 'jigap.db'))).toBe(true);
  expect(await store.backups.open(name, OWNER)).toBeNull();
});

test('a disk without room is said before anything is written, and leaves the database alone', async () => {
  const disk = SMALL_DISKS['a disk without room (ENOSPC)']?.() ?? null;
  if (disk === null) {
    console.warn('NOT TESTED on this machine: a small disk for backups');
    return;
  }
  onTestFinished(() => disk.release());
  const path = join(tempFolderForThisTest(), 'jigap.db');
  const defaults = { walletMonthly: 5_000_000_000, studentWeekly: 1_000_000_000 };
  const options = { path, migrationsFolder: MIGRATIONS, defaults, timeZone: 'Asia/Seoul', now: NOW };
  const store = openSqliteStore({ ...options, backupFolder: disk.folder });
  onTestFinished(() => store.close());
  await expect(store.backups.make('schedule', OWNER)).rejects.toMatchObject({ reason: 'disk_full' });
  expect(readdirSync(disk.folder)).toEqual([]);
  expect(await store.backups.lastFailure()).toMatchObject({ reason: 'disk_full' });
  expect((await store.ledger.check('full', NOW)).problems).toEqual([]);
});

test('the folder of backups is made for its owner alone', async () => {
  const store = openIn(tempFolderForThisTest());
  await store.backups.make('owner', OWNER);
  if (process.platform !== 'win32') expect(statSync(store.backups.folder).mode & 0o777).toBe(0o700);
  chmodSync(store.backups.folder, 0o700);
});
