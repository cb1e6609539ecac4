import {
  chmodSync,
  chownSync,
  linkSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { StorageError } from '../../../src/store/errors.ts';
import { tempFolderForThisTest } from '../../support/temp-folder.ts';
import { openStore } from './open-store.ts';

const hasModes = process.getuid !== undefined;

function modesIn(folder: string): Record<string, string> {
  const names = readdirSync(folder).filter((name) => name.includes('.db'));
  return Object.fromEntries(names.map((name) => [name, (statSync(join(folder, name)).mode & 0o777).toString(8)]));
}

const ALL_PRIVATE = {
  'jigap.db': '600',
  'jigap.db-lock': '600',
  'jigap.db-shm': '600',
  'jigap.db-wal': '600',
};

describe.runIf(hasModes)('the files of a database', () => {
  test('the files of a database are made for their owner alone, in a folder that everybody may read', async () => {
    const folder = tempFolderForThisTest();
    chmodSync(folder, 0o755);
    const umask = process.umask(0);
    const store = openStore({ path: join(folder, 'jigap.db') });
    process.umask(umask);
    expect(modesIn(folder)).toEqual(ALL_PRIVATE);
    await store.close();
  });

  test('the files of a database are taken away from others at the start, when an older jigap or a copy left them open', async () => {
    const folder = tempFolderForThisTest();
    const path = join(folder, 'jigap.db');
    await openStore({ path }).close();
    // As after a crash: the log is there, too.
    const left = new Database(path);
    left.exec(`CREATE TABLE left_over (x); PRAGMA wal_checkpoint(PASSIVE)`);
    left.close();
    for (const name of readdirSync(folder)) chmodSync(join(folder, name), 0o644);
    const store = openStore({ path });
    expect(modesIn(folder)).toEqual(ALL_PRIVATE);
    await store.close();
  });

  test.runIf(process.getuid?.() === 0)(
    'the files of a database that belong to another user stop the start, with what to do',
    () => {
      const folder = tempFolderForThisTest();
      const path = join(folder, 'jigap.db');
      chmodSync(folder, 0o777);
      writeFileSync(path, '');
      chmodSync(path, 0o666);
      chownSync(path, 12_345, 12_345);
      process.seteuid?.(65_534);
      try {
        expect(() => openStore({ path })).toThrow(StorageError);
        expect(() => openStore({ path })).toThrow(
          `others may read or write ${path} (its mode is 0666), and this user cannot change that: run "chmod 600" on it`,
        );
      } finally {
        process.seteuid?.(0);
      }
    },
  );
});

describe('a second jigap on a database that is open', () => {
  test.each<[string, (folder: string, path: string) => string]>([
    ['a symbolic link to the file', (folder, path) => linkedTo(path, join(folder, 'other.db'))],
    ['a symbolic link to the folder', (folder) => join(linkedTo(folder, `${folder}-link`), 'jigap.db')],
    ['a link to a link', (folder, path) => linkedTo(linkedTo(path, join(folder, 'a.db')), join(folder, 'b.db'))],
    ['a relative link', (folder) => linkedTo('jigap.db', join(folder, 'other.db'))],
    ['a path with dots', (folder) => `${folder}/../${folder.split('/').at(-1)}/./jigap.db`],
  ])('a second jigap on an open database is refused by %s', async (_way, name) => {
    const folder = tempFolderForThisTest();
    const path = join(folder, 'jigap.db');
    const first = openStore({ path });
    const other = name(folder, path);
    expect(() => openStore({ path: other })).toThrow(/^another jigap is using .*jigap\.db: stop it first/);
    await first.close();
    await openStore({ path: other }).close();
    rmSync(`${folder}-link`, { force: true });
  });

  test('a second jigap on an open database is refused by a hard link, from the moment that there is one', async () => {
    const folder = tempFolderForThisTest();
    const path = join(folder, 'jigap.db');
    const other = join(folder, 'other', 'school.db');
    const first = openStore({ path });
    mkdirSync(join(folder, 'other'));
    linkSync(path, other);
    expect(() => openStore({ path: other })).toThrow(StorageError);
    expect(() => openStore({ path: other })).toThrow(/has 2 names \(hard links\).* remove all names but one/);
    await first.close();
    expect(() => openStore({ path })).toThrow(/has 2 names/);
    rmSync(other);
    await openStore({ path }).close();
  });

  test('a link that leads nowhere yet makes the database where it leads', async () => {
    const folder = tempFolderForThisTest();
    symlinkSync(join(folder, 'real.db'), join(folder, 'link.db'));
    const store = openStore({ path: join(folder, 'link.db') });
    expect(readdirSync(folder).sort()).toEqual(['link.db', 'real.db', 'real.db-lock', 'real.db-shm', 'real.db-wal']);
    await store.close();
  });

  test('a link into a folder that is not there is named, with what to do', () => {
    const folder = tempFolderForThisTest();
    const path = linkedTo(join(folder, 'not-there', 'jigap.db'), join(folder, 'link.db'));
    expect(() => openStore({ path })).toThrow(StorageError);
    expect(() => openStore({ path })).toThrow(/^cannot use .*link\.db: ENOENT.*Check that/);
  });

  test('a link that leads to itself is named, with what to do', () => {
    const path = join(tempFolderForThisTest(), 'loop.db');
    symlinkSync(path, path);
    expect(() => openStore({ path })).toThrow(/it is a link that leads to itself\. Name the file itself$/);
  });
});

function linkedTo(target: string, link: string): string {
  symlinkSync(target, link);
  return link;
}

describe('a database that loses its place', () => {
  const CHANGE = { actor: 'test', now: 0 };
  const FIELDS = { name: 'a student', classId: null, email: null, suspended: false };

  test.each<[string, (path: string) => void]>([
    ['is deleted', (path) => rmSync(path)],
    ['loses its log', (path) => rmSync(`${path}-wal`)],
    ['is moved away', (path) => renameSync(path, `${path}.bak`)],
    [
      'is replaced by a copy',
      (path) => {
        writeFileSync(`${path}.copy`, 'a copy of an older state');
        renameSync(`${path}.copy`, path);
      },
    ],
    ['is emptied', (path) => writeFileSync(path, '')],
  ])('a database that loses its place acknowledges no write from the moment that it %s', async (_how, harm) => {
    const path = join(tempFolderForThisTest(), 'jigap.db');
    const store = openStore({ path });
    await store.access.createStudent(FIELDS, {}, CHANGE);
    expect(store.isInPlace()).toBe(true);
    harm(path);
    expect(store.isInPlace()).toBe(false);
    for (let tries = 0; tries < 3; tries++) {
      await expect(store.access.createStudent(FIELDS, {}, CHANGE)).rejects.toThrow(StorageError);
    }
    await expect(store.journal.probeDisk()).rejects.toThrow('was deleted or replaced');
    await store.close().catch(() => {});
  });

  test('a database that loses its place goes on where it was when it is put back, with what was settled meanwhile', async () => {
    const path = join(tempFolderForThisTest(), 'jigap.db');
    const store = openStore({ path });
    await store.access.createStudent(FIELDS, {}, CHANGE);
    renameSync(path, `${path}.bak`);
    await expect(store.access.createStudent(FIELDS, {}, CHANGE)).rejects.toThrow(StorageError);
    await store.journal.raiseIncident('ledger_fault', 'moved away', 0);
    renameSync(`${path}.bak`, path);
    expect(store.isInPlace()).toBe(true);
    await expect(store.access.createStudent({ ...FIELDS, name: 'another' }, {}, CHANGE)).resolves.toBeDefined();
    await store.close();
    const again = openStore({ path });
    const { rows } = await again.journal.listIncidents({ after: null, limit: 10 });
    expect(rows).toMatchObject([{ kind: 'ledger_fault', detail: 'moved away' }]);
    await again.close();
  });

  test('a process that ends after its database was replaced leaves the new one and its log alone', async () => {
    const folder = tempFolderForThisTest();
    const path = join(folder, 'jigap.db');
    const store = openStore({ path });
    await store.access.createStudent(FIELDS, {}, CHANGE);
    for (const end of ['', '-wal', '-shm']) renameSync(path + end, `${path}.old${end}`);
    for (const end of ['', '-wal', '-shm']) writeFileSync(path + end, `another one${end}`);
    await store.close();
    for (const end of ['', '-wal', '-shm']) {
      expect(statSync(path + end).size).toBe(`another one${end}`.length);
    }
  });
});
