import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import type { Store } from '../../../src/store/store.ts';
import { makeMemoryFolder } from '../../support/migrated-database.ts';
import { remove } from '../../support/temp-folder.ts';
import { NOW, OWNER, openStore } from './open-store.ts';

const CANARY = 'Kanarienvogel';
const DAY_MS = 86_400_000;

function openInFolder(): { store: Store; path: string } {
  const folder = makeMemoryFolder();
  const path = join(folder, 'jigap.db');
  const store = openStore({ path });
  onTestFinished(async () => {
    await store.close().catch(() => {});
    remove(folder);
  });
  return { store, path };
}

/** In the file and its log, whether SQLite would still read the bytes or not. */
function countCanaries(path: string): number {
  const files = [path, `${path}-wal`].map((file) => readFileSync(file).toString('latin1'));
  return files.reduce((sum, text) => sum + text.split(CANARY).length - 1, 0);
}

/** So many rows that pages split and merge, with names that were changed, moved and deleted before. */
async function writeManyNames(store: Store): Promise<void> {
  const fields = { timeZone: 'UTC', language: 'en', startsOn: null, endsOn: null, allowedModels: null } as const;
  const { id: classId } = await store.access.createClass({ ...fields, name: 'c' }, {}, OWNER);
  const students = Array.from({ length: 400 }, (_, index) => ({
    fields: {
      ...{ name: `${CANARY} ${index}`, classId, email: `${CANARY}${index}@x.example`, suspended: false },
      ...{ studentNumber: `${CANARY}${index}`, note: `${CANARY} `.repeat((index * 7) % 140) },
    },
    limits: {},
  }));
  const made = await store.access.createStudents(students, OWNER);
  await Promise.all(
    made.map(({ id }, index) =>
      store.access.updateStudent(
        id,
        { name: `${CANARY} again ${id}`, note: `${CANARY} `.repeat((index * 13) % 90) },
        {},
        OWNER,
      ),
    ),
  );
  await Promise.all(made.map(({ id }) => store.access.deleteStudent(id, OWNER)));
}

test('after forgetting and cleaning, no byte of the file or its log has a name', async () => {
  const { store, path } = openInFolder();
  await writeManyNames(store);
  expect(countCanaries(path)).toBeGreaterThan(0);
  const request = { selection: { before: NOW + DAY_MS }, limit: 1000, language: 'en' } as const;
  expect(await store.forgetting.forget(request, OWNER)).toBe(400);
  expect(await store.forgetting.clean()).toBe(true);
  expect(countCanaries(path)).toBe(0);
  expect(await store.ledger.check('full', NOW)).toMatchObject({ problems: [] });
});

test('names that a read holds in the log are cleaned later', async () => {
  const { store, path } = openInFolder();
  await writeManyNames(store);
  const reader = new Database(path, { readonly: true });
  const rows = reader.prepare('SELECT name FROM students').iterate();
  rows.next();
  const request = { selection: { before: NOW + DAY_MS }, limit: 1000, language: 'en' } as const;
  await store.forgetting.forget(request, OWNER);
  expect(await store.forgetting.clean()).toBe(false);
  rows.return?.();
  reader.close();
  expect(await store.forgetting.clean()).toBe(true);
  expect(countCanaries(path)).toBe(0);
});

test('a start does what a process could not', async () => {
  const { store, path } = openInFolder();
  await writeManyNames(store);
  const request = { selection: { before: NOW + DAY_MS }, limit: 1000, language: 'en' } as const;
  await store.forgetting.forget(request, OWNER);
  await store.close();
  const again = openStore({ path });
  onTestFinished(() => again.close());
  expect(countCanaries(path)).toBe(0);
  expect((await again.access.everyStudent()).length).toBe(400);
});
