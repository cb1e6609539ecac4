import type { FastifyReply } from 'fastify';
import type { ModelPolicy } from '../access/model-policy.ts';
import type { Endpoint } from '../endpoints/endpoint.ts';
import type { Resolution } from '../ledger/holds.ts';
import type { FairQueue } from '../limits/fair-queue.ts';
import type { ProviderSlots } from '../limits/provider-slots.ts';
import type { Providers } from '../upstream/providers.ts';
import { type AnswerHeaders, answerHeaders } from './answers/answer-headers.ts';
import { inTurns } from './answers/bytes-in-turns.ts';
import type { Drains } from './answers/drains.ts';
import { exchange } from './answers/exchange.ts';
import type { ExchangeLimits, ExchangeOptions } from './answers/exchange-options.ts';
import type { ExchangeResult } from './answers/exchange-result.ts';
import { sendAnswer, startLargeAnswer, startStream } from './answers/send-answer.ts';
import { Attempts, isUnanswered } from './attempts.ts';
import type { Call } from './call.ts';
import { type ConversationTurns, singleTurn, type Turn } from './conversations/conversation-turns.ts';
import { findModels } from './find-models.ts';
import { type PlaceHoldDeps, placeHold } from './place-hold.ts';
import { isExact, type PrepareDeps, type PreparedCall, prepareOrRefuse } from './prepare.ts';
import { refusalWhilePaused } from './refusals/paused-provider.ts';
import { Refusal, refuse } from './refusals/refusal.ts';
import type { UpstreamErrors } from './refusals/upstream-errors.ts';
import { withHoldId } from './request-ids.ts';
import { costUsdOf, settleCall } from './settle-call.ts';
import { chooseRole, type SharingRole } from './sharing/choose-role.ts';
import type { SharedCalls } from './sharing/shared-calls.ts';
import { waitForSlot } from './wait-for-slot.ts';

/** What a hang-up does: reads the answer on for its real cost, or closes the connection to the provider at once. */
export type HangUp = 'read' | 'cancel';

export interface ForwardDeps extends PrepareDeps, PlaceHoldDeps {
  readonly providers: Providers;
  readonly sharedCalls: SharedCalls;
  readonly turns: ConversationTurns;
  readonly upstreamErrors: UpstreamErrors;
  readonly drains: Drains;
  /** Of the providers that answer only so many calls at once. */
  readonly slots: ReadonlyMap<string, ProviderSlots>;
  readonly answerQueue: FairQueue<number>;
  readonly limits: ExchangeLimits & { readonly hangUp: HangUp };
  /** true once the process is told to end. */
  readonly isStopping: () => boolean;
}

/** What one call brings. */
export interface ForwardedCall {
  readonly admitted: Call;
  readonly endpoint: Endpoint;
  readonly body: unknown;
  readonly reply: FastifyReply;
  /** The same call as the owner's rules are now. @throws Refusal when its student may not call any more */
  readonly renew: Renew;
}

type Renew = (call: Call) => Call | Promise<Call>;

/**
 * The request flow, from an admitted call to a settled hold. The models that may answer are tried in order, each with a
 * hold of its own, until one answers. Elsewhere:
 * - authentication and rate limits, before this: gateway.ts
 * - which models may answer: access/model-policy.ts; after which failures the next one is tried: attempts.ts
 * - which event of the exchange costs what (a hang-up, a time-out, an error): ledger/exits.ts
 * - which headers reach the student: answers/answer-headers.ts
 * - what becomes of open holds after kill -9: serve.ts expires each at its full amount (ledger/crash-recovery.ts)
 */
