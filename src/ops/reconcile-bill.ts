import { modelsOf } from '../ledger/index-models.ts';
import type { Catalogue } from '../ledger/prices.ts';
import { compareBill, type ReadBill, type Reconcile, type Reconciliation } from '../ledger/reconciliation.ts';
import { addUtcDays, startOfUtcDay, utcDay } from '../ledger/utc-days.ts';
import type { JournalStore } from '../store/journal-store.ts';
import type { RecordStore } from '../store/record-store.ts';
import type { Logger } from './logging.ts';

export interface ReconcileDeps {
  readonly records: Pick<RecordStore, 'servedUsage'>;
  readonly journal: Pick<JournalStore, 'raiseIncidentOnce' | 'firstStart'>;
  readonly readBill: ReadBill;
  /** Whose bill it is: calls of other providers are not compared. */
  readonly provider: string;
  readonly catalogue: Catalogue;
  /** A difference above this percentage is an incident. */
  readonly thresholdPercent: number;
  readonly logger: Logger;
  /** ms UTC. */
  readonly now: () => number;
}

/** A complete day that drifts becomes an incident, for a comparison by timer and for one by the owner. */
export function createReconcile(deps: ReconcileDeps): Reconcile {
  const { records, readBill, provider, thresholdPercent } = deps;
  const catalogue = modelsOf(provider, deps.catalogue);
  return async (from, to) => {
    const reading = await readBill(from, to);
    if ('unreadable' in reading) return reading;
    const range = { from: startOfUtcDay(from), to: startOfUtcDay(addUtcDays(to, 1)) };
    const ours = await records.servedUsage({ ...range, provider });
    const reconciliation = compareBill(ours, reading.bill, { from, to, catalogue, thresholdPercent });
    await raiseDrifts(deps, reconciliation);
    return { reconciliation };
  };
}

/** Once per day: an incident that the owner closed is not raised again. Days before the first start of jigap are ignored. */
async function raiseDrifts({ journal, logger, now }: ReconcileDeps, reconciliation: Reconciliation): Promise<void> {
  const today = utcDay(now());
  const began = await journal.firstStart();
  for (const day of daysThatDrift(reconciliation)) {
    if (day >= today || (began !== null && day < utcDay(began))) continue;
    const about = `on ${day} the provider's counts and the ledger's differ`;
    const rest = ` by more than ${reconciliation.thresholdPercent} %: see jigap reconcile --from ${day} --to ${day}`;
    const raised = await journal.raiseIncidentOnce('bill_drift', about, rest, now());
    if (raised) logger.warn({ day }, "the provider's bill and the ledger drift apart");
  }
}

function daysThatDrift({ days, rows }: Reconciliation): string[] {
  const drifting = new Set(rows.filter(({ tokens, money }) => !(tokens.within && money.within)).map(({ day }) => day));
  return days.filter(({ day, money }) => !money.within || drifting.has(day)).map(({ day }) => day);
}
