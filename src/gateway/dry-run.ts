import type { Endpoint } from '../endpoints/endpoint.ts';
import { availableIn, type BudgetBalance } from '../ledger/budgets.ts';
import { holdFor } from '../ledger/estimate.ts';
import type { InsufficientBudget } from '../ledger/holds.ts';
import { nanoToUsd } from '../ledger/money.ts';
import { decidePlacement, type PlacementDecision, type RuleBalance } from '../ledger/placement.ts';
import type { LedgerStore } from '../store/ledger-store.ts';
import type { Call } from './call.ts';
import { type ConversationTurns, singleTurn } from './conversations/conversation-turns.ts';
import { sharedBalances } from './me.ts';
import { type PrepareDeps, prepare } from './prepare.ts';
import { formatReset } from './refusals/money-shortage.ts';
import { refuse } from './refusals/refusal.ts';

export interface DryRunDeps extends PrepareDeps {
  readonly ledger: LedgerStore;
  readonly turns: ConversationTurns;
}

/**
 * The worst case of a call, and whether it would be sent now: steps 4 and 5 of the request flow, and the decision of
 * step 6 without a hold. Nothing goes upstream. @throws Refusal where the call would be refused for its body
 */
export async function dryRun(call: Call, endpoint: Endpoint, body: unknown, deps: DryRunDeps) {
  const turn = endpoint.hasTurns ? await deps.turns.begin(call, body) : singleTurn(body);
  const prepared = prepare(call, endpoint, turn.body, deps, turn.itemsBefore);
  const { student, schoolClass } = call.caller;
  const now = deps.now();
  const own = (await deps.ledger.balancesOf('student', student.id, now)).map(ruleBalance);
  const shared = (await sharedBalances(schoolClass, deps.ledger, now)).map(ruleBalance);
  // The cap is lowered for own budgets only: what a shared one affords would show what others spend.
  const byOwn = decidePlacement(prepared, own, now);
  const byAll = decidePlacement(prepared, [...own, ...shared], now);
  if (byAll.kind === 'outside_window') throw refuse(call.reader, 'ledgerFailed');
  const cap = byOwn.kind === 'grant' ? byOwn.grant.cap : prepared.cap;
  return {
    object: 'dry_run',
    endpoint: endpoint.kind,
    model: prepared.requested,
    served_model: prepared.served,
    input_tokens_bound: prepared.estimate.inputTokensBound,
    // Of each answer; null where there is no output to cap.
    max_tokens: prepared.checked.cap === null ? null : cap,
    answers: prepared.estimate.candidates,
    worst_case_usd: nanoToUsd(holdFor(prepared.estimate, cap)),
    fits: byAll.kind === 'grant',
    short_budget: shortBudget(call, [byOwn, byAll]),
  };
}

function ruleBalance(balance: BudgetBalance): RuleBalance {
  return { rule: balance, window: balance.window, money: balance };
}

/** The first one that refuses; amounts are told of an own budget only. */
function shortBudget({ caller }: Call, decisions: readonly PlacementDecision[]) {
  for (const decision of decisions) {
    if (decision.kind === 'refuse')
      return shortBudgetJson(decision.refused, formatReset(decision.refused.budget, caller));
  }
  return null;
}

function shortBudgetJson({ why, budget }: InsufficientBudget, resets_at: string | null) {
  const isOwn = budget.scope === 'student';
  return {
    scope: budget.scope,
    period: budget.period,
    why,
    limit_usd: isOwn ? nanoToUsd(budget.limit) : null,
    available_usd: isOwn ? nanoToUsd(Math.max(0, availableIn(budget))) : null,
    resets_at,
  };
}