export async function forward(forwarded: ForwardedCall, deps: ForwardDeps): Promise<void> {
  const { admitted, endpoint, body, reply, renew } = forwarded;
  const turn = endpoint.hasTurns ? await deps.turns.begin(admitted, body) : singleTurn(body);
  const policy = deps.policy();
  const attempts = new Attempts(performance.now() + deps.limits.streamMs);
  for (let call = admitted; ; call = await renew(call)) {
    const model = attempts.next(findModels(call, endpoint, turn.body, policy));
    if (!attempts.isFirst) {
      if (hasHungUp(reply)) return;
      if (deps.isStopping()) throw refuse(call.reader, 'stopping');
    }
    const prepared = prepareOrRefuse(call, endpoint, turn, model, deps);
    const refusal =
      prepared instanceof Refusal
        ? prepared
        : await attempt({ call, endpoint, turn, policy, prepared, reply, attempts }, renew, deps);
    if (refusal === null) return;
    attempts.fail(refusal);
  }
}

/** One model's turn to answer. */
interface Attempt {
  readonly call: Call;
  readonly endpoint: Endpoint;
  readonly turn: Turn;
  readonly policy: ModelPolicy;
  readonly prepared: PreparedCall;
  readonly reply: FastifyReply;
  readonly attempts: Attempts;
}

/** An identical call of the class may run: then its answer is waited for, and nothing is sent. */
async function attempt(tried: Attempt, renew: Renew, deps: ForwardDeps): Promise<Refusal | null> {
  const chosen = chooseRole(tried.call, tried.endpoint, tried.prepared, deps);
  const role = chosen instanceof Promise ? await tried.attempts.untimed(chosen) : chosen;
  if (role instanceof Refusal) return role;
  let refusal: Refusal | null = null;
  try {
    refusal = await attemptInRole(role, tried, renew, deps);
    return refusal;
  } finally {
    role.end(refusal);
  }
}

function attemptInRole(role: SharingRole, tried: Attempt, renew: Renew, deps: ForwardDeps): Promise<Refusal | null> {
  if (role.isFollower) return follow(role, tried, renew, deps);
  const slots = deps.slots.get(tried.prepared.model.provider);
  return slots === undefined ? attemptAs(role, tried, deps) : attemptInSlot(slots, role, tried, renew, deps);
}

/** Needs no slot at the provider. */
async function follow(role: SharingRole, tried: Attempt, renew: Renew, deps: ForwardDeps): Promise<Refusal | null> {
  const current = await renewed(tried, renew, deps);
  if (current instanceof Refusal) return current;
  if (current === tried) return attemptAs(role, tried, deps);
  role.end(null);
  return attempt(current, renew, deps);
}

/** Waits for a slot at a provider that has a limit: before the hold, so that no money is held for a call that waits. */
async function attemptInSlot(
  slots: ProviderSlots,
  role: SharingRole,
  tried: Attempt,
  renew: Renew,
  deps: ForwardDeps,
): Promise<Refusal | null> {
  const { call, reply, attempts } = tried;
  const free = slots.take(call.caller.student.id);
  const slot = free ?? (await attempts.untimed(waitForSlot(call, reply, slots)));
  if (slot instanceof Refusal) return slot;
  if (slot === null) {
    reply.hijack();
    return null;
  }
  try {
    const current = free === null ? await renewed(tried, renew, deps) : tried;
    if (current instanceof Refusal) return current;
    return await attemptAs(current === tried ? role : role.renew(current.call, current.prepared), current, deps);
  } finally {
    slot.release();
  }
}

/** A call that waited counts as the owner's rules are now. @throws Refusal when its student may not call any more */
async function renewed(tried: Attempt, renew: Renew, deps: ForwardDeps): Promise<Attempt | Refusal> {
  const { endpoint, turn, policy, prepared } = tried;
  if (deps.isStopping()) throw refuse(tried.call.reader, 'stopping');
  const call = await renew(tried.call);
  if (call === tried.call) return tried;
  const same = findModels(call, endpoint, turn.body, policy).find(({ model }) => model === prepared.model);
  // The class falls back no longer.
  if (same === undefined) return refuse(call.reader, 'providerFull');
  const again = prepareOrRefuse(call, endpoint, turn, same, deps);
  return again instanceof Refusal ? again : { ...tried, call, prepared: again };
}

