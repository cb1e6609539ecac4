import type { Quantities } from './budget-units.ts';
import { type BudgetBalance, payableIn } from './budgets.ts';
import type { Estimate } from './estimate.ts';
import type { NanoUsd } from './money.ts';
import type { TokenUsage } from './prices.ts';

/** What a call asks of the ledger before it may go upstream. */
export interface HoldOrder {
  readonly studentId: number;
  readonly tokenId: number;
  readonly endpoint: string;
  /** The name the student used, and the model that really answers and is billed. */
  readonly model: string;
  readonly servedModel: string;
  /** Of the catalogue: a snapshot is served under its own name, and counts as its model. */
  readonly modelId: string;
  /** Which one is sent the call. */
  readonly provider: string;
  readonly priceVersion: string;
  readonly estimate: Estimate;
  /** Output cap per candidate, tokens. */
  readonly cap: number;
  /** The cap may be lowered to what is affordable, but not below this: the same as `cap` when the student named it. */
  readonly lowestCap: number;
  readonly now: number;
}

/** What a call may hold. */
export interface Grant {
  readonly amount: NanoUsd;
  /** What it holds of budgets in other units. */
  readonly quantities: Quantities;
  /** A budget counts the tokens or images of this call, so that they matter also where it costs nothing. */
  readonly countsTokens: boolean;
  /** The cap that was granted; below the order's cap only when the student named none. */
  readonly cap: number;
}

/** What a hold has left of the student's own money. */
export interface OwnMoney {
  /** Of the student's own budgets of money for every call, the one with the least left after this hold. */
  readonly ownBudget: BudgetBalance;
  /** The student's top-up that pays in place of the own budgets, with what this hold leaves of it; null: the budgets do. */
  readonly ownTopUp: { readonly id: number; readonly left: NanoUsd } | null;
}

/** A durable reservation. The caller of placeHold() must resolve it exactly once. */
export interface Hold extends Grant, OwnMoney {
  /** Also the id of the usage record that the hold becomes; ordered by time: see heldAt. */
  readonly id: number;
}

/** The most that the student's next call may hold of own money, once this one has cost so much. */
export function payableAfter({ amount, ownBudget, ownTopUp }: Omit<Hold, 'id'>, cost: NanoUsd): NanoUsd {
  const released = amount - cost;
  if (ownTopUp === null) return payableIn({ ...ownBudget, held: ownBudget.held - released });
  return Math.max(payableIn(ownBudget), ownTopUp.left + released);
}

/** `spent`: it is gone until the period ends. `held`: it is there, but calls in flight hold it for a moment. */
export interface InsufficientBudget {
  readonly why: 'spent' | 'held';
  /** The one that refuses: `needed` is in its unit. */
  readonly budget: BudgetBalance;
  /** Of the student's own budgets of money for every call, the one with the least left; `budget` if that is one. */
  readonly ownBudget: BudgetBalance;
  /** The largest cap that would fit now; 0 when not even the input does. */
  readonly affordableCap: number;
  /** What the call needs of `budget` at the requested cap (or at the lowest sensible one), in its unit. */
  readonly needed: number;
}

export type Placement = { readonly hold: Hold } | { readonly refused: InsufficientBudget };

export type Outcome =
  | 'ok'
  | 'shared'
  | 'shared_lost'
  | 'hung_up'
  | 'no_usage'
  | 'abandoned'
  | 'cancelled'
  | 'upstream_refused'
  | 'upstream_unreachable'
  | 'upstream_died'
  | 'upstream_timeout'
  | 'stopped'
  | 'crash';

/** How a hold ends. Exactly one of these, exactly once. */
export interface Resolution {
  readonly as: 'settle' | 'release' | 'expire';
  readonly cost: NanoUsd;
  /** What budgets in other units are charged; `usage` is what the provider said, and may be nothing. */
  readonly quantities: Quantities;
  readonly usage: TokenUsage;
  /** The tier whose price was paid; the default one when absent. */
  readonly tier?: 'flex';
  /** What a call that was answered with a classmate's answer would have cost. */
  readonly saved?: NanoUsd;
  readonly outcome: Outcome;
  /** Set when the owner must see it. */
  readonly incident: IncidentKind | null;
}

export interface Timing {
  readonly durationMs: number;
  readonly firstByteMs: number | null;
}

/** Something the owner must see. The first seven are about one call and can be refunded; the others about the server or the provider. */
export type IncidentKind =
  | 'overrun'
  | 'uncertain'
  | 'no_usage'
  | 'crash'
  | 'price_tier'
  | 'impossible_usage'
  | 'unexpected_usage'
  | 'upstream_key_refused'
  | 'upstream_key_resting'
  | 'upstream_key_unreadable'
  | 'upstream_out_of_money'
  | 'upstream_address'
  | 'upstream_down'
  | 'model_missing'
  | 'model_retiring'
  | 'ledger_fault'
  | 'bill_drift'
  | 'project_limit_missing'
  | 'project_limit_low'
  | 'backup_failed'
  | 'database_restored'
  | 'notice_channel';
