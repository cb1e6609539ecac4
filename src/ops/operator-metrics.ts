import type { Providers } from '../upstream/providers.ts';
import { addKeyMetrics } from './key-metrics.ts';
import { addStatusMetrics, type StatusMetricsDeps } from './status-metrics.ts';
import { addStoreMetrics, StoreMetrics, type StoreMetricsDeps } from './store-metrics.ts';

export interface OperatorMetricsDeps extends StatusMetricsDeps {
  readonly providers: Providers;
  readonly cluster: StoreMetricsDeps['cluster'];
  /** Absent: nobody measures the engine. */
  readonly storeMetrics?: StoreMetrics;
}

/** All that is not of calls: money, keys, the database. */
export function addOperatorMetrics(deps: OperatorMetricsDeps): void {
  const { registry, providers, cluster, storeMetrics: metrics = new StoreMetrics() } = deps;
  addStatusMetrics(deps);
  addKeyMetrics(registry, providers);
  addStoreMetrics({ registry, metrics, cluster });
}
