import { standingOf } from '../../access/callers.ts';
import { availableIn, type BudgetBalance } from '../../ledger/budgets.ts';
import { notice } from '../components/notice.ts';
import { type Html, html } from '../html.ts';
import { dayText, momentOf, timeText } from '../show-time.ts';
import { BUDGET } from '../texts/budget.ts';
import { ME } from '../texts/me.ts';
import { inZone, type StudentVisit } from '../visit.ts';

const WEEK_MS = 7 * 24 * 60 * 60 * 1000;

export function mayCall(visit: StudentVisit): boolean {
  return standingOf(visit.caller, visit.now) === 'good';
}

/** Why calls are refused whatever is left, or soon will be, and what to do. */
export function standingNotices(visit: StudentVisit): Html[] {
  const t = ME[visit.language];
  const { caller, now } = visit;
  const { schoolClass, token } = caller;
  const day = (local: string | null | undefined) => (local ? dayText(local, visit, 'long') : '');
  const notices: Html[] = [];
  const standing = standingOf(caller, now);
  if (standing === 'suspended') notices.push(notice('bad', t.suspended));
  if (standing === 'not-yet') notices.push(notice('near', t.notYet(day(schoolClass?.startsOn))));
  if (standing === 'over') notices.push(notice('bad', t.over(day(schoolClass?.endsOn))));
  if (token.revokedAt !== null)
    notices.push(notice('near', t.tokenReplaced(timeText(token.revokedAt, visit, 'moment'))));
  else if (token.expiresAt !== null && token.expiresAt - now < WEEK_MS) {
    notices.push(notice('near', t.tokenEnds(timeText(token.expiresAt, visit, 'moment'))));
  }
  return notices;
}

/** Why the money does not suffice, said quietly: this part of the page is renewed again and again. */
export function moneyNotices(visit: StudentVisit, balances: readonly BudgetBalance[]): Html[] {
  const t = ME[visit.language];
  return balances
    .filter((balance) => availableIn(balance) <= 0)
    .map((balance) => {
      const { window, calendar, spent, limit } = balance;
      const text =
        spent >= limit
          ? t.spent(budgetName(visit, balance), momentOf(window.end, inZone(visit, calendar.timeZone)))
          : t.held(budgetName(visit, balance));
      return html`<p class="notice ${spent >= limit ? 'bad' : 'near'}">${text}</p>`;
    });
}

/** "This week", and of the budget that all share "The whole class, this month". */
export function budgetName({ language }: StudentVisit, { scope, period }: BudgetBalance): string {
  const name = BUDGET[language].periods[period];
  return scope === 'class' ? ME[language].classPeriod(name) : name;
}
