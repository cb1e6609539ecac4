import { quantitiesOf } from '../../src/ledger/budget-units.ts';
import type { IncidentKind, Outcome } from '../../src/ledger/holds.ts';
import type { TokenUsage } from '../../src/ledger/prices.ts';
import type { Store } from '../../src/store/store.ts';
import type { TestClock } from './clock.ts';

/** One call of a student as the gateway would have written it. Amounts are nano-USD. */
export interface LedgerCall {
  readonly studentId: number;
  readonly tokenId: number;
  readonly held: number;
  /** null: it is held, and not resolved. */
  readonly cost: number | null;
  readonly model: string;
  /** As the model when absent. */
  readonly servedModel?: string;
  /** 'openai' when absent. */
  readonly provider?: string;
  readonly priceVersion: string;
  readonly usage: TokenUsage;
  readonly outcome?: Outcome;
  readonly incident?: IncidentKind | null;
  readonly timing: { readonly durationMs: number; readonly firstByteMs: number };
}

/** @returns the record's id; null when no budget covers the call */
export async function writeLedgerCall(
  { store, clock }: { readonly store: Store; readonly clock: TestClock },
  call: LedgerCall,
): Promise<number | null> {
  const { studentId, tokenId, held, cost, model, servedModel = model, priceVersion, usage, timing } = call;
  const { outcome = 'ok', incident = null, provider = 'openai' } = call;
  const placement = await store.ledger.placeHold({
    ...{
      studentId,
      tokenId,
      model,
      servedModel,
      modelId: servedModel,
      provider,
      endpoint: 'chat',
      priceVersion,
    },
    estimate: { inputTokensBound: 900, candidates: 1, inputPico: held * 1000, picoPerCapToken: 0 },
    ...{ cap: 100, lowestCap: 1, now: clock.now() },
  });
  if ('refused' in placement) return null;
  const { id } = placement.hold;
  if (cost !== null)
    await store.ledger.resolveHold(
      id,
      { as: 'settle', cost, quantities: quantitiesOf(usage), usage, outcome, incident },
      timing,
    );
  return id;
}
