import { Registry } from '@prometheus-io/client';
import { expect, test } from 'vitest';
import { addStoreMetrics, StoreMetrics } from '../../src/ops/store-metrics.ts';

const SHARED = { isShared: true, isLeader: () => true, problem: () => null };
const GROUP = { calls: 12, isGuess: true, waitMs: 3, lockMs: 0.7, flushMs: 40 };

test('says the size of groups, and their times in seconds', async () => {
  const registry = new Registry();
  const metrics = new StoreMetrics();
  addStoreMetrics({ registry, metrics, cluster: SHARED });
  metrics.onGroup(GROUP);
  metrics.onGroup({ ...GROUP, calls: 8, isGuess: false, flushMs: 2 });
  const text = await registry.metrics();
  expect(text).toContain('jigap_store_group_calls_sum{decided="before_lock"} 12\n');
  expect(text).toContain('jigap_store_group_calls_sum{decided="with_lock"} 8\n');
  expect(text).toContain('jigap_store_group_calls_bucket{le="10",decided="with_lock"} 1\n');
  expect(text).toContain('jigap_store_lock_wait_seconds_sum 0.006\n');
  expect(text).toContain('jigap_store_lock_seconds_bucket{le="0.001"} 2\n');
  expect(text).toContain('jigap_store_flush_seconds_bucket{le="0.0025"} 1\n');
  expect(text).toContain('jigap_store_flush_seconds_sum 0.042\n');
});

test('counts groups that were committed before the metrics were asked for', async () => {
  const registry = new Registry();
  const metrics = new StoreMetrics();
  metrics.onGroup(GROUP);
  addStoreMetrics({ registry, metrics, cluster: SHARED });
  expect(await registry.metrics()).toContain('jigap_store_group_calls_count{decided="before_lock"} 1\n');
});

test('says what the server reports, and nothing once nothing was heard for a minute', async () => {
  const registry = new Registry();
  let now = 0;
  const metrics = new StoreMetrics(() => now);
  addStoreMetrics({ registry, metrics, cluster: SHARED });
  expect(await registry.metrics()).not.toMatch(/^jigap_store_(?:oldest_snapshot|synchronous)\w+ /m);
  metrics.onServer({ oldestSnapshotMs: 1500, synchronousStandbys: 2 });
  const text = await registry.metrics();
  expect(text).toContain('jigap_store_oldest_snapshot_seconds 1.5\n');
  expect(text).toContain('jigap_store_synchronous_standbys 2\n');
  now = 61_000;
  expect(await registry.metrics()).not.toMatch(/^jigap_store_(?:oldest_snapshot|synchronous)\w+ /m);
});

test('says nothing of standbys where the server asks for none', async () => {
  const registry = new Registry();
  const metrics = new StoreMetrics();
  addStoreMetrics({ registry, metrics, cluster: SHARED });
  metrics.onServer({ oldestSnapshotMs: 0, synchronousStandbys: null });
  expect(await registry.metrics()).not.toMatch(/^jigap_store_synchronous_standbys /m);
  expect(await registry.metrics()).toContain('jigap_store_oldest_snapshot_seconds 0\n');
});

test('says which replica leads, and whether it can use the database', async () => {
  const registry = new Registry();
  let problem: string | null = null;
  let isLeader = true;
  const cluster = { isShared: true, isLeader: () => isLeader, problem: () => problem };
  addStoreMetrics({ registry, metrics: new StoreMetrics(), cluster });
  const states = async () => (await registry.metrics()).match(/^jigap_store_(?:usable|leader) .*$/gm);
  expect(await states()).toEqual(['jigap_store_usable 1', 'jigap_store_leader 1']);
  problem = 'the database cannot be reached';
  isLeader = false;
  expect(await states()).toEqual(['jigap_store_usable 0', 'jigap_store_leader 0']);
});

test('adds nothing where no other replica can share the database', async () => {
  const registry = new Registry();
  addStoreMetrics({ registry, metrics: new StoreMetrics(), cluster: { ...SHARED, isShared: false } });
  expect(await registry.metrics()).not.toContain('jigap_store');
});
