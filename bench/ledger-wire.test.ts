import { once } from 'node:events';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { AdminError } from '../src/admin/admin-error.ts';
import type { Store } from '../src/store/store.ts';
import { OWNER, openStore } from '../test/store/sqlite/open-store.ts';
import { tempFolderForThisTest } from '../test/support/temp-folder.ts';
import { connectLedger, serveLedger } from './several/ledger-wire.ts';

const TOKEN = { hash: 'a hash', prefix: 'jgp_abcde', label: null, expiresAt: null };
const NOBODY = { name: 'Kim', classId: null, email: null, suspended: false };

/** Two gateways of one ledger. */
async function twoGateways(): Promise<readonly [Store, Store]> {
  const folder = tempFolderForThisTest();
  const path = join(folder, 'ledger.sock');
  const store = openStore({ path: join(folder, 'jigap.db') });
  const server = await serveLedger(store, path);
  const gateways = [await connectLedger(path), await connectLedger(path)] as const;
  onTestFinished(async () => {
    const closed = once(server, 'close');
    server.close();
    for (const gateway of gateways) await gateway.close();
    await closed;
    await store.close();
  });
  return gateways;
}

test('a gateway uses a ledger in another process like its own, and gets the same errors', async () => {
  const [gateway] = await twoGateways();
  const { id } = await gateway.access.createStudent(NOBODY, {}, OWNER);
  expect(await gateway.access.getStudent(id)).toMatchObject({ id, name: 'Kim' });
  const [balance] = await gateway.ledger.balancesOf('student', id, OWNER.now);
  expect(balance).toMatchObject({ limit: 1_000_000_000, spent: 0, held: 0 });
  await expect(gateway.access.deleteStudent(99, OWNER)).rejects.toThrow(AdminError);
});

test('a gateway forgets a cached caller when another gateway changes it', async () => {
  const [one, other] = await twoGateways();
  const { id } = await one.access.createStudent(NOBODY, {}, OWNER);
  await one.access.createToken({ ...TOKEN, studentId: id }, OWNER);
  expect((await one.access.findCaller(TOKEN.hash))?.student.suspendedAt).toBeNull();
  await other.access.updateStudent(id, { suspended: true }, {}, OWNER);
  // A question of its own: its answer comes after the word that was sent to all before.
  await one.access.getStudent(id);
  expect((await one.access.findCaller(TOKEN.hash))?.student.suspendedAt).toBe(OWNER.now);
});
