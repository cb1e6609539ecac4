import { SCOPES } from './budgets.ts';
import type { Money } from './money.ts';
import { formatUsd, type NanoUsd } from './money.ts';
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
  readonly window: Window;
}

/** "student 12, week from 2026-11-22T15:00:00.000Z" */
export function nameBalance({ scope, scopeId, period, window }: StoredBalance): string {
  const owner = scope === 'wallet' ? 'wallet' : `${scope} ${scopeId}`;
  return `${owner}, ${period} from ${new Date(window.start).toISOString()}`;
}

/** The difference, not the two amounts: a problem keeps its text while calls go on. */
export function aboveOrBelow(drift: NanoUsd): string {
  return `${formatUsd(Math.abs(drift))} USD ${drift > 0 ? 'above' : 'below'}`;
}
