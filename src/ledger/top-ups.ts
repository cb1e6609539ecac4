import type { NanoUsd } from './money.ts';
import type { Money } from './placement.ts';

/** The wallet has none: it is the owner's own limit. */
export const TOP_UP_SCOPES = ['class', 'student'] as const;
export type TopUpScope = (typeof TOP_UP_SCOPES)[number];

/** What the owner grants: money once, until an instant. */
export interface TopUpFields {
  readonly scope: TopUpScope;
  readonly scopeId: number;
  /** Above zero. */
  readonly amount: NanoUsd;
  /** ms UTC, exclusive. */
  readonly endsAt: number;
  /** In the owner's words, for the student to read. */
  readonly reason: string | null;
}

/**
 * A budget of its own: a call that does not fit into the budgets of its scope is paid as a whole from one top-up of that
 * scope, and those budgets do not count it. Other scopes still apply. Instants are ms UTC.
 */
export interface TopUp extends TopUpFields {
  readonly id: number;
  readonly startsAt: number;
  readonly createdAt: number;
  /** From then on nothing is paid from it; what was spent stays spent. */
  readonly withdrawnAt: number | null;
}

/** A top-up with its money. */
export interface TopUpBalance extends TopUp, Money {}

/** Whether a call of that instant may be paid from it. @param at ms UTC */
export function isInEffect({ startsAt, endsAt, withdrawnAt }: TopUp, at: number): boolean {
  return withdrawnAt === null && startsAt <= at && at < endsAt;
}

/** What can still be spent while it is in effect. */
export function leftOf({ amount, spent, held, withdrawnAt }: TopUpBalance): NanoUsd {
  return withdrawnAt === null ? amount - spent - held : 0;
}
