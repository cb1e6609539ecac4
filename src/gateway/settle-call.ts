import { type Exit, type HeldCall, type MeteredUsage, resolve } from '../ledger/exits.ts';
import type { Hold, Resolution } from '../ledger/holds.ts';
import { maxUsage } from '../ledger/max-usage.ts';
import { nanoToUsd } from '../ledger/money.ts';
import { type ExchangeResult, LOST } from './answers/exchange-result.ts';
import type { Call, Observer } from './call.ts';
import { isExact, type PreparedCall } from './prepare.ts';
import type { Settlements } from './settlements.ts';

/** Step 9. An exchange that the gateway's own error broke counts as lost: charged in full, with an incident. */
export function settleCall(
  call: Call,
  prepared: PreparedCall,
  hold: Hold,
  result: ExchangeResult | null,
  deps: { readonly settlements: Settlements; readonly observer: Observer },
): Resolution {
  const resolution = resolve(result?.exit ?? LOST, heldCall(prepared, hold));
  const firstByteAt = result?.firstByteAt ?? null;
  const durationMs = performance.now() - call.startedAt;
  const firstByteMs = firstByteAt === null ? null : firstByteAt - call.startedAt;
  deps.settlements.settle(hold.id, resolution, { durationMs, firstByteMs });
  deps.observer.callEnded({
    requestId: call.id,
    upstreamRequestId: result?.headers?.requestId ?? null,
    studentId: call.caller.student.id,
    classId: call.caller.schoolClass?.id ?? null,
    model: prepared.requested,
    servedModel: prepared.served,
    provider: prepared.model.provider,
    outcome: resolution.outcome,
    status: result?.status ?? 0,
    cost: resolution.cost,
    held: hold.amount,
    inputTokens: resolution.usage.inputTokens,
    outputTokens: resolution.usage.outputTokens,
    stream: prepared.checked.stream !== null,
    durationMs,
    firstByteMs,
  });
  return resolution;
}

function heldCall(prepared: PreparedCall, hold: Hold): HeldCall {
  return {
    amount: hold.amount,
    isShared: prepared.isShared,
    isExact: isExact(prepared),
    quantities: hold.quantities,
    countsTokens: hold.countsTokens,
    price: prepared.price,
    flexPrice: prepared.flexPrice,
    inputTokensBound: prepared.estimate.inputTokensBound,
    hiddenOutput: prepared.hiddenOutput,
    candidates: prepared.estimate.candidates,
    stopBytes: prepared.stopBytes,
    images: prepared.checked.images,
    maxUsage: maxUsage(prepared.model, prepared.checked, hold.cap),
  };
}

/** What a stream costs if this is its whole usage. */
export function costUsdOf(prepared: PreparedCall, hold: Hold, usage: MeteredUsage): number {
  return nanoToUsd(resolve(finishedWith(usage), heldCall(prepared, hold)).cost);
}

/** How a stream ends that goes on as it should after its usage. */
function finishedWith(usage: MeteredUsage): Exit {
  return { kind: 'finished', usage, outputBytes: null, hungUp: false };
}
