import { type Budget, type BudgetLimit, kindKey } from './budgets.ts';
import type { DefaultLimits } from './effective-rules.ts';
import { firstIdAt, heldAt } from './hold-ids.ts';
import type { Calendar, Window } from './periods.ts';

/**
 * Balances are a cache of the records; limits are checked against them. A change of rules drops the balances that it
 * touches. Each is summed from the records when it is next needed, so no change of limits, dates, zones or classes resets what was spent.
 */
export type Invalidation = InvalidatedScope & {
  /** Windows are cut as before, and no limit took the place of another: what is carried over stays. */
  readonly keepsCarry?: boolean;
};

type InvalidatedScope =
  | { readonly scope: 'all' }
  | { readonly scope: 'wallet' }
  /** `class`: those of the class and of all its students, who share its dates, zone and default limits. */
  | { readonly scope: 'class' | 'student'; readonly scopeId: number };

/**
 * Adding or removing a limit drops balances; changing its amount does not. A student's own limit that is removed may make
 * way for the one of the class, which had no say in the last window.
 */
export function budgetInvalidation(
  { scope, scopeId }: Pick<Budget, 'scope' | 'scopeId'>,
  change: 'added' | 'removed',
): Invalidation {
  if (scope === 'wallet') return { scope, keepsCarry: true };
  if (scope === 'student') return { scope, scopeId, keepsCarry: change === 'added' };
  return { scope: 'class', scopeId, keepsCarry: true };
}

/** Whether windows are cut elsewhere from now on. */
export function calendarMoved(before: Calendar, after: Calendar): boolean {
  return (
    before.timeZone !== after.timeZone ||
    before.termStartsOn !== after.termStartsOn ||
    before.termEndsOn !== after.termEndsOn
  );
}

/**
 * The settings that decide which balances exist, as a text to compare at the next start. The amount of a limit is not
 * in it: every hold reads it.
 */
export function serverRulesKey(defaults: DefaultLimits, timeZone: string): string {
  return JSON.stringify({ timeZone, defaults: Object.keys(defaults).sort() });
}

/**
 * Since when rules that are changed now apply: now, or just after the newest call, should the clock have gone back.
 * @param newestId the highest id of a hold or record; 0 when there is none
 */
export function rulesSince(now: number, newestId: number): number {
  return newestId === 0 ? now : Math.max(now, heldAt(newestId) + 1);
}

/** Of a wallet, class or student; ms UTC. */
export interface ScopeHistory {
  /** The balances of the current rules have been kept without a gap since then. */
  readonly rulesSince: number;
  /** No record of the scope is older. */
  readonly recordsSince: number;
  /** Nothing is carried out of a window that ended before. */
  readonly carriesSince: number;
}

/** Half-open ranges of ids. */
export interface OpeningSums {
  readonly records: readonly [from: number, to: number];
  readonly holds: readonly [from: number, to: number];
}

/**
 * What a balance is summed from when it is opened. null: it is empty, because the rule has applied since before the
 * window began, and the first call of the window would have opened it.
 */
export function openingSums(
  { start, end }: Window,
  history: Pick<ScopeHistory, 'rulesSince' | 'recordsSince'>,
): OpeningSums | null {
  if (start >= history.rulesSince) return null;
  const to = firstIdAt(end);
  return { records: [firstIdAt(Math.max(start, history.recordsSince)), to], holds: [firstIdAt(start), to] };
}

/** What makes the limits of a scope exactly the wanted ones. */
export function planLimits<Limit extends Omit<BudgetLimit, 'limit'>>(
  current: readonly Limit[],
  wanted: readonly BudgetLimit[],
): { readonly remove: readonly Limit[]; readonly set: readonly BudgetLimit[] } {
  const kinds = new Set(wanted.map(kindKey));
  return { remove: current.filter((old) => !kinds.has(kindKey(old))), set: wanted };
}
