import type { NanoUsd } from '../../../ledger/money.ts';
import type { ModelUsage, UsageRow } from '../../../store/usage-report.ts';

/** Charts have so many colours. With more models, the last colour is for all the others. */
const MAX_SERIES = 6;

/** The models with a colour of their own, the most expensive first. */
export interface ModelSeries {
  readonly models: readonly string[];
  /** Whether the last series stands for all others. */
  readonly hasOthers: boolean;
}

export function groupSeries(rows: readonly Pick<UsageRow, 'models'>[]): ModelSeries {
  const costs = new Map<string, NanoUsd>();
  for (const { model, cost } of rows.flatMap(({ models = [] }) => models)) {
    costs.set(model, (costs.get(model) ?? 0) + cost);
  }
  const models = [...costs].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([model]) => model);
  if (models.length <= MAX_SERIES) return { models, hasOthers: false };
  return { models: models.slice(0, MAX_SERIES - 1), hasOthers: true };
}

/** The cost of each series. Their sum is that of the parts. */
export function costsBySeries(parts: readonly ModelUsage[], { models, hasOthers }: ModelSeries): NanoUsd[] {
  const costs = models.map((model) => sum(parts.filter((part) => part.model === model)));
  return hasOthers ? [...costs, sum(parts.filter(({ model }) => !models.includes(model)))] : costs;
}

function sum(parts: readonly ModelUsage[]): NanoUsd {
  return parts.reduce((cost, part) => cost + part.cost, 0);
}
