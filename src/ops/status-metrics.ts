import { Gauge, type Registry } from '@prometheus-io/client';
import { isPlainMoney } from '../ledger/budgets.ts';
import { NANO_PER_USD } from '../ledger/money.ts';
import type { CheckState } from './self-check.ts';
import type { CachedReading, StatusReading } from './status-reading.ts';

export interface StatusMetricsDeps {
  readonly registry: Registry;
  readonly status: Pick<CachedReading<StatusReading>, 'get'>;
  readonly checkState: () => CheckState;
  readonly versions: { readonly version: string; readonly node: string };
}

interface Sample {
  readonly value: number;
  readonly labels?: Readonly<Record<string, string>>;
}

type ReadSamples = () => readonly Sample[] | Promise<readonly Sample[]>;

/**
 * What is left, and what is wrong. While the store cannot be read, its series are missing rather than old. A class's name
 * is in one series, its id in all others: a class can be renamed.
 */
export function addStatusMetrics({ registry, status, checkState, versions }: StatusMetricsDeps): void {
  const add = (name: string, help: string, read: ReadSamples, labelNames: readonly string[] = []) =>
    addGauge(registry, { name, help, labelNames }, read);
  const ofStatus = (samples: (reading: StatusReading) => readonly Sample[]) => async () => {
    const reading = await status.get().catch(() => null);
    return reading === null ? [] : samples(reading);
  };
  for (const [name, help, field] of BUDGET_GAUGES) {
    add(
      name,
      help,
      // Other units have no place in an amount of USD, nor the selectors in its labels.
      ofStatus(({ budgets }) => budgets.filter(isPlainMoney).map((budget) => budgetSample(budget, field))),
      [...['scope', 'class_id', 'period']],
    );
  }
  add(
    ...(['jigap_class_info', 'The name of a class; 1.'] as const),
    ofStatus(({ classes }) => classes.map(({ id, name }) => ({ value: 1, labels: { class_id: String(id), name } }))),
    ['class_id', 'name'],
  );
  add(
    ...(['jigap_incidents_open', 'Incidents that wait for the owner; 1000 at most.'] as const),
    ofStatus(({ openIncidents: value }) => [{ value }]),
  );
  add(
    ...(['jigap_notices_undelivered', 'Messages that wait for a notice channel.'] as const),
    ofStatus(({ undelivered: value }) => [{ value }]),
  );
  add(
    ...(['jigap_last_backup_timestamp_seconds', 'When the last backup was made; absent: there is none.'] as const),
    ofStatus(({ lastBackupAt }) => instant(lastBackupAt)),
  );
  add(
    ...(['jigap_last_backup_failed', '1: the last try to make a backup failed.'] as const),
    ofStatus(({ lastBackupFailed }) => [{ value: Number(lastBackupFailed) }]),
  );
  add('jigap_ledger_check_problems', 'What the last check of the ledger found.', () => [
    { value: checkState().problems },
  ]);
  add('jigap_ledger_check_timestamp_seconds', 'When the ledger was last checked; absent: not yet.', () =>
    instant(checkState().lastAt),
  );
  add('jigap_build_info', 'The versions of jigap and of Node; 1.', () => [{ value: 1, labels: versions }], [
    ...['version', 'node'],
  ]);
  const startedAt = Math.round(Date.now() - process.uptime() * 1000);
  add('process_start_time_seconds', 'When the process began.', () => instant(startedAt));
  add('process_resident_memory_bytes', 'Memory of the process.', () => [{ value: process.memoryUsage.rss() }]);
}

const BUDGET_GAUGES = [
  ['jigap_budget_limit_usd', 'The limit of a budget of the wallet or of a class.', 'limit'],
  ['jigap_budget_spent_usd', 'What was spent of it in its current period.', 'spent'],
  ['jigap_budget_held_usd', 'What calls in flight hold of it.', 'held'],
] as const;

function budgetSample(budget: StatusReading['budgets'][number], field: 'limit' | 'spent' | 'held'): Sample {
  const { scope, scopeId, period } = budget;
  const class_id = scope === 'class' ? String(scopeId) : '';
  return { value: budget[field] / NANO_PER_USD, labels: { scope, class_id, period } };
}

function instant(ms: number | null): Sample[] {
  return ms === null ? [] : [{ value: ms / 1000 }];
}

export function addGauge(
  registry: Registry,
  names: { readonly name: string; readonly help: string; readonly labelNames: readonly string[] },
  read: ReadSamples,
): void {
  new Gauge({
    ...names,
    registers: [registry],
    async collect() {
      const samples = await read();
      // From here on without a pause: another scrape must not see half of it.
      this.reset();
      if (names.labelNames.length === 0) this.remove({});
      for (const { value, labels = {} } of samples) this.set(labels, value);
    },
  });
}
