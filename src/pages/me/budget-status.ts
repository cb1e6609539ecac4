import { callerStatus } from '../../access/callers.ts';
import { type BudgetBalance, isPlainMoney, payableIn, unspentIn } from '../../ledger/budgets.ts';
import { sharedMoney, worstSharedMoney } from '../../ledger/shared-money.ts';
import { BUDGET } from '../components/budget-texts.ts';
import { notice } from '../components/notice.ts';
import { withCounted } from '../format/format-amount.ts';
import { formatDay, formatTime } from '../format/format-time.ts';
import { type Html, html } from '../web/html.ts';
import type { StudentView } from '../web/view-context.ts';
import { ASK_ID } from './money-requests/paths.ts';
import { MONEY_REQUESTS } from './money-requests/texts.ts';
import { MY_MONEY } from './money-texts.ts';
import { resetSentence } from './reset-time.ts';
import { ME } from './texts.ts';

const WEEK_MS = 7 * 24 * 60 * 60 * 1000;

export function mayCall(view: StudentView): boolean {
  return callerStatus(view.caller, view.now) === 'good';
}

/** Why calls are refused, or soon will be, for other reasons than money; and what to do. */
export function accessNotices(view: StudentView): Html[] {
  const t = ME(view);
  const { caller, now } = view;
  const { schoolClass, token } = caller;
  const day = (local: string | null | undefined) => (local ? formatDay(local, view, 'long') : '');
  const notices: Html[] = [];
  const status = callerStatus(caller, now);
  if (status === 'suspended') notices.push(notice('bad', t.suspended));
  if (status === 'not-yet') notices.push(notice('near', t.notYet(day(schoolClass?.startsOn))));
  if (status === 'over') notices.push(notice('bad', t.over(day(schoolClass?.endsOn))));
  if (token.revokedAt !== null)
    notices.push(notice('near', t.tokenReplaced(formatTime(token.revokedAt, view, 'moment'))));
  else if (token.expiresAt !== null && token.expiresAt - now < WEEK_MS) {
    notices.push(notice('near', t.tokenEnds(formatTime(token.expiresAt, view, 'moment'))));
  }
  return notices;
}

/** The budgets that every call must fit into. No amount is shown of those that others spend too. */
export interface BudgetsOfStudent {
  readonly own: readonly BudgetBalance[];
  readonly ofClass: readonly BudgetBalance[];
  readonly ofWallet: readonly BudgetBalance[];
}

/** Why money is missing. No alerts for screen readers: this part of the page is loaded again and again. */
export function moneyNotices(view: StudentView, { own, ofClass, ofWallet }: BudgetsOfStudent): Html[] {
  return [
    ...walletNotices(view, ofWallet),
    ...own
      .filter(hasNothingLeft)
      .map((balance) => namedNotice(view, balance, isPlainMoney(balance) ? askLink(view) : null)),
    ...ofClass.flatMap((balance) => classNotices(view, balance)),
  ];
}

function walletNotices(view: StudentView, wallet: readonly BudgetBalance[]): Html[] {
  const t = MY_MONEY(view);
  const [plain, others] = [wallet.filter(isPlainMoney), wallet.filter((balance) => !isPlainMoney(balance))];
  const ofSome = others.filter(hasNothingLeft).map((balance) => namedNotice(view, balance));
  const blocking = lastToReset(plain.filter(hasNothingLeft));
  if (blocking !== undefined) {
    return [emptyNotice(view, blocking, { spent: t.everybodySpent, held: t.everybodyHeld }), ...ofSome];
  }
  return worstSharedMoney(plain) === 'low' ? [lowNotice(t.everybodyLow), ...ofSome] : ofSome;
}

function classNotices(view: StudentView, balance: BudgetBalance): Html[] {
  if (hasNothingLeft(balance)) return [namedNotice(view, balance)];
  const { low } = MY_MONEY(view);
  return sharedMoney(balance) === 'low' ? [lowNotice(low(budgetName(view, balance)))] : [];
}

function namedNotice(view: StudentView, balance: BudgetBalance, link: Html | null = null): Html {
  const t = MY_MONEY(view);
  const name = budgetName(view, balance);
  const texts = isPlainMoney(balance)
    ? { spent: t.spent(name), held: t.held(name) }
    : { spent: t.usedUp(name), held: t.allHeld(name) };
  return emptyNotice(view, balance, texts, link);
}

/** More money of one's own helps only where the money of one's own is spent. */
function askLink(view: StudentView): Html | null {
  if (!mayCall(view) || view.caller.schoolClass?.takesMoneyRequests === false) return null;
  return html` <a href="#${ASK_ID}">${MONEY_REQUESTS(view).link}</a>`;
}

function lowNotice(text: string): Html {
  return html`<p class="notice near">${text}</p>`;
}

function emptyNotice(
  view: StudentView,
  balance: BudgetBalance,
  texts: { spent: string; held: string },
  link: Html | null = null,
): Html {
  if (!isSpent(balance)) return html`<p class="notice near">${texts.held}</p>`;
  const others = balance.selector === null ? null : ` ${MY_MONEY(view).othersGoOn}`;
  return html`<p class="notice bad">${texts.spent} ${resetSentence(view, balance)}${others}${link}</p>`;
}

/** Calls work again when the last of them has money; held money is released soonest. */
function lastToReset(empty: readonly BudgetBalance[]): BudgetBalance | undefined {
  return empty.toSorted((a, b) => Number(isSpent(b)) - Number(isSpent(a)) || b.window.end - a.window.end)[0];
}

function hasNothingLeft(balance: BudgetBalance): boolean {
  return payableIn(balance) <= 0;
}

function isSpent(balance: BudgetBalance): boolean {
  return unspentIn(balance) <= 0;
}

/** "This week", "Today · tokens of llama-3.2-3b"; for the class's own budget "The whole class, this month". */
export function budgetName(view: StudentView, balance: BudgetBalance): string {
  const { scope, period } = balance;
  const name = BUDGET[view.language].periods[period];
  if (scope === 'wallet') return withCounted(MY_MONEY(view).everybody(name), balance, view);
  return withCounted(scope === 'class' ? ME(view).classPeriod(name) : name, balance, view);
}
