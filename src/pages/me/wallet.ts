import { type BudgetBalance, WALLET_ID } from '../../ledger/budgets.ts';
import { budgetBar } from '../components/budget-bar.ts';
import type { Site } from '../deps.ts';
import { type Html, html } from '../html.ts';
import { ME } from '../texts/me.ts';
import type { StudentVisit } from '../visit.ts';
import { lastCalls } from './calls.ts';
import { comesBackNote } from './coming-back.ts';
import { budgetName, moneyNotices } from './standing.ts';
import { usageByDay } from './usage-by-day.ts';

/** The numbers of the page: they move without reloading it. */
export async function walletPart(visit: StudentVisit, site: Site): Promise<Html> {
  const [balances, wallet, calls, days] = await Promise.all([
    balancesOf(visit, site),
    site.owner.store.ledger.balancesOf('wallet', WALLET_ID, visit.now),
    lastCalls(visit, site),
    usageByDay(visit, site),
  ]);
  const bars = balances.map((balance) =>
    budgetBar(visit, balance, {
      name: budgetName(visit, balance),
      size: balance.scope === 'student' ? 'large' : 'normal',
      reset: comesBackNote(visit, balance),
    }),
  );
  return html`${moneyNotices(visit, balances, wallet)}<div class="my-budgets"><h2 class="unseen">${ME[visit.language].left}</h2>${bars}</div>${calls}${days}`;
}

/** The student's own, and the class's: those whose amounts a student may see. The wallet's are the owner's affair. */
export async function balancesOf({ caller, now }: StudentVisit, { owner }: Site): Promise<BudgetBalance[]> {
  const { student, schoolClass } = caller;
  const { ledger } = owner.store;
  const [own, shared] = await Promise.all([
    ledger.balancesOf('student', student.id, now),
    schoolClass === null ? [] : ledger.balancesOf('class', schoolClass.id, now),
  ]);
  return [...own, ...shared];
}
