import type { BudgetBalance } from '../../../ledger/budgets.ts';
import { percentUsed } from '../../components/budget-bar.ts';
import type { Site } from '../../web/deps.ts';
import type { OwnerView } from '../../web/view-context.ts';
import type { People } from '../people-filter/load-people.ts';

const NEAR_PERCENT = 80;
const MAX_STUDENTS = 10;
/** The balances of so many students take a millisecond or two; calls in flight go on between two batches. */
const STUDENTS_PER_BATCH = 50;
/** Of a database that is apart: each batch is several ways to it and back, and they are read side by side. */
const STUDENTS_PER_SHARED_BATCH = 500;

export interface NearLimit {
  readonly studentId: number;
  /** The budget of the student of which the largest share is used. */
  readonly balance: BudgetBalance;
}

/** The students who have used most of a budget of their own, the largest share first. */
export async function loadNearLimits({ students }: People, { now }: OwnerView, site: Site): Promise<NearLimit[]> {
  const ids = [...students].filter(([, { removed, archived }]) => !removed && !archived).map(([id]) => id);
  const { ledger, cluster } = site.store;
  const found: NearLimit[] = [];
  const look = async (batch: readonly number[]) => {
    for (const [studentId, budgets] of await ledger.balancesOfStudents(batch, now)) {
      const balance = budgets.filter(isNear).sort(byShare)[0];
      if (balance !== undefined) found.push({ studentId, balance });
    }
  };
  if (cluster.isShared) await Promise.all(batchesOf(ids, STUDENTS_PER_SHARED_BATCH).map(look));
  else {
    for (const batch of batchesOf(ids, STUDENTS_PER_BATCH)) {
      await look(batch);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  return found.sort((a, b) => byShare(a.balance, b.balance) || a.studentId - b.studentId).slice(0, MAX_STUDENTS);
}

function batchesOf(ids: readonly number[], size: number): number[][] {
  return Array.from({ length: Math.ceil(ids.length / size) }, (_, n) => ids.slice(n * size, (n + 1) * size));
}

/** A budget of 0 without any use is not near its limit. */
function isNear(balance: BudgetBalance): boolean {
  return balance.spent + balance.held > 0 && percentUsed(balance) >= NEAR_PERCENT;
}

function byShare(a: BudgetBalance, b: BudgetBalance): number {
  return percentUsed(b) - percentUsed(a) || b.spent + b.held - (a.spent + a.held);
}
