import { NO_QUANTITIES, quantitiesOf } from '../../../../src/ledger/budget-units.ts';
import type { IncidentKind, Outcome, Resolution } from '../../../../src/ledger/holds.ts';
import { answerOf, mustFail, type Settled, type Step, settled, step } from '../step.ts';
import { type CallInWorld, type EndOfCall, openCalls, pick, type World } from '../world.ts';

export interface SettleSpec {
  readonly call: number;
  /** Of the hold: 0 is free, 100 all of it, above it an overrun. */
  readonly percent: number;
  readonly incident: boolean;
  readonly tokens: number;
}

const TIMING = { durationMs: 12.5, firstByteMs: null };

/** A call in flight comes to its end and costs what it costs. Promise P3: once. */
export function settle(spec: SettleSpec): Step {
  return step('settle', spec, (world, store) => {
    const call = pick(openCalls(world), spec.call);
    if (call === undefined) return null;
    const sent = settled(store.ledger.resolveHold(call.holdId, settlement(call, spec), TIMING));
    return async () => verify(world, call, await sent, settlement(call, spec));
  });
}

export function release(spec: { readonly call: number }): Step {
  return step('release', spec, (world, store) => {
    const call = pick(openCalls(world), spec.call);
    if (call === undefined) return null;
    const resolution = resolutionOf('release', 0, 0, 'upstream_refused', null);
    const sent = settled(store.ledger.resolveHold(call.holdId, resolution, TIMING));
    return async () => verify(world, call, await sent, resolution);
  });
}

/** Someone settles a call that is over. It must be refused, unless its hold was expired, and nothing may change. */
export function settleAgain(spec: SettleSpec): Step {
  return step('settleAgain', spec, (world, store) => {
    const call = pick(overCalls(world), spec.call);
    if (call === undefined) return null;
    const sent = settled(store.ledger.resolveHold(call.holdId, settlement(call, spec), TIMING));
    return async () => verify(world, call, await sent, settlement(call, spec));
  });
}

/** The same for a call that never reached the provider. */
export function releaseAgain(spec: { readonly call: number }): Step {
  return step('releaseAgain', spec, (world, store) => {
    const call = pick(overCalls(world), spec.call);
    if (call === undefined) return null;
    const resolution = resolutionOf('release', 0, 0, 'upstream_refused', null);
    const sent = settled(store.ledger.resolveHold(call.holdId, resolution, TIMING));
    return async () => verify(world, call, await sent, resolution);
  });
}

/** What a start does with what a dead process left: the full hold is charged, and the owner sees it. */
export function expireAll(): Step {
  return step('expireAll', {}, (world, store) => {
    const sent = settled(store.ledger.expireOpenHolds(world.now));
    return async () => {
      const open = openCalls(world);
      const count = answerOf(await sent);
      if (count !== open.length) throw new Error(`${count} holds expired, but ${open.length} were open`);
      const raised = new Set(
        (await store.journal.listIncidents({ after: null, limit: 10_000 })).rows.map((one) => one.recordId),
      );
      for (const call of open) expire(call, raised.has(call.holdId));
    };
  });
}

/** At the full hold. @param isRaised the owner sees it */
export function expire(call: CallInWorld, isRaised: boolean): void {
  // Of a call that costs nothing, only what a budget of tokens counts is for the owner to decide.
  const expired = resolutionOf('expire', call.held, 0, 'crash', call.held > 0 || isRaised ? 'crash' : null);
  end(call, { ...expired, quantities: { tokens: call.heldTokens, calls: 1, images: call.heldImages } });
}

function verify(world: World, call: CallInWorld, answer: Settled<void>, resolution: Resolution): void {
  if (call.end === null) {
    answerOf(answer);
    end(call, resolution);
  } else if (
    world.settlesLate &&
    call.end.outcome === 'crash' &&
    !call.end.isSettledLate &&
    call.end.incident !== null
  ) {
    answerOf(answer);
    giveBack(call.end, resolution);
  } else mustFail(answer, 'NotFoundError', 'resolving a hold twice');
}

/** What an expired call was charged above its cost, once; the owner may have given back some of it already. */
function giveBack(of: EndOfCall, { cost, quantities, incident }: Resolution): void {
  of.isSettledLate = true;
  of.refunded += Math.max(0, of.cost - of.refunded - cost);
  if (cost === 0 && quantities.calls === 0) of.isGivenBack = true;
  if (of.incident !== null && incident === null && cost <= of.cost) of.incident.closed = true;
}

function end(call: CallInWorld, { cost, outcome, usage, incident, quantities }: Resolution): void {
  const { inputTokens, cachedInputTokens, outputTokens } = usage;
  call.end = {
    cost,
    outcome,
    inputTokens,
    cachedInputTokens,
    outputTokens,
    refunded: 0,
    tokens: quantities.tokens,
    calls: quantities.calls,
    images: quantities.images,
    isGivenBack: false,
    incident: incident === null ? null : { id: null, closed: false },
    isSettledLate: false,
  };
}

function settlement(call: CallInWorld, { percent, incident, tokens }: SettleSpec): Resolution {
  const cost = Math.ceil((call.held * percent) / 100);
  const settled = (outcome: Outcome, of: IncidentKind | null) =>
    resolutionOf('settle', cost, tokens, outcome, of, call.heldImages);
  if (cost > call.held) return settled('ok', 'overrun');
  return incident ? settled('upstream_died', 'uncertain') : settled('ok', null);
}

function resolutionOf(
  as: Resolution['as'],
  cost: number,
  tokens: number,
  outcome: Outcome,
  incident: IncidentKind | null,
  images = 0,
): Resolution {
  const usage = { inputTokens: tokens * 2, cachedInputTokens: tokens, cacheWriteTokens: 0, outputTokens: tokens * 3 };
  const quantities = as === 'release' ? NO_QUANTITIES : quantitiesOf(usage, images);
  return { as, cost, quantities, usage, outcome, incident };
}

function overCalls(world: World): CallInWorld[] {
  return [...world.calls.values()].filter((call) => call.end !== null);
}
