import type { BudgetBalance } from '../../../ledger/budgets.ts';
import { percentUsed } from '../../components/budget-bar.ts';
import type { Site } from '../../web/deps.ts';
import type { OwnerView } from '../../web/view-context.ts';
import type { People } from '../people-filter/load-people.ts';

const NEAR_PERCENT = 80;
const MAX_STUDENTS = 10;
/** The balances of so many students take a millisecond or two; calls in flight go on between two batches. */
const STUDENTS_PER_BATCH = 50;
/** Of a database that is apart: it reads the balances, and each batch is several ways to it and back. */
const STUDENTS_PER_SHARED_BATCH = 500;

export interface NearLimit {
  readonly studentId: number;
  /** The budget of the student of which the largest share is used. */
  readonly balance: BudgetBalance;
}

/** The students who have used most of a budget of their own, the largest share first. */
export async function loadNearLimits({ students }: People, { now }: OwnerView, site: Site): Promise<NearLimit[]> {
  const ids = [...students].filter(([, { removed, archived }]) => !removed && !archived).map(([id]) => id);
  const found: NearLimit[] = [];
  const perBatch = site.store.cluster.isShared ? STUDENTS_PER_SHARED_BATCH : STUDENTS_PER_BATCH;
  for (let first = 0; first < ids.length; first += perBatch) {
    const batch = ids.slice(first, first + perBatch);
    const balances = await site.store.ledger.balancesOfStudents(batch, now);
    for (const [studentId, budgets] of balances) {
      const balance = budgets.filter(isNear).sort(byShare)[0];
      if (balance !== undefined) found.push({ studentId, balance });
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  return found.sort((a, b) => byShare(a.balance, b.balance)).slice(0, MAX_STUDENTS);
}

/** A budget of 0 without any use is not near its limit. */
function isNear(balance: BudgetBalance): boolean {
  return balance.spent + balance.held > 0 && percentUsed(balance) >= NEAR_PERCENT;
}

function byShare(a: BudgetBalance, b: BudgetBalance): number {
  return percentUsed(b) - percentUsed(a) || b.spent + b.held - (a.spent + a.held);
}
