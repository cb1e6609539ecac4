import type { Money, NanoUsd } from './money.ts';

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

/** A grant that may be sent twice, as a form may be by two clicks. */
export interface TopUpOrder extends TopUpFields {
  /** The newest top-up that the sender knew of: the same one that was granted since is this one. undefined: none is. */
  readonly newestId?: number | undefined;
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

/** What a placement must know of a top-up. */
export interface TopUpMoney {
  readonly topUp: Pick<TopUp, 'id' | 'scope' | 'amount'>;
  readonly money: Money;
}

/** Nano-USD. */
export function leftInTopUp({ topUp, money }: TopUpMoney): NanoUsd {
  return topUp.amount - money.spent - money.held;
}

/** What the top-ups of a scope can do for one call: the most that one of them has. */
export interface TopUpRoom {
  /** Less what calls in flight hold of it. */
  readonly left: NanoUsd;
  /** With what calls in flight hold of it. */
  readonly unspent: NanoUsd;
}

export const NO_TOP_UPS: readonly never[] = [];

/** @returns those that may pay a call of that instant, ms UTC; what ends first comes first */
export function payingAt(topUps: readonly TopUp[], at: number): readonly TopUp[] {
  return topUps.filter((topUp) => isInEffect(topUp, at)).sort((a, b) => a.endsAt - b.endsAt || a.id - b.id);
}
