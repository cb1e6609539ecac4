import { type BudgetBalance, leftInRule, type RuleBalance } from './budgets.ts';
import { affordableCap, holdFor, tokensFor } from './estimate.ts';
import type { Hold, HoldOrder, InsufficientBudget } from './holds.ts';
import type { NanoUsd } from './money.ts';
import { mostPayable, payingTopUp, roomOf } from './payers.ts';
import { leftInTopUp, NO_TOP_UPS, type TopUpMoney } from './top-ups.ts';

type Request = Pick<HoldOrder, 'estimate' | 'cap' | 'lowestCap'>;

/** The top-ups that pay in place of the budgets of their scope; null: the budgets do. */
export interface PaidBy<Account extends TopUpMoney = TopUpMoney> {
  readonly student: Account | null;
  readonly class: Account | null;
}

/** `outside_window`: the term of a budget does not contain the call, which it therefore cannot carry. */
export type PlacementDecision<Account extends TopUpMoney = TopUpMoney> =
  | { readonly kind: 'grant'; readonly grant: Omit<Hold, 'id'>; readonly paidBy: PaidBy<Account> }
  | { readonly kind: 'refuse'; readonly refused: InsufficientBudget }
  | { readonly kind: 'outside_window' };

const PAID_BY_BUDGETS: PaidBy<never> = { student: null, class: null };

/**
 * Whether a call may run, at which cap, and what it holds of what. Promise P1 is decided here and nowhere else: a grant
 * fits under every limit of the wallet, and in each other scope under all its limits or into one top-up.
 * @param balances all that apply, the student's own among them @param at ms UTC of the hold
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
  const left = mostPayable(balances, topUps);
  const full = holdFor(order.estimate, order.cap);
  if (full <= left) return granted(order, order.cap, balances, topUps);
  const cap = affordableCap(order.estimate, order.cap, left);
  if (cap < order.lowestCap) return { kind: 'refuse', refused: refusalOf(order, balances, topUps, cap) };
  const lowered = holdFor(order.estimate, cap);
  if (lowered > left) throw new Error('a cap that was found affordable was not');
  return granted(order, cap, balances, topUps);
}

/** The budget with its money as of now: a copy. @param topUps those in effect; the ones of its scope count */
export function budgetBalance(
  { rule, window, money, carried }: RuleBalance,
  topUps: readonly TopUpMoney[] = NO_TOP_UPS,
): BudgetBalance {
  const { spent, held } = money;
  return {
    ...rule,
    limit: rule.limit + carried,
    carried,
    window,
    spent,
    held,
    topUps: topUps.length === 0 ? null : roomOf(rule.scope, topUps),
  };
}

/** Whether the balance is that of the rule's window around an instant, ms UTC. */
export function covers({ rule, window }: Pick<RuleBalance, 'rule' | 'window'>, now: number): boolean {
  // A term is the same at every instant; its dates only change with the rule.
  return rule.period === 'term' || (window.start <= now && now < window.end);
}

function granted<Account extends TopUpMoney>(
  { estimate }: Request,
  cap: number,
  balances: readonly RuleBalance[],
  topUps: readonly Account[],
): PlacementDecision<Account> {
  const amount = holdFor(estimate, cap);
  const quantities = { tokens: tokensFor(estimate, cap), calls: 1, images: 0 };
  const countsTokens = balances.some(({ rule }) => rule.unit === 'tokens');
  const held = { amount, quantities, countsTokens, cap };
  const tightest = tightestOf(ownOf(balances));
  if (topUps.length === 0) {
    const own = budgetBalance(tightest);
    const ownBudget = { ...own, held: own.held + amount };
    return { kind: 'grant', grant: { ...held, ownBudget, ownTopUp: null }, paidBy: PAID_BY_BUDGETS };
  }
  const [student, ofClass] = (['student', 'class'] as const).map((scope) =>
    payingTopUp(scope, amount, balances, topUps),
  ) as [Account | null, Account | null];
  const own = budgetBalance(
    tightest,
    topUps.map((one) => (one === student ? withHold(one, amount) : one)),
  );
  const ownBudget = student === null ? { ...own, held: own.held + amount } : own;
  const ownTopUp = student === null ? null : { id: student.topUp.id, left: leftInTopUp(student) - amount };
  return { kind: 'grant', grant: { ...held, ownBudget, ownTopUp }, paidBy: { student, class: ofClass } };
}

function withHold({ topUp, money: { spent, held } }: TopUpMoney, amount: NanoUsd): TopUpMoney {
  return { topUp, money: { spent, held: held + amount } };
}

/** The budget that refuses: for good (`spent`) rather than for a moment (`held`). One whose scope a top-up pays does not. */
function refusalOf(
  order: Request,
  balances: readonly RuleBalance[],
  topUps: readonly TopUpMoney[],
  cap: number,
): InsufficientBudget {
  const needed = holdFor(order.estimate, order.lowestCap);
  const rooms = { wallet: null, class: roomOf('class', topUps), student: roomOf('student', topUps) };
  const spentOut = balances.filter(
    ({ rule, carried, money }) =>
      rule.limit + carried - money.spent < needed && (rooms[rule.scope]?.unspent ?? Number.NEGATIVE_INFINITY) < needed,
  );
  const short = balances.filter(({ rule }) => (rooms[rule.scope]?.left ?? Number.NEGATIVE_INFINITY) < needed);
  const tightest = tightestOf(spentOut.length > 0 ? spentOut : short);
  const own = tightest.rule.scope === 'student' ? tightest : tightestOf(ownOf(balances));
  return {
    why: spentOut.length > 0 ? 'spent' : 'held',
    budget: budgetBalance(tightest, topUps),
    ownBudget: budgetBalance(own, topUps),
    affordableCap: Math.max(0, cap),
    needed,
  };
}

/** At least one: the wallet has a rule always. */
function tightestOf(balances: readonly RuleBalance[]): RuleBalance {
  return balances.reduce((least, one) => (leftInRule(one) < leftInRule(least) ? one : least));
}

/** At least one: the server's limit applies where the owner set none. */
function ownOf(balances: readonly RuleBalance[]): readonly RuleBalance[] {
  return balances.filter(({ rule }) => rule.scope === 'student');
}
