import { quantitiesOf } from '../../../../src/ledger/budget-units.ts';
import type { HoldOrder, Resolution, Timing } from '../../../../src/ledger/holds.ts';

const USAGE = { inputTokens: 10, cachedInputTokens: 4, cacheWriteTokens: 0, outputTokens: 5 };
export const TIMING: Timing = { durationMs: 100, firstByteMs: 40 };

/** A call that holds `amount` nano-USD. @param now ms UTC, as the replica has it */
export function orderOf(studentId: number, amount: number, now: number): HoldOrder {
  return {
    ...{ studentId, tokenId: studentId, endpoint: 'chat', provider: 'openai' },
    ...{ model: 'gpt-3.5-turbo', servedModel: 'gpt-3.5-turbo', modelId: 'gpt-3.5-turbo' },
    priceVersion: 'gpt-3.5-turbo@2024-01-25',
    estimate: { inputTokensBound: 20, candidates: 1, inputPico: amount * 1000, picoPerCapToken: 0 },
    ...{ cap: 100, lowestCap: 1, now },
  };
}

export function settlementOf(cost: number): Resolution {
  return { as: 'settle', cost, quantities: quantitiesOf(USAGE), usage: USAGE, outcome: 'ok', incident: null };
}
