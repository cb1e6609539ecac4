import type { HoldOrder, InsufficientBudget } from '../../src/ledger/holds.ts';
import type { UpstreamCallSeen } from '../support/scripted-upstream.ts';
import type { Placed, Resolved } from '../support/watched-ledger.ts';

/** One budget as a person would keep it on paper, in nano-USD. */
export interface Purse {
  readonly limit: number;
  spent: number;
  held: number;
}

/**
 * Goes through what the ledger was asked, in order, with pen and paper. Returns a sentence for everything that the
 * ledger did otherwise, and for every moment at which a budget had promised more than it has.
 * @param purses of the student behind an order, every one that the call must fit into
 */
export function faultsOf(
  events: readonly (Placed | Resolved)[],
  purses: (studentId: number) => readonly Purse[],
): string[] {
  const faults: string[] = [];
  const open = new Map<number, { readonly amount: number; readonly from: readonly Purse[] }>();
  for (const [index, event] of events.entries()) {
    if (event.kind === 'resolve') {
      const hold = open.get(event.holdId);
      if (hold === undefined) faults.push(`event ${index}: hold ${event.holdId} was not open`);
      for (const purse of hold?.from ?? []) {
        purse.held -= hold?.amount ?? 0;
        purse.spent += event.resolution.cost;
      }
      open.delete(event.holdId);
      continue;
    }
    const from = purses(event.order.studentId);
    const expected = decide(event.order, from);
    const { placement } = event;
    const seen = placement === null ? 'nothing' : 'hold' in placement ? granted(placement.hold) : placement.refused.why;
    const wanted = typeof expected === 'string' ? expected : granted(expected);
    if (seen !== wanted) faults.push(`event ${index}: ${seen} instead of ${wanted}`);
    if (placement === null || 'refused' in placement) continue;
    open.set(placement.hold.id, { amount: placement.hold.amount, from });
    for (const purse of from) {
      purse.held += placement.hold.amount;
      if (purse.spent + purse.held > purse.limit) faults.push(`event ${index}: more is promised than there is`);
    }
  }
  for (const id of open.keys()) faults.push(`hold ${id} was never resolved`);
  return faults;
}

interface Grant {
  readonly cap: number;
  readonly amount: number;
}

function granted({ cap, amount }: Grant): string {
  return `${amount} for ${cap} tokens`;
}

function decide({ estimate, cap, lowestCap }: HoldOrder, from: readonly Purse[]): Grant | InsufficientBudget['why'] {
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
