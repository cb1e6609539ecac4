import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Session } from '../../src/store/session-store.ts';
import type { Store } from '../../src/store/store.ts';
import { makeTempFolder, remove } from '../support/temp-folder.ts';
import { NOW, OWNER, openStore } from './open-store.ts';

const HOUR = 3_600_000;
const OWNERS: Session = { kind: 'owner', tokenHash: null, createdAt: NOW, expiresAt: NOW + HOUR };
const STUDENTS: Session = { kind: 'student', tokenHash: 'h', createdAt: NOW, expiresAt: NOW + 2 * HOUR };

let folder: string;
let store: Store;

beforeEach(() => {
  folder = makeTempFolder();
  store = openStore({ path: join(folder, 'jigap.db') });
});
afterEach(async () => {
  await store.close();
  remove(folder);
});

async function startAgain(): Promise<void> {
  await store.close();
  store = openStore({ path: join(folder, 'jigap.db') });
}

test('a session is found until it expires, a restart in between or not', async () => {
  await store.sessions.begin('a', OWNERS);
  await store.sessions.begin('b', STUDENTS);
  await startAgain();
  expect(await store.sessions.find('a', NOW + HOUR - 1)).toEqual(OWNERS);
  expect(await store.sessions.find('b', NOW)).toEqual(STUDENTS);
  expect(await store.sessions.find('a', NOW + HOUR)).toBeNull();
  expect(await store.sessions.find('c', NOW)).toBeNull();
});

test('an ended session is over, and its neighbours are not', async () => {
  await store.sessions.begin('a', OWNERS);
  await store.sessions.begin('b', STUDENTS);
  await store.sessions.end('a');
  await store.sessions.end('a');
  expect(await store.sessions.find('a', NOW)).toBeNull();
  expect(await store.sessions.find('b', NOW)).toEqual(STUDENTS);
});

test('a session id cannot be taken over by a second sign-in', async () => {
  await store.sessions.begin('a', STUDENTS);
  await expect(store.sessions.begin('a', OWNERS)).rejects.toThrow(/UNIQUE/);
  expect(await store.sessions.find('a', NOW)).toEqual(STUDENTS);
});

test('who signs in sweeps away what has expired', async () => {
  await store.sessions.begin('a', OWNERS);
  await store.sessions.begin('b', { ...STUDENTS, createdAt: NOW + HOUR });
  // Asked about a time before its end, it would still be there.
  expect(await store.sessions.find('a', NOW)).toBeNull();
});

test('the owner signs out everywhere: no student is, and the audit says so', async () => {
  await store.sessions.begin('a', OWNERS);
  await store.sessions.begin('b', OWNERS);
  await store.sessions.begin('c', STUDENTS);
  expect(await store.sessions.endAllOfOwner(OWNER)).toBe(2);
  expect(await Promise.all(['a', 'b', 'c'].map((id) => store.sessions.find(id, NOW)))).toEqual([null, null, STUDENTS]);
  const { rows } = await store.journal.listAudit({ after: null, limit: 1 });
  expect(rows).toMatchObject([{ action: 'session.end_all', actor: 'owner', before: { sessions: 2 } }]);
});

test('the secret that signs cookies is made once and kept', async () => {
  const [one, same] = await Promise.all([store.sessions.cookieSecret(), store.sessions.cookieSecret()]);
  expect(one).toMatch(/^[0-9a-f]{64}$/);
  await startAgain();
  expect([same, await store.sessions.cookieSecret()]).toEqual([one, one]);
  expect(one).not.toBe(await store.journal.pseudonymSecret());
});
