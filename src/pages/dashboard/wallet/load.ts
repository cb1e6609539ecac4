import type { Budget } from '../../../ledger/budgets.ts';
import type { Site } from '../../web/deps.ts';

/** The limits that the owner set. */
export function loadWalletLimits({ store }: Site): Promise<readonly Budget[]> {
  return store.ledger.listBudgets({ scope: 'wallet' });
}
