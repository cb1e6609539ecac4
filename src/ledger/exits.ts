import { NO_QUANTITIES, type Quantities, quantitiesOf } from './budget-units.ts';
import type { IncidentKind, Outcome, Resolution } from './holds.ts';
import { agreesWithFormula, type ImageOrder } from './image-order.ts';
import { isPossible, type MaxUsage } from './max-usage.ts';
import type { NanoUsd } from './money.ts';
import { costOf, NO_TOKENS, type Price, type TokenUsage } from './prices.ts';

/** What the provider says a call used. */
export interface MeteredUsage {
  readonly tokens: TokenUsage;
  /** The tier that the provider says it used; null when it says nothing. */
  readonly serviceTier: string | null;
}

/** What happened to a call after its hold was placed. */
export type Exit =
  /** Nothing was sent: no connection, or it was given up before its first byte. */
  | { readonly kind: 'unreachable' }
  /** The provider itself refused the call, which it does not bill: see status-exit.ts. */
  | { readonly kind: 'refused' }
  /** The answer came to its end, with or without a readable usage. */
  | {
      readonly kind: 'finished';
      readonly usage: MeteredUsage | null;
      /** null when they do not hold every requested answer. */
      readonly outputBytes: number | null;
      readonly hungUp: boolean;
    }
  /** It was sent and did not finish, or a proxy in front of the model stopped waiting. A usage that came before is still true. */
  | {
      readonly kind: 'broken';
      readonly by: 'upstream' | 'timeout' | 'hang-up' | 'stop';
      readonly usage: MeteredUsage | null;
    }
  /** The student hung up, and the connection to the provider was closed at once. */
  | {
      readonly kind: 'cancelled';
      /** A final usage that came before. */
      readonly usage: MeteredUsage | null;
      readonly outputBytes: number;
      /** Time in which the provider may have written output that did not arrive, ms; null when all of it arrives at the end. */
      readonly unseenMs: number | null;
    };

export interface HeldCall {
  readonly amount: NanoUsd;
  readonly quantities: Quantities;
  /** A budget counts its tokens or its images. */
  readonly countsTokens: boolean;
  readonly price: Price;
  /** Where the flex tier was requested, and only then: what a call costs that was served there. */
  readonly flexPrice?: Price | null;
  readonly inputTokensBound: number;
  /** Some of what is billed is never seen (reasoning, discarded candidates): the bytes of an answer do not bound it. */
  readonly hiddenOutput: boolean;
  /** Answers requested, over all inputs. */
  readonly candidates: number;
  /** UTF-8 bytes of the longest stop string: it may end each answer, and is billed but not in it. */
  readonly stopBytes: number;
  /** A usage above it is not believed. */
  readonly maxUsage: MaxUsage;
  /** What its usage is compared with; absent for a call without images. */
  readonly images?: ImageOrder | undefined;
  /** Another call of the class pays for the answer. */
  readonly isShared?: true | undefined;
  /** The hold is the price, not a bound: characters were counted before the call. */
  readonly isExact?: boolean;
}

type HeldAmounts = Pick<HeldCall, 'amount' | 'quantities' | 'countsTokens'>;

/**
 * Decides what a call costs; nothing else does. When the cost is unknown, the charge is the smallest amount that is
 * surely enough, and the owner can refund it.
 */
export function resolve(exit: Exit, held: HeldCall): Resolution {
  const resolution = resolutionOf(exit, held);
  return held.isShared === true ? shared(exit, resolution) : withoutVainIncident(resolution, held);
}

/** Without cost, tokens and incident: the call that leads has them. Only a whole answer saved something. */
function shared(exit: Exit, { as, cost, quantities, outcome }: Resolution): Resolution {
  const free = { cost: 0, quantities: { ...NO_QUANTITIES, calls: quantities.calls }, usage: NO_TOKENS, incident: null };
  if (as === 'release') return { as, ...free, outcome };
  if (exit.kind !== 'finished') return { as, ...free, outcome: 'shared_lost' };
  return { as, ...free, outcome: 'shared', saved: exit.usage === null ? 0 : cost };
}

function resolutionOf(exit: Exit, held: HeldCall): Resolution {
  switch (exit.kind) {
    case 'unreachable':
      return release('upstream_unreachable');
    case 'refused':
      return release('upstream_refused');
    case 'finished':
      if (held.isExact === true) return atFullHold(exit.hungUp ? 'hung_up' : 'ok', null, held);
      return exit.usage === null
        ? boundedByBytes(exit.outputBytes, held)
        : settle(exit.usage, exit.hungUp ? 'hung_up' : 'ok', held);
    case 'broken':
      return exit.usage === null
        ? atFullHold(BROKEN_OUTCOME[exit.by], 'uncertain', held)
        : settle(exit.usage, BROKEN_OUTCOME[exit.by], held);
    case 'cancelled':
      return exit.usage === null
        ? boundedByTime(exit.outputBytes, exit.unseenMs, held)
        : settle(exit.usage, 'cancelled', held);
  }
}

/** The process died with the hold open: the cost of the call cannot be known. */
export function resolveAfterCrash(held: HeldAmounts): Resolution {
  return withoutVainIncident({ ...atFullHold('crash', 'crash', held), as: 'expire' }, held);
}

