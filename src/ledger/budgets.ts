import { type BudgetSelector, selectorText } from './budget-selectors.ts';
import { BUDGET_UNITS, type BudgetUnit } from './budget-units.ts';
import type { Money, NanoUsd } from './money.ts';
import { type Calendar, PERIODS, type Period, type Window } from './periods.ts';
import type { TopUpRoom } from './top-ups.ts';

export const SCOPES = ['wallet', 'class', 'student'] as const;
export type Scope = (typeof SCOPES)[number];

/** `class-student`: a class's default limits for each of its students. */
const BUDGET_SCOPES = [...SCOPES, 'class-student'] as const;
type BudgetScope = (typeof BUDGET_SCOPES)[number];

/** The wallet is one: its budgets carry this scope id. */
export const WALLET_ID = 0;

/** What a limit is of. A scope has at most one limit for each. */
export interface BudgetKind {
  readonly period: Period;
  readonly unit: BudgetUnit;
  /** The calls that it counts; null: all of its scope. */
  readonly selector: BudgetSelector | null;
}

/** A limit as the owner says it: money of all calls, unless it says otherwise. */
export interface BudgetLimit {
  readonly period: Period;
  readonly unit?: BudgetUnit | undefined;
  readonly selector?: BudgetSelector | null | undefined;
  /** In its unit; money in nano-USD. */
  readonly limit: number;
  /** Whether what is left of a window is added to the next one; undefined: as it is, and not at first. */
  readonly carryOver?: boolean | undefined;
}

/** Since when a budget carries over; instants are ms UTC. */
export interface CarryTerms {
  /** Nothing is carried out of a window that ended before. */
  readonly since: number;
  /** Around the last change, and of the changes shortly before it. */
  readonly lowestLimit: NanoUsd;
  readonly limitChangedAt: number;
}

/** A limit that the owner set. */
export interface Budget extends BudgetKind {
  readonly id: number;
  readonly scope: BudgetScope;
  readonly scopeId: number;
  /** In its unit; money in nano-USD. */
  readonly limit: number;
  /** null: what is left of a window is gone at its end. */
  readonly carry: CarryTerms | null;
}

/** A limit as the owner sets it. */
export type BudgetOrder = BudgetLimit & Pick<Budget, 'scope' | 'scopeId'>;

type SetLimit = Pick<Budget, keyof BudgetKind | 'limit' | 'carry'> & { readonly carried?: number };

/** What the owner set of a budget, without who and when, and without what was carried into its window. */
export function limitOf({ period, unit, selector, limit, carry, carried = 0 }: SetLimit): BudgetLimit {
  return {
    period,
    ...(unit === 'money' ? {} : { unit }),
    ...(selector === null ? {} : { selector }),
    limit: limit - carried,
    ...(carry === null ? {} : { carryOver: true }),
  };
}

type SaidKind = Pick<BudgetLimit, keyof BudgetKind>;

/** With what a limit means that leaves them out. */
export function kindOf({ period, unit = 'money', selector = null }: SaidKind): BudgetKind {
  return { period, unit, selector };
}

/** Equal for limits of the same kind: a scope has at most one of them. */
export function kindKey(limit: SaidKind): string {
  const { period, unit, selector } = kindOf(limit);
  return `${period} ${unit} ${selectorText(selector)}`;
}

/** Money of all calls: what top-ups pay in place of, and what the server's own limits are. */
export function isPlainMoney({ unit, selector }: SaidKind): boolean {
  return (unit ?? 'money') === 'money' && (selector ?? null) === null;
}

/** One limit that a call must fit into, and where it comes from. */
export interface BudgetRule extends BudgetKind {
  /** In its unit; money in nano-USD. */
  readonly limit: number;
  readonly scope: Scope;
  readonly scopeId: number;
  readonly calendar: Calendar;
  /** `own`: set for this scope; `class`: the class's default for its students; `default`: the server's setting. */
  readonly source: 'own' | 'class' | 'default';
  /** The owner's record behind the rule; null for the server's setting. */
  readonly budgetId: number | null;
  /** null: nothing is carried over. */
  readonly carry: CarryTerms | null;
}

/** A rule with the amounts in one of its windows, in its unit. */
export interface RuleBalance {
  readonly rule: BudgetRule;
  readonly window: Window;
  readonly money: Money;
  /** What was carried into the window, less what it handed to the next one (which only a clock that goes back shows). */
  readonly carried: number;
}

/** What is left of the limit and of what was carried, in its unit; negative after a limit was lowered. */
export function leftInRule({ rule, carried, money }: RuleBalance): number {
  return rule.limit + carried - money.spent - money.held;
}

/** A rule with the amounts in its current period, in its unit. available may be negative after a limit was lowered. */
export interface BudgetBalance extends BudgetRule {
  /** Of this window: the owner's limit and what was carried into it. */
  readonly limit: number;
  /** The part of `limit` that was left of the last window; negative only after the clock went back. */
  readonly carried: number;
  readonly window: Window;
  readonly spent: number;
  readonly held: number;
  /** Of the top-ups of the scope in effect: a call that does not fit here may be paid by one. null: none can. */
  readonly topUps: TopUpRoom | null;
}

/** What a budget itself has left, in its unit. */
export function availableIn(balance: Pick<BudgetBalance, 'limit' | 'spent' | 'held'>): number {
  return balance.limit - balance.spent - balance.held;
}

type Payable = Pick<BudgetBalance, 'limit' | 'spent' | 'held' | 'topUps'>;

/** The most that one call may hold as far as this budget is concerned, in its unit: the budget itself or a top-up pays it. */
export function payableIn(balance: Payable): number {
  return Math.max(availableIn(balance), balance.topUps?.left ?? Number.NEGATIVE_INFINITY);
}

/** The same once the calls in flight released what they hold. */
export function unspentIn({ limit, spent, topUps }: Payable): number {
  return Math.max(limit - spent, topUps?.unspent ?? Number.NEGATIVE_INFINITY);
}

/** No engine's schema lists scopes, periods and units: this does. @throws RangeError */
export function checkBudget({ scope, period, unit = 'money' }: Pick<BudgetOrder, 'scope' | 'period' | 'unit'>): void {
  if (!BUDGET_SCOPES.includes(scope)) throw new RangeError(`"${scope}" is not a scope of budgets`);
  if (!PERIODS.includes(period)) throw new RangeError(`"${period}" is not a period of budgets`);
  if (!BUDGET_UNITS.includes(unit)) throw new RangeError(`"${unit}" is not a unit of budgets`);
}
