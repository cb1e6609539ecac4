import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { type ClusterParts, PostgresCluster } from '../../../src/store/postgres/cluster.ts';
import { openPostgresStore } from '../../../src/store/postgres/open.ts';
import { clientForThisTest, postgresForThisTest } from '../../support/postgres/databases.ts';
import { POSTGRES_MIGRATIONS } from './postgres-engine.ts';

const HOUR_MS = 3_600_000;

afterEach(() => {
  vi.useRealTimers();
});

function clusterOf({ isLeader, daily }: { isLeader: () => boolean; daily: () => Promise<void> }): PostgresCluster {
  const jobs = [{ everyMs: 24 * HOUR_MS, firstMs: 24 * HOUR_MS, run: daily }];
  const replica = {
    ...{ slot: 1, isConnected: true, session: async () => ({}), tryToLead: async () => {} },
    get isLeader() {
      return isLeader();
    },
  };
  const watch = {
    beat: async () => {},
    look: async () => {},
    replicas: async () => [{ slot: 1 }],
    server: async () => null,
  };
  const parts = {
    ...{ replica, watch, jobs, expire: async () => 0, clockProblem: () => null },
    ...{ connected: async () => {}, observer: { onServer: () => {} } },
  };
  return new PostgresCluster(parts as unknown as ClusterParts);
}

describe('what is done daily', () => {
  test('is done once a day by the replica that leads, and by no other', async () => {
    vi.useFakeTimers();
    const daily = vi.fn(async () => {});
    let isLeader = false;
    clusterOf({ isLeader: () => isLeader, daily }).start();
    await vi.advanceTimersByTimeAsync(25 * HOUR_MS);
    expect(daily).not.toHaveBeenCalled();
    isLeader = true;
    await vi.advanceTimersByTimeAsync(HOUR_MS);
    expect(daily).toHaveBeenCalledOnce();
    await vi.advanceTimersByTimeAsync(24 * HOUR_MS);
    expect(daily).toHaveBeenCalledTimes(2);
  });

  test('ends no beat when it fails', async () => {
    vi.useFakeTimers();
    const daily = vi.fn(async () => {
      throw new Error('no connection');
    });
    const cluster = clusterOf({ isLeader: () => true, daily });
    cluster.start();
    await vi.advanceTimersByTimeAsync(49 * HOUR_MS);
    expect(daily).toHaveBeenCalledTimes(2);
    expect(cluster.problem()).toBeNull();
    await cluster.close();
  });
});

test('a start makes the partitions of this month and the next', async () => {
  const { url } = await postgresForThisTest();
  const now = Date.UTC(2026, 11, 31);
  const defaults = { walletMonthly: 1, studentWeekly: 1 };
  const store = await openPostgresStore({
    ...{ url, migrationsFolder: POSTGRES_MIGRATIONS, defaults, timeZone: 'Asia/Seoul', now },
  });
  await store.close();
  const client = await clientForThisTest(url);
  const { rows } = await client.query(
    "SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'usage_records'::regclass ORDER BY 1",
  );
  expect(rows.map(({ name }) => name)).toEqual([
    'usage_records_2026_12',
    'usage_records_2027_01',
    'usage_records_default',
  ]);
});

test('a replica that was fenced gets another slot, though it writes nothing', async () => {
  const { url } = await postgresForThisTest();
  const defaults = { walletMonthly: 1, studentWeekly: 1 };
  const store = await openPostgresStore({
    ...{ url, migrationsFolder: POSTGRES_MIGRATIONS, defaults, timeZone: 'Asia/Seoul', now: Date.now() },
  });
  onTestFinished(() => store.close());
  // What it writes after its first beat is over.
  await wait(2500);
  const other = await clientForThisTest(url);
  await other.query('DELETE FROM replicas');
  const slots = async () => (await other.query('SELECT slot FROM replicas')).rows;
  await expect.poll(slots, { timeout: 10_000 }).toHaveLength(1);
});
