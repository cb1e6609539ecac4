import { amountIn, countsUse } from './budget-units.ts';
import { isPlainMoney, leftInRule, type RuleBalance } from './budgets.ts';
import { affordableCap, affordableCapIn, amountsFor } from './estimate.ts';
import type { Grant, HoldOrder, InsufficientBudget } from './holds.ts';
import type { NanoUsd } from './money.ts';
import { mostPayable, payingTopUp } from './payers.ts';
import { refusalOf } from './placement-refusal.ts';
import { NO_TOP_UPS, type TopUpMoney } from './top-ups.ts';

type Request = Pick<HoldOrder, 'estimate' | 'cap' | 'lowestCap'>;

/** The top-ups that pay in place of the budgets of their scope; null: the budgets do. */
export interface PaidBy<Account extends TopUpMoney = TopUpMoney> {
  readonly student: Account | null;
  readonly class: Account | null;
}

/** `outside_window`: the term of a budget does not contain the call, which it therefore cannot carry. */
export type PlacementDecision<Account extends TopUpMoney = TopUpMoney> =
  | { readonly kind: 'grant'; readonly grant: Grant; readonly paidBy: PaidBy<Account> }
  | { readonly kind: 'refuse'; readonly refused: InsufficientBudget }
  | { readonly kind: 'outside_window' };

const PAID_BY_BUDGETS: PaidBy<never> = { student: null, class: null };

/**
 * Whether a call may run, at which cap, and what it holds of what. Promise P1 is decided here and nowhere else: a grant
 * fits under every limit of the wallet, and in each other scope under all its limits or into one top-up. A top-up pays in
 * place of the money for every call only: limits of some calls, and of tokens, calls and images, hold whoever pays.
 * @param balances all that count the call, the student's own among them @param at ms UTC of the hold
 * @param topUps of the student and the class, in effect; the first that fits pays
 */
export function decidePlacement<Account extends TopUpMoney = TopUpMoney>(
  order: Request,
  balances: readonly RuleBalance[],
  at: number,
  topUps: readonly Account[] = NO_TOP_UPS,
): PlacementDecision<Account> {
  // A balance that is opened anew is summed from the records of its window: what it carries must lie in it.
  if (balances.some(({ window }) => at < window.start || window.end <= at)) return { kind: 'outside_window' };
  const { plain, others } = divide(balances);
  // A call that costs nothing takes nothing of a budget that is overdrawn.
  const left = Math.max(0, mostPayable(plain, topUps));
  if (fits(order, order.cap, left, others)) return granted(order, order.cap, balances, topUps);
  const cap = others.reduce(
    (least, one) => Math.min(least, affordableCapIn(one.rule.unit, order.estimate, order.cap, leftAtLeast0(one))),
    affordableCap(order.estimate, order.cap, left),
  );
  if (cap < order.lowestCap) return { kind: 'refuse', refused: refusalOf(order, balances, topUps, cap) };
  if (!fits(order, cap, left, others)) throw new Error('a cap that was found affordable was not');
  return granted(order, cap, balances, topUps);
}

const NONE: readonly RuleBalance[] = [];

/** `plain`: what top-ups pay in place of. Most classes have nothing else. */
function divide(balances: readonly RuleBalance[]): {
  readonly plain: readonly RuleBalance[];
  readonly others: readonly RuleBalance[];
} {
  if (balances.every(({ rule }) => isPlainMoney(rule))) return { plain: balances, others: NONE };
  const plain = balances.filter(({ rule }) => isPlainMoney(rule));
  return { plain, others: balances.filter((one) => !plain.includes(one)) };
}

function fits({ estimate }: Request, cap: number, left: NanoUsd, others: readonly RuleBalance[]): boolean {
  const amounts = amountsFor(estimate, cap);
  return amounts.money <= left && others.every((one) => amountIn(one.rule.unit, amounts) <= leftAtLeast0(one));
}

function leftAtLeast0(balance: RuleBalance): number {
  return Math.max(0, leftInRule(balance));
}

function granted<Account extends TopUpMoney>(
  { estimate }: Request,
  cap: number,
  balances: readonly RuleBalance[],
  topUps: readonly Account[],
): PlacementDecision<Account> {
  const { money: amount, ...quantities } = amountsFor(estimate, cap);
  const countsTokens = balances.some(({ rule }) => countsUse(rule.unit, quantities));
  const grant = { amount, quantities, countsTokens, cap };
  if (topUps.length === 0) return { kind: 'grant', grant, paidBy: PAID_BY_BUDGETS };
  const { plain } = divide(balances);
  const [student, ofClass] = (['student', 'class'] as const).map((scope) =>
    payingTopUp(scope, amount, plain, topUps),
  ) as [Account | null, Account | null];
  return { kind: 'grant', grant, paidBy: { student, class: ofClass } };
}