/**
 * Nothing goes upstream before its hold is on the disk, and from there on the `finally` resolves it in every case.
 * @returns why the model did not answer, where nothing was paid and the student still waits; null: the call has ended
 */
async function attemptAs(role: SharingRole, tried: Attempt, deps: ForwardDeps): Promise<Refusal | null> {
  const { endpoint, turn, reply } = tried;
  const { prepared } = role;
  const upstream = deps.providers.of(prepared.model.provider);
  const pause = role.isFollower ? null : refusalWhilePaused(tried.call, endpoint, prepared, upstream);
  if (pause !== null) return pause;
  const hold = await placeHold(tried.call, endpoint, prepared, deps);
  if (hold instanceof Refusal) return hold;
  const call: Call = { ...tried.call, id: withHoldId(tried.call.id, hold.id) };
  // What fails from here on has a record, and says the same id.
  reply.request.id = call.id;

  let headers: AnswerHeaders;
  let result: ExchangeResult | null = null;
  let resolution: Resolution;
  try {
    headers = answerHeaders(call, prepared, hold, upstream);
    result = await exchange({
      upstream: senderOf(
        tried,
        role.upstream(upstream, hold.cap, () => reply.raw.destroy()),
        deps,
      ),
      endpoint,
      body: prepared.bodyWith(hold.cap),
      model: prepared.served,
      isSlow: prepared.flexPrice !== null || endpoint.isSlow === true,
      response: reply.raw,
      stream: prepared.checked.stream,
      showUsage: prepared.checked.showUsage,
      costUsdOf: (usage) => costUsdOf(prepared, hold, usage),
      stops: prepared.stops,
      candidates: prepared.checked.candidates,
      startStream: () => startStream(reply, headers),
      startLargeAnswer: (contentType) => startLargeAnswer(reply, headers, contentType),
      limits: limitsOf(prepared, tried.attempts.timerMs, deps),
      drains: deps.drains,
      answerQueue: deps.answerQueue,
      studentId: call.caller.student.id,
      // Where the hold is the cost there is nothing to find out, and others may wait for the provider's slot.
      cancels: hold.amount === 0 || isExact(prepared) || deps.limits.hangUp === 'cancel',
      audience: role.audience,
    });
  } finally {
    resolution = settleCall(call, prepared, hold, result, deps);
  }
  if (isUnanswered(result)) return deps.upstreamErrors.refusalFor({ call, endpoint, prepared, resolution }, result);
  deps.turns.end(call, turn, prepared.checked.fields.input, result);
  const { unreadMs } = deps.limits;
  await sendAnswer(
    { call, endpoint, prepared, resolution, reply, headers, hold, unreadMs },
    result,
    deps.upstreamErrors,
  );
  return null;
}

/** Each event of some streams is as large as a whole answer. */
function senderOf(
  { call, prepared }: Attempt,
  upstream: ExchangeOptions['upstream'],
  { answerQueue }: ForwardDeps,
): ExchangeOptions['upstream'] {
  const { stream } = prepared.checked;
  const isLarge = stream !== null && 'lastType' in stream.dialect;
  return isLarge ? inTurns(upstream, answerQueue, call.caller.student.id) : upstream;
}

function limitsOf({ checked }: PreparedCall, streamMs: number, { limits }: ForwardDeps): ExchangeLimits {
  const { answerBytes, drainMs, keepAliveMs, unreadMs } = limits;
  return { streamMs, answerBytes: Math.max(answerBytes, checked.maxAnswerBytes ?? 0), drainMs, keepAliveMs, unreadMs };
}

/** Nobody waits for an answer any more. */
function hasHungUp(reply: FastifyReply): boolean {
  if (reply.raw.destroyed) reply.hijack();
  return reply.raw.destroyed;
}
