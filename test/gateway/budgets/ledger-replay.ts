import type { HoldOrder, InsufficientBudget } from '../../../src/ledger/holds.ts';
import type { UpstreamCallSeen } from '../../support/scripted-upstream.ts';
import type { Placed, Resolved } from '../../support/watched-ledger.ts';

/** One budget of the model, in nano-USD. */
export interface ModelBudget {
  readonly limit: number;
  spent: number;
  held: number;
}

/**
 * Replays all requests to the ledger, in order, on a simple model. Returns a sentence for every decision that differs, and
 * for every moment at which spent + held was above a limit.
 * @param budgets all budgets of the student behind an order
 */
export function findLedgerErrors(
  events: readonly (Placed | Resolved)[],
  budgets: (studentId: number) => readonly ModelBudget[],
): string[] {
  const errors: string[] = [];
  const open = new Map<number, { readonly amount: number; readonly from: readonly ModelBudget[] }>();
  for (const [index, event] of events.entries()) {
    if (event.kind === 'resolve') {
      const hold = open.get(event.holdId);
      if (hold === undefined) errors.push(`event ${index}: hold ${event.holdId} was not open`);
      for (const budget of hold?.from ?? []) {
        budget.held -= hold?.amount ?? 0;
        budget.spent += event.resolution.cost;
      }
      open.delete(event.holdId);
      continue;
    }
    const from = budgets(event.order.studentId);
    const expected = decide(event.order, from);
    const { placement } = event;
    const seen = placement === null ? 'nothing' : 'hold' in placement ? granted(placement.hold) : placement.refused.why;
    const wanted = typeof expected === 'string' ? expected : granted(expected);
    if (seen !== wanted) errors.push(`event ${index}: ${seen} instead of ${wanted}`);
    if (placement === null || 'refused' in placement) continue;
    open.set(placement.hold.id, { amount: placement.hold.amount, from });
    for (const budget of from) {
      budget.held += placement.hold.amount;
      if (budget.spent + budget.held > budget.limit) errors.push(`event ${index}: more is promised than there is`);
    }
  }
  for (const id of open.keys()) errors.push(`hold ${id} was never resolved`);
  return errors;
}

interface Grant {
  readonly cap: number;
  readonly amount: number;
}

function granted({ cap, amount }: Grant): string {
  return `${amount} for ${cap} tokens`;
}

function decide(
  { estimate, cap, lowestCap }: HoldOrder,
  from: readonly ModelBudget[],
): Grant | InsufficientBudget['why'] {
  const cost = (tokens: number) => Math.ceil((estimate.inputPico + tokens * estimate.picoPerCapToken) / 1000);
  const left = Math.min(...from.map(({ limit, spent, held }) => limit - spent - held));
  for (let tokens = cap; tokens >= lowestCap; tokens--) {
    if (cost(tokens) <= left) return { cap: tokens, amount: cost(tokens) };
  }
  return from.some(({ limit, spent }) => limit - spent < cost(lowestCap)) ? 'spent' : 'held';
}

/** What a call that reached the provider can come to: gpt-3.5-turbo at 500 and 1,500 nano-USD, 64 tokens of slack. */
export function worstCaseOf({ body, json }: Pick<UpstreamCallSeen, 'body' | 'json'>): number {
  const { max_tokens: cap, n = 1 } = json as { max_tokens: number; n?: number };
  return (Buffer.byteLength(body) + 64) * 500 + cap * n * 1_500;
}

/** The most that a provider may bill for it. */
export function worstUsageOf({ body, json }: Pick<UpstreamCallSeen, 'body' | 'json'>) {
  const { max_tokens: cap, n = 1 } = json as { max_tokens: number; n?: number };
  return { prompt_tokens: Buffer.byteLength(body) + 64, completion_tokens: cap * n };
}
