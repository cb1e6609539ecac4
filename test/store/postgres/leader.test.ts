import { setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { LEADER, LEDGER_LOCK, SLOT_LOCKS } from '../../../src/store/postgres/engine/locks.ts';
import { openPostgresStore } from '../../../src/store/postgres/open.ts';
import { Replica } from '../../../src/store/postgres/replicas/replica.ts';
import { LONG_RUN } from '../../support/long-run.ts';
import { clientForThisTest, postgresForThisTest } from '../../support/postgres/databases.ts';
import { POSTGRES_MIGRATIONS } from './postgres-engine.ts';

const LEAD = `SELECT pg_advisory_lock(${SLOT_LOCKS}, ${LEADER})::text`;

async function replicaForThisTest(): Promise<Replica> {
  const { url } = await postgresForThisTest();
  const replica = new Replica(url, 'test', () => {});
  onTestFinished(() => replica.end());
  return replica;
}

test('a replica asks again who leads when its transaction had failed', async () => {
  const replica = await replicaForThisTest();
  const { client } = await replica.session();
  await client.query('BEGIN');
  await expect(client.query('SELECT no_such_column')).rejects.toThrow('no_such_column');
  await replica.tryToLead();
  expect(replica.isLeader).toBe(false);
  await client.query('ROLLBACK');
  await replica.tryToLead();
  expect(replica.isLeader).toBe(true);
});

test('a replica leads on after the transaction is rolled back in which it began to lead', async () => {
  const replica = await replicaForThisTest();
  const { client } = await replica.session();
  await client.query('BEGIN');
  await replica.tryToLead();
  await client.query('ROLLBACK');
  expect(replica.isLeader).toBe(true);
  const { rows } = await client.query(
    `SELECT pid = pg_backend_pid() AS mine FROM pg_locks JOIN pg_database AS this ON this.oid = database
     WHERE datname = current_database() AND locktype = 'advisory' AND classid = ${SLOT_LOCKS} AND objid = ${LEADER}`,
  );
  expect(rows).toEqual([{ mine: true }]);
});

test(
  'a replica that does not lead says that it lives while it waits for the lock of the ledger',
  LONG_RUN,
  async () => {
    const { url } = await postgresForThisTest();
    const other = await clientForThisTest(url);
    await other.query(LEAD);
    const defaults = { walletMonthly: 1, studentWeekly: 1 };
    const store = await openPostgresStore({
      ...{ url, migrationsFolder: POSTGRES_MIGRATIONS, defaults, timeZone: 'Asia/Seoul', now: Date.now() },
    });
    onTestFinished(() => store.close());
    await other.query(`SELECT pg_advisory_lock(${LEDGER_LOCK})::text`);
    const written = store.journal.probeDisk();
    await wait(5000);
    const { rows } = await other.query<{ silent: number }>(
      'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint - max(seen_at) AS silent FROM replicas',
    );
    await other.query('SELECT pg_advisory_unlock_all()');
    await written;
    expect(Number(rows[0]?.silent)).toBeLessThan(2000);
    await expect.poll(() => store.cluster.isLeader(), { timeout: 5000 }).toBe(true);
  },
);
