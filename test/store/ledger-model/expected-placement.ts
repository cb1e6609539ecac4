import type { Estimate } from '../../../src/ledger/estimate.ts';
import { type ApplicableLimit, limitsOfCall } from './applicable-limits.ts';
import { isInTerm, moneyIn } from './sums.ts';
import type { StudentInWorld, World } from './world.ts';

/** What the ledger has to say to a call at an instant, worked out from the records alone. */
export type ExpectedPlacement =
  | { readonly kind: 'grant'; readonly cap: number; readonly amount: number; readonly ownLeft: number }
  | {
      readonly kind: 'refuse';
      readonly why: 'spent' | 'held';
      readonly affordableCap: number;
      readonly needed: number;
      /** Those that stand in the way. */
      readonly inTheWay: readonly LimitWithMoney[];
    }
  | { readonly kind: 'out of term' };

export interface LimitWithMoney extends ApplicableLimit {
  readonly spent: number;
  readonly held: number;
}

export interface Request {
  readonly estimate: Estimate;
  readonly cap: number;
  readonly lowestCap: number;
}

export function expectedPlacement(world: World, student: StudentInWorld, sent: Request, at: number): ExpectedPlacement {
  const applicable = limitsOfCall(world, student);
  if (applicable.some((limit) => limit.period === 'term' && !isInTerm(limit, at))) return { kind: 'out of term' };
  const limits = applicable.map((limit) => ({ ...limit, ...moneyIn(world, limit, at) }));
  const available = Math.min(...limits.map(leftIn));
  const cap = largestCap(sent, available);
  if (cap >= sent.lowestCap) {
    const ownLeft = Math.min(...limits.filter(({ scope }) => scope === 'student').map(leftIn));
    const amount = holdOf(sent.estimate, cap);
    return { kind: 'grant', cap, amount, ownLeft: ownLeft - amount };
  }
  const needed = holdOf(sent.estimate, sent.lowestCap);
  const spentOut = limits.filter((limit) => limit.spent + needed > limit.limit);
  const short = limits.filter((limit) => limit.spent + limit.held + needed > limit.limit);
  const why = spentOut.length > 0 ? 'spent' : 'held';
  return {
    kind: 'refuse',
    why,
    affordableCap: Math.max(0, cap),
    needed,
    inTheWay: why === 'spent' ? spentOut : short,
  };
}

export function leftIn({ limit, spent, held }: { limit: number; spent: number; held: number }): number {
  return limit - spent - held;
}

/** Nano-USD, rounded up, in arithmetic that cannot round by itself. */
function holdOf({ inputPico, picoPerCapToken }: Estimate, cap: number): number {
  const pico = BigInt(inputPico) + BigInt(cap) * BigInt(picoPerCapToken);
  return Number((pico + 999n) / 1000n);
}

/** By trying, in halves; -1 when not even the input fits. */
function largestCap({ estimate, cap }: Request, available: number): number {
  if (holdOf(estimate, 0) > available) return -1;
  let [fits, tooMuch] = [0, cap + 1];
  while (tooMuch - fits > 1) {
    const middle = Math.floor((fits + tooMuch) / 2);
    if (holdOf(estimate, middle) <= available) fits = middle;
    else tooMuch = middle;
  }
  return fits;
}
