import { type BudgetBalance, isPlainMoney, WALLET_ID } from '../../ledger/budgets.ts';
import { budgetBar } from '../components/budget-bar.ts';
import { plainFirst } from '../format/format-amount.ts';
import type { Site } from '../web/deps.ts';
import { type Html, html } from '../web/html.ts';
import type { StudentView } from '../web/view-context.ts';
import { budgetName, moneyNotices } from './budget-status.ts';
import { crossingNotices } from './crossing-notices.ts';
import { lastCalls } from './last-calls.ts';
import { lessonNotice } from './lessons/lesson-notice.ts';
import { resetNote } from './reset-time.ts';
import { ME } from './texts.ts';
import { leftOfAll, loadTopUps, topUpList } from './top-ups.ts';
import { usageByDay } from './usage-by-day.ts';

/** The numbers of the page, which live.js loads again. Amounts are of the student's own budgets only. */
export async function liveNumbers(view: StudentView, site: Site): Promise<Html> {
  const { student, schoolClass } = view.caller;
  const { ledger } = site.store;
  const [own, ofClass, ofWallet, ownTopUps, classTopUps, crossings, calls, days] = await Promise.all([
    ledger.balancesOf('student', student.id, view.now),
    schoolClass === null ? [] : ledger.balancesOf('class', schoolClass.id, view.now),
    ledger.balancesOf('wallet', WALLET_ID, view.now),
    loadTopUps('student', student.id, view, site),
    schoolClass === null ? [] : loadTopUps('class', schoolClass.id, view, site),
    site.store.notices.crossingsOf(student.id, view.now),
    lastCalls(view, site),
    usageByDay(view, site),
  ]);
  const bars = plainFirst(own).map((balance) =>
    budgetBar(view, balance, {
      name: budgetName(view, balance),
      size: 'large',
      reset: resetNote(view, balance),
    }),
  );
  // Where a top-up still pays, calls go on although the budget is spent.
  const short = {
    own: leftOfAll(ownTopUps) > 0 ? own.filter(isOther) : own,
    ofClass: leftOfAll(classTopUps) > 0 ? ofClass.filter(isOther) : ofClass,
    ofWallet,
  };
  return html`${lessonNotice(view)}${moneyNotices(view, short)}${crossingNotices(view, { own }, crossings)}<div class="my-budgets"><h2 class="unseen">${ME(view).left}</h2>${bars}</div>${topUpList(view, ownTopUps)}${calls}${days}`;
}

/** Top-ups are money: they pay in place of no other limit. */
function isOther(balance: BudgetBalance): boolean {
  return !isPlainMoney(balance);
}
