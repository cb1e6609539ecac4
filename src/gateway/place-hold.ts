import type { Endpoint } from '../endpoints/endpoint.ts';
import type { Hold, Placement } from '../ledger/holds.ts';
import type { LedgerStore } from '../store/ledger-store.ts';
import type { Call, Observer } from './call.ts';
import type { PreparedCall } from './prepare.ts';
import { refuseForMoney, type ShortageDeps } from './refusals/money-shortage.ts';
import type { Refusal } from './refusals/refusal.ts';
import { refusalOfStore } from './refusals/store-refusal.ts';
import type { Settlements } from './settlements.ts';

export interface PlaceHoldDeps extends ShortageDeps {
  readonly ledger: LedgerStore;
  readonly settlements: Settlements;
  readonly observer: Observer;
  readonly now: () => number;
}

/** Step 6: the hold is durable in every budget. @returns a Refusal where the money is spent @throws Refusal else */
export async function placeHold(
  call: Call,
  endpoint: Endpoint,
  prepared: PreparedCall,
  deps: PlaceHoldDeps,
): Promise<Hold | Refusal> {
  let placement: Placement;
  try {
    placement = await deps.ledger.placeHold({
      studentId: call.caller.student.id,
      tokenId: call.caller.token.id,
      endpoint: endpoint.kind,
      model: prepared.requested,
      servedModel: prepared.served,
      modelId: prepared.model.id,
      provider: prepared.model.provider,
      priceVersion: prepared.priceVersion,
      estimate: prepared.estimate,
      cap: prepared.cap,
      lowestCap: prepared.lowestCap,
      now: deps.now(),
    });
  } catch (error) {
    // For every error of the ledger: a call without a durable hold is not sent.
    deps.observer.failed(call.id, error);
    throw refusalOfStore(error, call.reader);
  }
  if ('refused' in placement) {
    const refusal = refuseForMoney(call, prepared, placement.refused, deps);
    if (placement.refused.why === 'spent') return refusal;
    // Money that calls in flight hold is there: the student is not sent to another model for a moment's shortage.
    throw refusal;
  }
  deps.settlements.expect();
  return placement.hold;
}
