import type { BudgetUnit } from './budget-units.ts';
import { SCOPES } from './budgets.ts';
import { formatUsd, type Money } from './money.ts';
import type { Window } from './periods.ts';

/** `top-up`: the scope id is that of the top-up, whose only window it is. */
export const STORED_SCOPES = [...SCOPES, 'top-up'] as const;
export type StoredScope = (typeof STORED_SCOPES)[number];

/** The period of the row of a top-up: it has one window. */
export const TOP_UP_PERIOD = 'once';

/** A row of the balances, as a store keeps it. */
export interface StoredBalance extends Money {
  readonly id: number;
  readonly scope: StoredScope;
  readonly scopeId: number;
  readonly period: string;
  readonly unit: BudgetUnit;
  /** selectorText(). */
  readonly selector: string;
  readonly window: Window;
}

/** "student 12, week from 2026-11-22T15:00:00.000Z"; "student 12, tokens of models:llama-3.2-3b, week from ..." */
export function nameBalance({ scope, scopeId, period, unit, selector, window }: StoredBalance): string {
  const owner = scope === 'wallet' ? 'wallet' : `${scope} ${scopeId}`;
  const counted = selector === '' ? unit : `${unit} of ${selector}`;
  return `${owner}, ${counted === 'money' ? '' : `${counted}, `}${period} from ${new Date(window.start).toISOString()}`;
}

/** Of the same scope, period, unit and selector: windows that follow each other. */
export function isSameSeries(one: StoredBalance, other: StoredBalance): boolean {
  return (
    one.scope === other.scope &&
    one.scopeId === other.scopeId &&
    one.period === other.period &&
    one.unit === other.unit &&
    one.selector === other.selector
  );
}

/** The difference, not the two amounts: a problem keeps its text while calls go on. */
export function aboveOrBelow(drift: number, unit: BudgetUnit = 'money'): string {
  const amount = unit === 'money' ? `${formatUsd(Math.abs(drift))} USD` : `${Math.abs(drift)} ${unit}`;
  return `${amount} ${drift > 0 ? 'above' : 'below'}`;
}