/** Where neither money nor tokens are at stake, there is nothing for the owner to decide. */
function withoutVainIncident(resolution: Resolution, held: HeldAmounts): Resolution {
  const { cost, incident, quantities } = resolution;
  const isFree = cost === 0 && held.amount === 0;
  // A call that another one answers holds no tokens either.
  const hasTokens = held.countsTokens && (held.quantities.tokens > 0 || quantities.tokens > 0);
  // The tier of a call only multiplies its price.
  return isFree && (!hasTokens || incident === 'price_tier') ? { ...resolution, incident: null } : resolution;
}

const BROKEN_OUTCOME = {
  upstream: 'upstream_died',
  timeout: 'upstream_timeout',
  'hang-up': 'abandoned',
  stop: 'stopped',
} as const satisfies Record<string, Outcome>;

function release(outcome: Outcome): Resolution {
  return { as: 'release', cost: 0, quantities: NO_QUANTITIES, usage: NO_TOKENS, outcome, incident: null };
}

/**
 * Requests name the default tier or, held at the default price, flex. If the provider bills another one, the dearest
 * published multiplier is assumed (priority on gpt-5.5), and an incident tells the owner.
 */
const DEAREST_TIER_PERCENT = 250;
const TIERS_NOT_DEARER: ReadonlySet<string | null> = new Set([null, 'default', 'auto', 'flex']);

function settle({ tokens, serviceTier }: MeteredUsage, outcome: Outcome, held: HeldCall): Resolution {
  if (!isPossible(tokens, held.maxUsage)) {
    return atFullHold(outcome === 'ok' || outcome === 'hung_up' ? 'no_usage' : outcome, 'impossible_usage', held);
  }
  const dearer = !TIERS_NOT_DEARER.has(serviceTier);
  const flex = serviceTier === 'flex' ? (held.flexPrice ?? null) : null;
  const plain = costOf(flex ?? held.price, tokens);
  const cost = dearer ? Math.ceil((plain * DEAREST_TIER_PERCENT) / 100) : plain;
  const quantities = quantitiesOf(tokens, held.quantities.images);
  const isOverrun = cost > held.amount || (held.countsTokens && quantities.tokens > held.quantities.tokens);
  const incident = isOverrun ? 'overrun' : dearer ? 'price_tier' : isExpected(tokens, held) ? null : 'unexpected_usage';
  const tier = flex === null ? {} : ({ tier: 'flex' } as const);
  return { as: 'settle', cost, quantities, usage: tokens, ...tier, outcome, incident };
}

/** What images take is known before they are drawn: a usage that says something else is worth a look. */
function isExpected({ outputTokens, imageOutputTokens = outputTokens }: TokenUsage, { images }: HeldCall): boolean {
  return images === undefined || agreesWithFormula(imageOutputTokens, images);
}

/** Every output token is at least one byte of the answer; its framing only makes the bound safer. */
function boundedByBytes(outputBytes: number | null, held: HeldCall): Resolution {
  if (held.hiddenOutput || outputBytes === null) return atFullHold('no_usage', 'no_usage', held);
  return {
    as: 'settle',
    ...boundOf(outputBytes, held),
    usage: NO_TOKENS,
    outcome: 'no_usage',
    incident: 'no_usage',
  };
}

/**
 * Bounds of what a provider wrote that did not arrive before its connection was closed. Models of the big providers
 * write 50 to 250 tokens a second, and stop 7 to 15 tokens after the disconnect (users' reports). This is twice the speed
 * of the fastest, and a second for the last bytes, for the disconnect to arrive and for the model to stop.
 */
export const MAX_TOKENS_PER_SECOND = 500;
export const MAX_STOP_MS = 1000;

/** Correct only if the provider stops writing and billing at the disconnect: JIGAP_HANG_UP=cancel assumes it. */
function boundedByTime(outputBytes: number, unseenMs: number | null, held: HeldCall): Resolution {
  if (unseenMs === null || held.hiddenOutput) return atFullHold('cancelled', null, held);
  const inFlight = held.candidates * Math.ceil(((unseenMs + MAX_STOP_MS) * MAX_TOKENS_PER_SECOND) / 1000);
  const bound = boundOf(outputBytes + inFlight, held);
  return { as: 'settle', ...bound, usage: NO_TOKENS, outcome: 'cancelled', incident: null };
}

/** The input at its bound, these output tokens and the stop strings; at most what is held. */
function boundOf(
  seenTokens: number,
  { amount, quantities, price, inputTokensBound, candidates, stopBytes }: HeldCall,
): Pick<Resolution, 'cost' | 'quantities'> {
  const outputTokens = seenTokens + candidates * stopBytes;
  const usage = { ...NO_TOKENS, inputTokens: inputTokensBound, cacheWriteTokens: inputTokensBound, outputTokens };
  return {
    cost: Math.min(amount, costOf(price, usage)),
    quantities: { ...quantities, tokens: Math.min(quantities.tokens, inputTokensBound + outputTokens) },
  };
}

function atFullHold(outcome: Outcome, incident: IncidentKind | null, held: HeldAmounts): Resolution {
  const { amount, quantities } = held;
  return { as: 'settle', cost: amount, quantities, usage: NO_TOKENS, outcome, incident };
}
