import type { BudgetRule, CarryTerms } from './budgets.ts';
import type { Money } from './money.ts';
import { type CalendarPeriod, type Period, type Window, windowAt } from './periods.ts';
import { DAY_MS } from './utc-days.ts';

/**
 * Carry-over: what is left of a window is added to the next one, at most one window's worth. It is fixed by the first hold
 * of the next window, and from then on the window before it has as much less: the same money is never in two windows,
 * whatever the clock does.
 */

/** Those that begin anew: a term or a total is followed by nothing. */
const CARRYING_PERIODS: readonly Period[] = ['day', 'week', 'month'] satisfies CalendarPeriod[];

/** No period is longer, daylight saving included. */
const MAX_PERIOD_MS = 32 * DAY_MS;

export function mayCarry(period: Period): boolean {
  return CARRYING_PERIODS.includes(period);
}

/** Whether something may be carried into a window: its rule and its scope were the same when the last one ended. */
export function carriesInto({ carry }: BudgetRule, { start }: Window): boolean {
  return carry !== null && carry.since < start;
}

/** The window before another one. */
export function lastWindow({ period, calendar }: BudgetRule, { start }: Window): Window {
  return windowAt(period, calendar, start - 1);
}

/** What is carried into a window, and what it is made of; in the unit of the budget. */
export interface CarryOver {
  readonly amount: number;
  /** Of one window. */
  readonly worth: number;
  /** Of the last window, beyond what was carried into it: spent or held. May be below zero. */
  readonly used: number;
}

/**
 * @param rule that carries into the window @param last the money of the window before
 * @param lastCarried what was carried into that one
 */
export function carryOver(rule: BudgetRule, window: Window, last: Money, lastCarried: number): CarryOver {
  const { limit, carry } = rule;
  // A limit that was changed since the last window ended was another one then: the lower counts.
  const isChanged = carry !== null && carry.limitChangedAt >= window.start;
  const worth = isChanged ? Math.min(limit, carry.lowestLimit) : limit;
  const used = last.spent + last.held - lastCarried;
  return { amount: Math.min(Math.max(0, worth - used), worth), worth, used };
}

/** What a carried amount counts for now: no more than the limit of today. */
export function countedCarry({ limit }: Pick<BudgetRule, 'limit'>, amount: number): number {
  return Math.min(amount, limit);
}

/**
 * The terms of a budget that is set. Turned on anew, nothing is carried out of a window that has ended.
 * @param before the limit and the terms so far; null: there was no budget @param wanted undefined: as it is
 * @param now ms UTC
 */
export function carryTerms(
  before: { readonly limit: number; readonly carry: CarryTerms | null } | null,
  { limit, carryOver: wanted }: { readonly limit: number; readonly carryOver?: boolean | undefined },
  now: number,
): CarryTerms | null {
  const carry = before?.carry ?? null;
  if (!(wanted ?? carry !== null)) return null;
  if (before === null || carry === null) return { since: now, lowestLimit: limit, limitChangedAt: now };
  if (before.limit === limit) return carry;
  const isLate = now - carry.limitChangedAt >= MAX_PERIOD_MS;
  const lowestLimit = Math.min(limit, before.limit, isLate ? limit : carry.lowestLimit);
  return { ...carry, lowestLimit, limitChangedAt: now };
}
