import type { Catalogue } from '../ledger/prices.ts';
import { compareBill, type ReadBill, type Reconcile } from '../ledger/reconciliation.ts';
import { addUtcDays, startOfUtcDay } from '../ledger/utc-days.ts';
import type { RecordStore } from '../store/store.ts';

export interface ReconcilerDeps {
  readonly records: Pick<RecordStore, 'servedUsage'>;
  readonly readBill: ReadBill;
  readonly catalogue: Catalogue;
  /** A larger drift than this is one. */
  readonly thresholdPercent: number;
}

export function createReconciler({ records, readBill, catalogue, thresholdPercent }: ReconcilerDeps): Reconcile {
  return async (from, to) => {
    const reading = await readBill(from, to);
    if ('unreadable' in reading) return reading;
    const ours = await records.servedUsage(startOfUtcDay(from), startOfUtcDay(addUtcDays(to, 1)));
    return { reconciliation: compareBill(ours, reading.bill, { from, to, catalogue, thresholdPercent }) };
  };
}
