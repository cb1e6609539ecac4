import type { Reconcile } from '../ledger/reconciliation.ts';
import type { JournalStore } from '../store/journal-store.ts';
import { BillingReconciler } from './billing-reconciler.ts';
import { createReconcile, type ReconcileDeps } from './reconcile-bill.ts';

export interface Billing {
  readonly reconcile: Reconcile;
  /** Compares by a timer what the owner may compare at any time. */
  readonly billingReconciler: BillingReconciler;
}

export function createBilling(deps: ReconcileDeps & { readonly journal: JournalStore }): Billing {
  const { journal, logger, now } = deps;
  const reconcile = createReconcile(deps);
  return { reconcile, billingReconciler: new BillingReconciler({ reconcile, journal, logger, now }) };
}
