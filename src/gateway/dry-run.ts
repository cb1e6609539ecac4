import type { Endpoint } from '../endpoints/endpoint.ts';
import { inBoth, selectorJson } from '../ledger/budget-json.ts';
import { type BudgetBalance, payableIn } from '../ledger/budgets.ts';
import { type DryRun, decideDryRun, type EstimatedCall } from '../ledger/dry-run.ts';
import type { InsufficientBudget } from '../ledger/holds.ts';
import { nanoToUsd } from '../ledger/money.ts';
import type { LedgerStore } from '../store/ledger-store.ts';
import type { KnownCaller } from './authenticate.ts';
import { parseBody } from './body/request-body.ts';
import type { Call } from './call.ts';
import { type ConversationTurns, singleTurn } from './conversations/conversation-turns.ts';
import { findModels } from './find-models.ts';
import { sharedBalances } from './me.ts';
import { type PrepareDeps, type PreparedCall, prepare } from './prepare.ts';
import { formatReset } from './refusals/money-shortage.ts';
import { Refusal, refuse } from './refusals/refusal.ts';

export interface DryRunDeps extends PrepareDeps {
  readonly ledger: LedgerStore;
  readonly turns: ConversationTurns;
}

/**
 * The worst case of a call, and whether it would be sent now: steps 4 and 5 of the request flow, and the decision of
 * step 6 without a hold, for the first model that there is money for. Nothing goes upstream.
 * @throws Refusal where the call would be refused for its body
 */
export async function runDry(
  call: KnownCaller,
  endpoint: Endpoint,
  body: unknown,
  deps: DryRunDeps,
): Promise<EstimatedCall> {
  const turn = endpoint.hasTurns ? await deps.turns.begin(call, body) : singleTurn(body);
  const { student, schoolClass } = call.caller;
  const [model, ...following] = findModels(call, endpoint, turn.body, deps.policy());
  const prepared = prepare(call, endpoint, turn.body, deps, turn.itemsBefore, model);
  const now = deps.now();
  const own = await deps.ledger.balancesOf('student', student.id, now);
  const shared = await sharedBalances(schoolClass, deps.ledger, now);
  const decide = (each: PreparedCall) => {
    const order = { ...each, modelId: each.model.id, endpoint: endpoint.kind };
    const decided = decideDryRun(order, { own, shared }, now);
    if (decided === null) throw refuse(call.reader, 'ledgerFailed');
    return estimatedCall(each, decided);
  };
  const first = decide(prepared);
  if (first.short?.why !== 'spent') return first;
  for (const next of following) {
    const run = ifItSuits(() => decide(prepare(call, endpoint, turn.body, deps, turn.itemsBefore, next)));
    if (run !== null && run.short?.why !== 'spent') return run;
  }
  return first;
}

/** null: the request does not suit a model that follows, which is passed over. */
function ifItSuits(run: () => EstimatedCall): EstimatedCall | null {
  try {
    return run();
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

function estimatedCall(prepared: PreparedCall, decided: DryRun): EstimatedCall {
  return {
    ...decided,
    model: prepared.requested,
    servedModel: prepared.served,
    inputTokensBound: prepared.estimate.inputTokensBound,
    maxTokens: prepared.checked.cap === null ? null : decided.cap,
    answers: prepared.estimate.candidates,
  };
}

/** The same for a page: of the text of a body, with the text of a refusal. */
export async function dryRunText(
  call: KnownCaller,
  endpoint: Endpoint,
  text: string,
  deps: DryRunDeps,
): Promise<EstimatedCall | { readonly refused: string }> {
  try {
    return await runDry(call, endpoint, parseBody(text, call.reader), deps);
  } catch (error) {
    if (error instanceof Refusal) return { refused: error.message };
    throw error;
  }
}

/** What /v1/dry-run answers. */
export async function dryRun(call: Call, endpoint: Endpoint, body: unknown, deps: DryRunDeps) {
  const { short, worstCase, fits, ...run } = await runDry(call, endpoint, body, deps);
  return {
    object: 'dry_run',
    endpoint: endpoint.kind,
    model: run.model,
    served_model: run.servedModel,
    input_tokens_bound: run.inputTokensBound,
    max_tokens: run.maxTokens,
    answers: run.answers,
    worst_case_usd: nanoToUsd(worstCase),
    fits,
    short_budget: short === null ? null : shortBudgetJson(short, formatReset(short.budget, call.caller)),
  };
}

export type DryRunJson = Awaited<ReturnType<typeof dryRun>>;

function shortBudgetJson({ why, budget }: InsufficientBudget, resets_at: string | null) {
  return {
    scope: budget.scope,
    period: budget.period,
    why,
    unit: budget.unit,
    selector: selectorJson(budget.selector),
    ...ofOwn('limit', budget.limit, budget),
    ...ofOwn('available', Math.max(0, payableIn(budget)), budget),
    resets_at,
  };
}

/** null for a budget that others share. */
function ofOwn<Name extends string>(name: Name, amount: number, { scope, unit }: BudgetBalance) {
  type Amounts = { [Field in Name | `${Name}_usd`]: number | null };
  if (scope === 'student') return inBoth(name, amount, unit) as Amounts;
  return { [name]: null, [`${name}_usd`]: null } as Amounts;
}
