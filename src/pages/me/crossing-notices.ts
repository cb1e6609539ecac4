import { payableIn } from '../../ledger/budgets.ts';
import { type StudentCrossing, studentCrossings } from '../../ledger/student-crossings.ts';
import type { BudgetCrossing } from '../../store/budget-crossing.ts';
import { type Html, html } from '../web/html.ts';
import type { StudentView } from '../web/view-context.ts';
import { type BudgetsOfStudent, budgetName } from './budget-status.ts';
import { MY_MONEY } from './money-texts.ts';
import { resetSentence } from './reset-time.ts';

const FULL = 100;
const NEAR = 80;

/** How much of each own budget is spent, in steps. Budgets with nothing left are told by moneyNotices. */
export function crossingNotices(
  view: StudentView,
  { own }: Pick<BudgetsOfStudent, 'own'>,
  crossings: readonly BudgetCrossing[],
): Html[] {
  return studentCrossings(
    own.filter((balance) => payableIn(balance) > 0),
    crossings,
  ).flatMap((crossing) => crossingNotice(view, crossing));
}

function crossingNotice(view: StudentView, { balance, threshold }: StudentCrossing): Html[] {
  const t = MY_MONEY(view);
  const name = budgetName(view, balance);
  if (threshold < FULL)
    return [html`<p class="notice${threshold < NEAR ? '' : ' near'}">${t.used(name, threshold)}</p>`];
  // A top-up pays what the budget cannot.
  if (balance.topUps !== null) return [];
  return [html`<p class="notice bad">${t.tooLittle(name)} ${resetSentence(view, balance)}</p>`];
}
