import { availableIn, type BudgetBalance } from '../../ledger/budgets.ts';
import { resetsAt } from '../../ledger/periods.ts';
import { amountFigure, formatAmount, withCounted } from '../format/format-amount.ts';
import { formatMoney, placesFor } from '../format/format-money.ts';
import { formatMoment } from '../format/format-time.ts';
import { type Html, html, type Part } from '../web/html.ts';
import { inZone, type ViewContext } from '../web/view-context.ts';
import { badge } from './badge.ts';
import { BUDGET } from './budget-texts.ts';

export type BudgetState = 'good' | 'near' | 'over';

const NEAR_PERCENT = 80;
/** Of the bar's width: even a small held amount must be visible. */
const MIN_HELD_PERCENT = 0.8;

type Amounts = Pick<BudgetBalance, 'limit' | 'spent' | 'held'>;

/** near: at least NEAR_PERCENT of the limit is spent or held; over: nothing is left. */
export function budgetState(balance: Amounts): BudgetState {
  if (availableIn(balance) <= 0) return 'over';
  return percentUsed(balance) >= NEAR_PERCENT ? 'near' : 'good';
}

/** Spent and held together in percent of the limit; may be above 100. */
export function percentUsed({ limit, spent, held }: Amounts): number {
  return limit === 0 ? 100 : Math.floor(((spent + held) / limit) * 100);
}

/**
 * The bar of one budget with its numbers above and its reset below. Filled is spent, hatched is held, empty is left.
 * @param name by default the period's @param reset by default when the window ends
 */
export function budgetBar(
  view: ViewContext,
  balance: BudgetBalance,
  {
    name,
    size = 'normal',
    reset = resetText(view, balance),
  }: { readonly name?: string; readonly size?: 'normal' | 'large'; readonly reset?: string } = {},
): Html {
  const t = BUDGET[view.language];
  const left = leftIn(balance);
  const { spent, held, limit } = balance;
  const words = balance.unit === 'money' ? t.ofMoney : t.ofOthers;
  const figure = (amount: number) => amountFigure(amount, balance, view);
  return html`<div class="budget ${size} ${budgetState(balance)}">
<div class="budget-head"><h3 class="budget-name">${name ?? budgetTitle(view, balance)} ${stateBadge(view, balance)}</h3>
<p class="budget-left"><span class="word">${words.available}</span> <strong>${figure(left)}</strong> <span class="budget-limit"><span class="word">${t.limit}</span> ${figure(limit)}</span></p></div>
${barOf(view, balance)}
<div class="budget-foot"><p><span class="key-spent"></span>${words.spent} ${figure(spent)} ${
    held === 0
      ? null
      : html`<span title="${words.heldWhy}"><span class="key-held"></span>${words.held} ${figure(held)}</span>`
  }</p><p>${carryText(view, balance)}${reset}</p></div>
</div>`;
}

/** "This week", "Today · tokens of llama-3.2-3b". */
export function budgetTitle(view: ViewContext, balance: Pick<BudgetBalance, 'period' | 'unit' | 'selector'>): string {
  return withCounted(BUDGET[view.language].periods[balance.period], balance, view);
}

/** "+$0.20 carried over from last week." */
function carryText(view: ViewContext, { period, carry, carried, unit }: BudgetBalance): Part {
  if (carry === null || period === 'term' || period === 'total') return null;
  const t = BUDGET[view.language];
  if (carried <= 0) return `${t.carries} `;
  const amount =
    unit === 'money' ? formatMoney(carried, view, placesFor([carried], 4)) : formatAmount(carried, { unit }, view);
  return `${t.carried[period](amount)}. `;
}

/** What is left, for a column of amounts; 0 where there is no budget, or more than all is spent. */
export function leftIn(balance: Amounts | null): number {
  return balance === null ? 0 : Math.max(0, availableIn(balance));
}

/** Only the bar, for a row of a table; its numbers are its label. */
export function smallBar(view: ViewContext, balance: BudgetBalance): Html {
  return html`<span class="small-bar ${budgetState(balance)}">${barOf(view, balance)}</span>`;
}

export function stateBadge({ language }: ViewContext, balance: Amounts): Html | null {
  const state = budgetState(balance);
  if (state === 'good') return null;
  return state === 'over' ? badge(BUDGET[language].over, 'bad') : badge(BUDGET[language].near, 'near');
}

/** "Resets on Monday 30 November at 00:00", in the time zone of the budget's periods; never after the class's last day. */
export function resetText(view: ViewContext, { window, calendar }: Pick<BudgetBalance, 'window' | 'calendar'>): string {
  const t = BUDGET[view.language];
  const at = resetsAt(window, calendar);
  const moment = at === null ? null : formatMoment(at, inZone(view, calendar.timeZone));
  return moment === null ? t.never : t.resets(moment);
}

/** Widths are SVG attributes, because the CSP allows no style attribute. More than the limit still fits the bar. */
function barOf(view: ViewContext, balance: BudgetBalance): Html {
  const { spent, held, limit, unit } = balance;
  const t = BUDGET[view.language];
  const words = unit === 'money' ? t.ofMoney : t.ofOthers;
  const whole = Math.max(limit, spent + held, 1);
  const percent = (amount: number) => (amount / whole) * 100;
  const heldPercent = Math.max(MIN_HELD_PERCENT, percent(held));
  const figure = (amount: number) => formatAmount(amount, balance, view);
  const label = `${words.spent} ${figure(spent)}, ${words.held} ${figure(held)}, ${t.limit} ${figure(limit)}`;
  // A list has fifty of them: what has no width is left out.
  const spentPart =
    spent > 0 ? html`<rect class="bar-spent" width="${percent(spent).toFixed(2)}%" height="100%"/>` : null;
  const heldPart =
    held > 0
      ? html`<rect class="bar-held" x="${Math.min(percent(spent), 100 - heldPercent).toFixed(2)}%" width="${heldPercent.toFixed(2)}%" height="100%" fill="url(#hatch)"/>`
      : null;
  return html`<svg class="bar" width="100%" height="14" role="img" aria-label="${label}"><rect class="bar-paper" width="100%" height="100%"/>${spentPart}${heldPart}</svg>`;
}
