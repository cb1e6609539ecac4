import { Histogram, type Registry } from '@prometheus-io/client';
import type { ClusterStore } from '../store/cluster-store.ts';
import type { EngineObserver, GroupReport, ServerReport } from '../store/engine-observer.ts';
import { addGauge } from './status-metrics.ts';

const CALLS = [1, 2, 5, 10, 20, 50, 100, 200, 500];
const SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
/** An engine that has said nothing of its server for so long cannot reach it: then the figures are missing, not old. */
const MAX_AGE_MS = 60_000;

/** What an engine of several replicas reports; metrics of it stand in no registry until `addStoreMetrics`. */
export class StoreMetrics implements EngineObserver {
  readonly #now: () => number;
  readonly #calls = histogram(
    'jigap_store_group_calls',
    'Holds, settlements and changes that one group committed, and whether they were decided before it had the lock.',
    CALLS,
    ['decided'],
  );
  readonly #wait = histogram('jigap_store_lock_wait_seconds', 'Until a group had the lock of the ledger.', SECONDS);
  readonly #lock = histogram('jigap_store_lock_seconds', 'How long a group had the lock of the ledger.', SECONDS);
  readonly #flush = histogram(
    'jigap_store_flush_seconds',
    'From the commit of a group until it was on the disk, and on the standby where one is waited for.',
    SECONDS,
  );
  #server: ServerReport | undefined;
  #heardAt = Number.NEGATIVE_INFINITY;

  /** @param now ms, of a clock that never goes back */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  onGroup({ calls, isGuess, waitMs, lockMs, flushMs }: GroupReport): void {
    this.#calls.observe({ decided: isGuess ? 'before_lock' : 'with_lock' }, calls);
    this.#wait.observe(waitMs / 1000);
    this.#lock.observe(lockMs / 1000);
    this.#flush.observe(flushMs / 1000);
  }

  onServer(server: ServerReport): void {
    this.#server = server;
    this.#heardAt = this.#now();
  }

  get histograms(): readonly Histogram[] {
    return [this.#calls, this.#wait, this.#lock, this.#flush];
  }

  /** undefined: nothing was heard of late. */
  get server(): ServerReport | undefined {
    return this.#now() - this.#heardAt <= MAX_AGE_MS ? this.#server : undefined;
  }
}

export interface StoreMetricsDeps {
  readonly registry: Registry;
  readonly metrics: StoreMetrics;
  readonly cluster: Pick<ClusterStore, 'isShared' | 'isLeader' | 'problem'>;
}

/** How the engine does, where replicas share a database; with SQLite there is nothing of it. */
export function addStoreMetrics({ registry, metrics, cluster }: StoreMetricsDeps): void {
  if (!cluster.isShared) return;
  for (const each of metrics.histograms) registry.registerMetric(each);
  const add = (name: string, help: string, read: () => number | undefined) => {
    const samples = (value: number | undefined) => (value === undefined ? [] : [{ value }]);
    addGauge(registry, { name, help, labelNames: [] }, () => samples(read()));
  };
  add('jigap_store_usable', '1: this replica can use the database; /readyz says why not.', () =>
    Number(cluster.problem() === null),
  );
  add('jigap_store_leader', '1: this replica does the jobs of the whole installation.', () =>
    Number(cluster.isLeader()),
  );
  add(
    'jigap_store_oldest_snapshot_seconds',
    'The age of the oldest snapshot on the database server, whoever has it.',
    () => metrics.server && metrics.server.oldestSnapshotMs / 1000,
  );
  add(
    'jigap_store_synchronous_standbys',
    'Standbys that a commit may count on; absent: the server asks for none.',
    () => metrics.server?.synchronousStandbys ?? undefined,
  );
}

function histogram(
  name: string,
  help: string,
  buckets: number[],
  labelNames: readonly string[] = [],
): Histogram<string> {
  return new Histogram({ name, help, buckets, labelNames: [...labelNames], registers: [] });
}
