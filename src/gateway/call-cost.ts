import { holdIdOf } from '../ledger/hold-ids.ts';
import { nanoToUsd } from '../ledger/money.ts';
import type { FoundCall } from '../store/found-call.ts';
import type { RecordStore } from '../store/record-store.ts';
import type { KnownCaller } from './authenticate.ts';
import { refuse } from './refusals/refusal.ts';

/** The cost of one of the caller's own calls. @throws Refusal for any other id */
export async function showCallCost({ caller, reader }: KnownCaller, requestId: string, records: RecordStore) {
  const id = holdIdOf(requestId);
  const found = id === null ? null : await records.findCall(id, caller.student.id);
  if (found === null) throw refuse(reader, 'callNotFound', { caller });
  return callCostJson(requestId, found);
}

/** What GET /v1/usage/{x-request-id} answers. */
export type CallCostJson = ReturnType<typeof callCostJson>;

/** What is known at the end only is null while the call runs. */
function callCostJson(requestId: string, found: FoundCall) {
  if ('hold' in found) {
    const { hold } = found;
    return {
      request_id: requestId,
      status: 'running',
      ...{ endpoint: hold.endpoint, model: hold.model, served_model: hold.servedModel },
      started_at: new Date(hold.since).toISOString(),
      held_usd: nanoToUsd(hold.amount),
      ...{ cost_usd: null, refunded_usd: null, input_tokens: null, cached_input_tokens: null, output_tokens: null },
      images: null,
      ...{ outcome: null, duration_ms: null },
    } as const;
  }
  const { record } = found;
  return {
    request_id: requestId,
    status: 'ended',
    ...{ endpoint: record.endpoint, model: record.model, served_model: record.servedModel },
    started_at: new Date(record.startedAt).toISOString(),
    held_usd: 0,
    cost_usd: nanoToUsd(record.cost),
    refunded_usd: nanoToUsd(record.refunded),
    input_tokens: record.inputTokens,
    cached_input_tokens: record.cachedInputTokens,
    output_tokens: record.outputTokens,
    images: record.quantities.images,
    ...{ outcome: record.outcome, duration_ms: record.durationMs },
  } as const;
}
