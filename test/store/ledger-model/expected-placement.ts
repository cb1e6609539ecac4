import { BUDGET_UNITS } from '../../../src/ledger/budget-units.ts';
import type { Estimate } from '../../../src/ledger/estimate.ts';
import { type ApplicableLimit, limitsOfCall } from './applicable-limits.ts';
import { carriedIn } from './carried.ts';
import { isInTerm, moneyIn, moneyOf } from './sums.ts';
import { isPlain, type PaidBy, type StudentInWorld, type World } from './world.ts';

/** What the ledger has to say to a call at an instant, worked out from the records alone. */
export type ExpectedPlacement =
  | {
      readonly kind: 'grant';
      readonly cap: number;
      readonly amount: number;
      readonly ownLeft: number;
      readonly paidBy: PaidBy;
    }
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
  readonly modelId: string;
  readonly estimate: Estimate;
  readonly cap: number;
  readonly lowestCap: number;
}

export function expectedPlacement(world: World, student: StudentInWorld, sent: Request, at: number): ExpectedPlacement {
  const applicable = limitsOfCall(world, student, sent.modelId);
  if (applicable.some((limit) => limit.period === 'term' && !isInTerm(limit, at))) return { kind: 'out of term' };
  const all = applicable.map((limit) => ({
    ...limit,
    limit: limit.limit + carriedIn(world, limit, at),
    ...moneyIn(world, limit, at),
  }));
  const limits = all.filter(isPlain);
  const others = all.filter((limit) => !isPlain(limit));
  const scopes = waysToPay(world, student, limits, at);
  // A call that costs nothing takes nothing, also where more is spent than a limit that was lowered.
  const available = Math.max(0, Math.min(...scopes.map(({ ways }) => Math.max(...ways.map(({ left }) => left)))));
  const cap = Math.min(largestCap(sent, available), ...others.map((limit) => capIn(sent, limit)));
  if (cap >= sent.lowestCap) return grantOf(scopes, cap, holdOf(sent.estimate, cap));
  const { lowestCap } = sent;
  const spentOthers = others.filter((limit) => takes(sent, lowestCap, limit) > Math.max(0, limit.limit - limit.spent));
  const shortOthers = others.filter((limit) => takes(sent, lowestCap, limit) > Math.max(0, leftIn(limit)));
  const needed = holdOf(sent.estimate, lowestCap);
  const spentOut = scopes.filter(({ ways }) => ways.every(({ unspent }) => needed > Math.max(0, unspent)));
  const short = scopes.filter(({ ways }) => ways.every(({ left }) => needed > Math.max(0, left)));
  const why = spentOut.length + spentOthers.length > 0 ? 'spent' : 'held';
  const plainInTheWay =
    why === 'spent'
      ? spentOut.flatMap((scope) => scope.limits).filter((limit) => limit.spent + needed > limit.limit)
      : short.flatMap((scope) => scope.limits).filter((limit) => limit.spent + limit.held + needed > limit.limit);
  const inTheWay = [...plainInTheWay, ...(why === 'spent' ? spentOthers : shortOthers)];
  const unit = BUDGET_UNITS.find((one) => inTheWay.some((limit) => limit.unit === one));
  const ofUnit = inTheWay.filter((limit) => limit.unit === unit);
  const neededOf = takes(sent, lowestCap, ofUnit[0] ?? { unit: 'money' });
  return { kind: 'refuse', why, affordableCap: Math.max(0, cap), needed: neededOf, inTheWay: ofUnit };
}

/** All limits of a scope together, or one of its top-ups: the first that has enough pays. */
interface WayToPay {
  /** Of the top-up; 0: the limits. */
  readonly id: number;
  readonly left: number;
  readonly unspent: number;
}

interface ScopeToPay {
  readonly scope: ApplicableLimit['scope'];
  readonly limits: readonly LimitWithMoney[];
  readonly ways: readonly WayToPay[];
}

function waysToPay(world: World, student: StudentInWorld, all: readonly LimitWithMoney[], at: number): ScopeToPay[] {
  return (['wallet', 'class', 'student'] as const).map((scope) => {
    const limits = all.filter((limit) => limit.scope === scope);
    const byLimits = {
      id: 0,
      left: Math.min(...limits.map(leftIn)),
      unspent: Math.min(...limits.map(({ limit, spent }) => limit - spent)),
    };
    const topUps = topUpsInEffect(world, scope, scope === 'class' ? student.classId : student.id, at);
    return { scope, limits, ways: [byLimits, ...topUps] };
  });
}

/** What ends first comes first. */
export function topUpsInEffect(world: World, scope: string, scopeId: number | null, at: number): WayToPay[] {
  return world.topUps
    .filter((one) => one.scope === scope && one.scopeId === scopeId && !one.withdrawn)
    .filter(({ startsAt, endsAt }) => startsAt <= at && at < endsAt)
    .sort((a, b) => (a.endsAt === b.endsAt ? a.id - b.id : a.endsAt - b.endsAt))
    .map((topUp) => {
      const { spent, held } = moneyOf(world, topUp);
      return { id: topUp.id, left: topUp.amount - spent - held, unspent: topUp.amount - spent };
    });
}

function grantOf(scopes: readonly ScopeToPay[], cap: number, amount: number): ExpectedPlacement {
  const payerOf = (name: 'class' | 'student') =>
    amount === 0
      ? 0
      : (scopes.find(({ scope }) => scope === name)?.ways.find(({ left }) => amount <= left)?.id ?? Number.NaN);
  const paidBy = { class: payerOf('class'), student: payerOf('student') };
  const own = scopes.flatMap(({ scope, ways }) => (scope === 'student' ? ways : []));
  const ownLeft = Math.max(...own.map(({ id, left }) => (id === paidBy.student ? left - amount : left)));
  return { kind: 'grant', cap, amount, ownLeft, paidBy };
}

export function leftIn({ limit, spent, held }: { limit: number; spent: number; held: number }): number {
  return limit - spent - held;
}

/** Nano-USD, rounded up, in arithmetic that cannot round by itself. */
function holdOf({ inputPico, picoPerCapToken, media }: Estimate, cap: number): number {
  const pico = BigInt(inputPico) + BigInt(media?.pico ?? 0) + BigInt(cap) * BigInt(picoPerCapToken);
  return Number((pico + 999n) / 1000n);
}

/** What a call takes of a limit. */
function takes({ estimate }: Request, cap: number, { unit }: Pick<ApplicableLimit, 'unit'>): number {
  if (unit === 'money') return holdOf(estimate, cap);
  const { inputTokensBound, candidates, media } = estimate;
  if (unit === 'images') return media?.images ?? 0;
  return unit === 'calls' ? 1 : inputTokensBound + cap * candidates + (media?.outputTokens ?? 0);
}

/** The largest cap that a limit has room for; -1: none. */
function capIn(sent: Request, limit: LimitWithMoney): number {
  let cap = sent.cap;
  while (cap >= 0 && takes(sent, cap, limit) > Math.max(0, leftIn(limit))) cap--;
  return cap;
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
