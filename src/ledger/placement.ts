import type { BudgetBalance, BudgetRule } from './budgets.ts';
import { affordableCap, holdFor } from './estimate.ts';
import type { Hold, HoldOrder, InsufficientBudget } from './holds.ts';
import type { NanoUsd } from './money.ts';
import type { Window } from './periods.ts';

export interface Money {
  readonly spent: NanoUsd;
  readonly held: NanoUsd;
}

/** A rule with the money in one of its windows. */
export interface RuleBalance {
  readonly rule: BudgetRule;
  readonly window: Window;
  readonly money: Money;
}

type Request = Pick<HoldOrder, 'estimate' | 'cap' | 'lowestCap'>;

/** `outside_window`: the term of a budget does not contain the call, which it therefore cannot carry. */
export type PlacementDecision =
  | { readonly kind: 'grant'; readonly grant: Omit<Hold, 'id'> }
  | { readonly kind: 'refuse'; readonly refused: InsufficientBudget }
  | { readonly kind: 'outside_window' };

/**
 * Whether a call may run, at which cap, and what it holds in every budget. Promise P1 is decided here and nowhere else:
 * a grant fits under every limit.
 * @param balances all that apply, the student's own among them @param at ms UTC of the hold
 */
export function decidePlacement(order: Request, balances: readonly RuleBalance[], at: number): PlacementDecision {
  // A balance that is opened anew is summed from the records of its window: what it carries must lie in it.
  if (balances.some(({ window }) => at < window.start || window.end <= at)) return { kind: 'outside_window' };
  const left = leastLeft(balances);
  const full = holdFor(order.estimate, order.cap);
  if (full <= left) return granted(order.cap, full, balances);
  const cap = affordableCap(order.estimate, order.cap, left);
  if (cap < order.lowestCap) return { kind: 'refuse', refused: refusalOf(order, balances, cap) };
  const lowered = holdFor(order.estimate, cap);
  if (lowered > left) throw new Error('a cap that was found affordable was not');
  return granted(cap, lowered, balances);
}

/** The budget with its money as of now: a copy. */
export function budgetBalance({ rule, window, money }: RuleBalance): BudgetBalance {
  return { ...rule, window, spent: money.spent, held: money.held };
}

/** Whether the balance is that of the rule's window around an instant, ms UTC. */
export function covers({ rule, window }: RuleBalance, now: number): boolean {
  // A term is the same at every instant; its dates only change with the rule.
  return rule.period === 'term' || (window.start <= now && now < window.end);
}

function leastLeft(balances: readonly RuleBalance[]): NanoUsd {
  let least = Number.POSITIVE_INFINITY;
  for (const balance of balances) least = Math.min(least, leftIn(balance));
  return least;
}

/** Nano-USD; negative after a limit was lowered. */
function leftIn({ rule, money }: RuleBalance): NanoUsd {
  return rule.limit - money.spent - money.held;
}

function granted(cap: number, amount: NanoUsd, balances: readonly RuleBalance[]): PlacementDecision {
  const own = budgetBalance(tightestOf(ownOf(balances)));
  return { kind: 'grant', grant: { amount, cap, ownBudget: { ...own, held: own.held + amount } } };
}

/** The budget that refuses: for good (`spent`) rather than for a moment (`held`). */
function refusalOf(order: Request, balances: readonly RuleBalance[], cap: number): InsufficientBudget {
  const needed = holdFor(order.estimate, order.lowestCap);
  const spentOut = balances.filter(({ rule, money }) => rule.limit - money.spent < needed);
  const tightest = tightestOf(spentOut.length > 0 ? spentOut : balances);
  const own = tightest.rule.scope === 'student' ? tightest : tightestOf(ownOf(balances));
  return {
    why: spentOut.length > 0 ? 'spent' : 'held',
    budget: budgetBalance(tightest),
    ownBudget: budgetBalance(own),
    affordableCap: Math.max(0, cap),
    needed,
  };
}

/** At least one: the wallet has a rule always. */
function tightestOf(balances: readonly RuleBalance[]): RuleBalance {
  return balances.reduce((least, one) => (leftIn(one) < leftIn(least) ? one : least));
}

/** At least one: the server's limit applies where the owner set none. */
function ownOf(balances: readonly RuleBalance[]): readonly RuleBalance[] {
  return balances.filter(({ rule }) => rule.scope === 'student');
}
