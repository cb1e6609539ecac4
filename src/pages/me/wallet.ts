import type { BudgetBalance } from '../../ledger/budgets.ts';
import { budgetBar } from '../components/budget-bar.ts';
import type { Site } from '../deps.ts';
import { type Html, html } from '../html.ts';
import { ME } from '../texts/me.ts';
import type { StudentVisit } from '../visit.ts';
import { lastCalls } from './calls.ts';
import { budgetName, moneyNotices } from './standing.ts';
import { usageByDay } from './usage-by-day.ts';

/** The numbers of the page: they move without reloading it. */
export async function walletPart(visit: StudentVisit, site: Site): Promise<Html> {
  const [balances, calls, days] = await Promise.all([
    balancesOf(visit, site),
    lastCalls(visit, site),
    usageByDay(visit, site),
  ]);
  const bars = balances.map((balance) =>
    budgetBar(visit, balance, {
      name: budgetName(visit, balance),
      size: balance.scope === 'student' ? 'large' : 'normal',
    }),
  );
  return html`${moneyNotices(visit, balances)}<div class="my-budgets"><h2 class="unseen">${ME[visit.language].left}</h2>${bars}</div>${calls}${days}`;
}

/** The student's own, and the class's: whatever can stand in the way. The wallet is the owner's affair. */
export async function balancesOf({ caller, now }: StudentVisit, { owner }: Site): Promise<BudgetBalance[]> {
  const { student, schoolClass } = caller;
  const { ledger } = owner.store;
  const [own, shared] = await Promise.all([
    ledger.balancesOf('student', student.id, now),
    schoolClass === null ? [] : ledger.balancesOf('class', schoolClass.id, now),
  ]);
  return [...own, ...shared];
}
