import type { BudgetBalance } from './budgets.ts';
import { type Estimate, holdFor } from './estimate.ts';
import type { InsufficientBudget } from './holds.ts';
import type { NanoUsd } from './money.ts';
import { decidePlacement, type PlacementDecision, type RuleBalance } from './placement.ts';

/** What a call could cost at most, and whether it would be sent now. */
export interface DryRun {
  readonly worstCase: NanoUsd;
  /** The cap that would be granted, of each answer. */
  readonly cap: number;
  readonly fits: boolean;
  /** The first budget that refuses. Of one that others spend too, a student is told no amount. */
  readonly short: InsufficientBudget | null;
}

/** A dry run of one request, for whoever shows it. */
export interface EstimatedCall extends DryRun {
  readonly model: string;
  readonly servedModel: string;
  readonly inputTokensBound: number;
  /** Of each answer; null where there is no output to cap. */
  readonly maxTokens: number | null;
  readonly answers: number;
}

interface Order {
  readonly estimate: Estimate;
  readonly cap: number;
  readonly lowestCap: number;
}

/**
 * The decision of a placement, without a hold. The cap is lowered for own budgets only: what a shared one affords would
 * show what others spend. @param at ms UTC @returns null where a term budget does not contain the call
 */
export function decideDryRun(
  order: Order,
  { own, shared }: { readonly own: readonly BudgetBalance[]; readonly shared: readonly BudgetBalance[] },
  at: number,
): DryRun | null {
  const byOwn = decidePlacement(order, own.map(ruleBalance), at);
  const byAll = decidePlacement(order, [...own, ...shared].map(ruleBalance), at);
  if (byAll.kind === 'outside_window') return null;
  const cap = byOwn.kind === 'grant' ? byOwn.grant.cap : order.cap;
  const refusal = [byOwn, byAll].find(isRefusal);
  return {
    worstCase: holdFor(order.estimate, cap),
    cap,
    fits: byAll.kind === 'grant',
    short: refusal === undefined ? null : refusal.refused,
  };
}

function ruleBalance(balance: BudgetBalance): RuleBalance {
  return { rule: balance, window: balance.window, money: balance };
}

function isRefusal(decision: PlacementDecision): decision is Extract<PlacementDecision, { readonly kind: 'refuse' }> {
  return decision.kind === 'refuse';
}
