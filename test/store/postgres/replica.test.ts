import { expect, onTestFinished, test } from 'vitest';
import { Flusher } from '../../../src/store/postgres/engine/flusher.ts';
import { CommitOutcomes } from '../../../src/store/postgres/ledger/commit-outcomes.ts';
import { Replica } from '../../../src/store/postgres/replicas/replica.ts';
import { clientForThisTest, postgresForThisTest } from '../../support/postgres/databases.ts';

const OPEN = `SELECT pid FROM pg_stat_activity
  WHERE datname = current_database() AND application_name LIKE 'jigap ledger test%'`;

test('a replica that ends while it connects registers no slot, and leaves no connection', async () => {
  const { url } = await postgresForThisTest();
  const admin = await clientForThisTest(url);
  const replica = new Replica(url, 'test', () => {});
  const connecting = Promise.resolve(replica.session()).catch(() => null);
  await replica.end();
  await connecting;
  const { rows } = await admin.query('SELECT slot FROM replicas WHERE ended_at IS NULL');
  expect(rows).toEqual([]);
  await expect.poll(async () => (await admin.query(OPEN)).rows).toEqual([]);
  await expect(Promise.resolve(replica.session())).rejects.toThrow('closed');
  expect((await admin.query(OPEN)).rows).toEqual([]);
});

test('a replica whose slot a standby that took over has given to another one takes a new slot', async () => {
  const { url } = await postgresForThisTest();
  const admin = await clientForThisTest(url);
  const replica = new Replica(url, 'test', () => {});
  const flusher = new Flusher(url, 'test', () => replica.row);
  onTestFinished(async () => {
    await Promise.all([replica.end(), flusher.close()]);
  });
  const session = await replica.session();
  const group = 3;
  await admin.query('UPDATE replicas SET last_group = $1', [group]);
  expect(await flusher.flush()).toBe(group);

  // The row of the slot is of another one, that has come further.
  await admin.query("UPDATE replicas SET name = 'another', started_at = started_at + 1, last_group = 9");
  expect(await flusher.flush()).toBeLessThan(group);
  const told: unknown[] = [];
  const outcomes = new CommitOutcomes({ flush: () => flusher.flush(), onLost: () => {} });
  const job = { failed: (error: unknown) => told.push(error), done: (result: unknown) => told.push(result) };
  outcomes.addUnknown({ replica: session, group, jobs: [job as never], finished: [], guessed: null });
  expect(await outcomes.findOut(session)).toEqual([]);
  expect(told).toMatchObject([{ name: 'OutcomeUnknownError' }]);
  replica.drop();
  expect((await replica.session()).slot).not.toBe(session.slot);
});
