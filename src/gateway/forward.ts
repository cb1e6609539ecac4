import type { FastifyReply } from 'fastify';
import type { Endpoint } from '../endpoints/endpoint.ts';
import { type Exit, type HeldCall, type MeteredUsage, resolve } from '../ledger/exits.ts';
import type { Hold, Placement, Resolution } from '../ledger/holds.ts';
import { maxUsage } from '../ledger/max-usage.ts';
import { nanoToUsd } from '../ledger/money.ts';
import type { FairQueue } from '../limits/fair-queue.ts';
import type { LedgerStore } from '../store/ledger-store.ts';
import type { Providers } from '../upstream/providers.ts';
import { type AnswerHeaders, answerHeaders } from './answers/answer-headers.ts';
import type { Drains } from './answers/drains.ts';
import { exchange } from './answers/exchange.ts';
import type { ExchangeLimits } from './answers/exchange-options.ts';
import { type ExchangeResult, LOST } from './answers/exchange-result.ts';
import { sendAnswer, startLargeAnswer, startStream } from './answers/send-answer.ts';
import type { Call, Observer } from './call.ts';
import { type ConversationTurns, singleTurn } from './conversations/conversation-turns.ts';
import { type PrepareDeps, type PreparedCall, prepare } from './prepare.ts';
import { refuseForMoney, type ShortageDeps } from './refusals/money-shortage.ts';
import { refuse } from './refusals/refusal.ts';
import type { UpstreamErrors } from './refusals/upstream-errors.ts';
import { withHoldId } from './request-ids.ts';
import type { Settlements } from './settlements.ts';

/** What a hang-up does: reads the answer on for its real cost, or closes the connection to the provider at once. */
export type HangUp = 'read' | 'cancel';

export interface ForwardDeps extends PrepareDeps, ShortageDeps {
  readonly ledger: LedgerStore;
  readonly providers: Providers;
  readonly settlements: Settlements;
  readonly turns: ConversationTurns;
  readonly upstreamErrors: UpstreamErrors;
  readonly drains: Drains;
  readonly answerQueue: FairQueue<number>;
  readonly limits: ExchangeLimits & { readonly hangUp: HangUp };
  readonly observer: Observer;
}

/**
 * The request flow, from an admitted call to a settled hold. Nothing goes upstream before its hold is on the disk, and
 * from there on the `finally` resolves it in every case. Elsewhere:
 * - authentication and rate limits, before this: gateway.ts
 * - which event of the exchange costs what (a hang-up, a time-out, an error): ledger/exits.ts
 * - which headers reach the student: answers/answer-headers.ts
 * - what becomes of open holds after kill -9: serve.ts expires each at its full amount (ledger/crash-recovery.ts)
 */
export async function forward(
  admitted: Call,
  endpoint: Endpoint,
  body: unknown,
  reply: FastifyReply,
  deps: ForwardDeps,
): Promise<void> {
  const turn = endpoint.hasTurns ? await deps.turns.begin(admitted, body) : singleTurn(body);
  const prepared = prepare(admitted, endpoint, turn.body, deps, turn.itemsBefore);
  const upstream = deps.providers.of(prepared.model.provider);
  const hold = await placeHold(admitted, endpoint, prepared, deps);
  const call: Call = { ...admitted, id: withHoldId(admitted.id, hold.id) };
  // What fails from here on has a record, and says the same id.
  reply.request.id = call.id;

  let headers: AnswerHeaders;
  let result: ExchangeResult | null = null;
  let resolution: Resolution;
  try {
    headers = answerHeaders(call, prepared, hold, upstream);
    result = await exchange({
      upstream,
      endpoint,
      body: prepared.bodyWith(hold.cap),
      response: reply.raw,
      stream: prepared.checked.stream,
      showUsage: prepared.checked.showUsage,
      costUsdOf: (usage) => nanoToUsd(resolve(finishedWith(usage), heldCall(prepared, hold)).cost),
      stops: prepared.stops,
      candidates: prepared.checked.candidates,
      startStream: () => startStream(reply, headers),
      startLargeAnswer: () => startLargeAnswer(reply, headers),
      limits: deps.limits,
      drains: deps.drains,
      answerQueue: deps.answerQueue,
      studentId: call.caller.student.id,
      // Where nothing is held there is no cost to find out, and others may wait for the provider's slot.
      cancels: hold.amount === 0 || deps.limits.hangUp === 'cancel',
    });
  } finally {
    resolution = settle(call, prepared, hold, result, deps);
  }
  deps.turns.end(call, turn, prepared.checked.fields.input, result);
  const { unreadMs } = deps.limits;
  await sendAnswer(
    { call, endpoint, prepared, resolution, reply, headers, hold, unreadMs },
    result,
    deps.upstreamErrors,
  );
}

/** Step 6: the hold is durable in every budget, or the call is refused with what is left and when it resets. */
async function placeHold(call: Call, endpoint: Endpoint, prepared: PreparedCall, deps: ForwardDeps): Promise<Hold> {
  let placement: Placement;
  try {
    placement = await deps.ledger.placeHold({
      studentId: call.caller.student.id,
      tokenId: call.caller.token.id,
      endpoint: endpoint.kind,
      model: prepared.requested,
      servedModel: prepared.served,
      modelId: prepared.model.id,
      provider: 'openai',
      priceVersion: prepared.priceVersion,
      estimate: prepared.estimate,
      cap: prepared.cap,
      lowestCap: prepared.lowestCap,
      now: deps.now(),
    });
  } catch (error) {
    // For every error of the ledger: a call without a durable hold is not sent.
    deps.observer.failed(call.id, error);
    throw refuse(call.reader, 'ledgerFailed');
  }
  if ('refused' in placement) throw refuseForMoney(call, prepared, placement.refused, deps);
  deps.settlements.expect();
  return placement.hold;
}

/** Step 9. An exchange that the gateway's own error broke counts as lost: charged in full, with an incident. */
function settle(
  call: Call,
  prepared: PreparedCall,
  hold: Hold,
  result: ExchangeResult | null,
  deps: ForwardDeps,
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
    quantities: hold.quantities,
    countsTokens: hold.countsTokens,
    price: prepared.price,
    inputTokensBound: prepared.estimate.inputTokensBound,
    hiddenOutput: prepared.hiddenOutput,
    candidates: prepared.estimate.candidates,
    stopBytes: prepared.stopBytes,
    maxUsage: maxUsage(prepared.model, prepared.checked, hold.cap),
  };
}

/** How a stream ends that goes on as it should after its usage. */
function finishedWith(usage: MeteredUsage): Exit {
  return { kind: 'finished', usage, outputBytes: null, hungUp: false };
}
