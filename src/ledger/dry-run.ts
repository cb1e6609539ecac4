import { type SelectedCall, selects } from './budget-selectors.ts';
import type { BudgetBalance, RuleBalance } from './budgets.ts';
import { type Estimate, holdFor } from './estimate.ts';
import type { InsufficientBudget } from './holds.ts';
import type { NanoUsd } from './money.ts';
import { decidePlacement, type PlacementDecision } from './placement.ts';
import { TOP_UP_SCOPES, type TopUpMoney } from './top-ups.ts';

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

interface Order extends SelectedCall {
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
  const counts = ({ selector }: BudgetBalance) => selects(selector, order);
  const ownCounting = own.filter(counts);
  const all = [...ownCounting, ...shared.filter(counts)];
  const byOwn = decidePlacement(order, ownCounting.map(ruleBalance), at, topUpsOf(own));
  const byAll = decidePlacement(order, all.map(ruleBalance), at, topUpsOf(all));
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
  return { rule: balance, window: balance.window, money: balance, carried: 0 };
}

/** One of each scope, which has what the top-ups of the scope have at most. */
function topUpsOf(balances: readonly BudgetBalance[]): TopUpMoney[] {
  return TOP_UP_SCOPES.flatMap((scope) => {
    const room = balances.find((balance) => balance.scope === scope && balance.topUps !== null)?.topUps ?? null;
    if (room === null) return [];
    const topUp = { id: 0, scope, amount: room.unspent };
    return [{ topUp, money: { spent: 0, held: room.unspent - room.left } }];
  });
}

function isRefusal(decision: PlacementDecision): decision is Extract<PlacementDecision, { readonly kind: 'refuse' }> {
  return decision.kind === 'refuse';
}
