import type { BudgetUnit } from '../../../src/ledger/budget-units.ts';
import type { BudgetLimit } from '../../../src/ledger/budgets.ts';
import type { Period } from '../../../src/ledger/periods.ts';
import type { TestEngine } from '../contract/engine.ts';

/**
 * The independent little model: plain lists of what was done, and no counter anywhere. What is spent and held is summed
 * anew at each read (sums.ts), and days are those of Intl (local-days.ts), so that it shares neither the
 * idea nor the code of the store that it checks. Money is nano-USD, instants are ms UTC.
 */
export interface World {
  now: number;
  server: Server;
  readonly classes: Map<number, ClassInWorld>;
  readonly students: Map<number, StudentInWorld>;
  readonly budgets: BudgetInWorld[];
  readonly topUps: TopUpInWorld[];
  readonly takenOver: TakenOver[];
  /** By scope and id: the last time at which its windows, or the origin of its limits, changed. */
  readonly carriesSince: Map<string, number>;
  /** Every call that ever got a hold, by the hold's id. */
  readonly calls: Map<number, CallInWorld>;
  /** Instants at which a hold was requested: ids may be numbered a little ahead of a clock that went back. */
  readonly sentAt: number[];
  /** How far, ms. */
  readonly maxAheadMs: number;
  /** What another replica expired may be settled after all. */
  readonly settlesLate: boolean;
  turns: number;
}

/** Settings of the server; they change at a restart only. */
export interface Server {
  readonly timeZone: string;
  readonly walletMonthly: number;
  readonly studentWeekly: number;
}

export interface ClassInWorld {
  readonly id: number;
  timeZone: string;
  startsOn: string | null;
  endsOn: string | null;
  deleted: boolean;
  archived: boolean;
}

export interface StudentInWorld {
  readonly id: number;
  classId: number | null;
  suspended: boolean;
  removed: boolean;
  token: TokenInWorld;
}

/** The id of a token that was refused, because the class was archived before. */
export const NO_TOKEN = 0;

export interface TokenInWorld {
  readonly id: number;
  readonly hash: string;
  revokedAt: number | null;
}

export type BudgetScope = 'wallet' | 'class' | 'class-student' | 'student';

/** What a limit is of: money, tokens, calls or images, of all calls or of those that some models answer. */
export interface KindInWorld {
  readonly period: Period;
  readonly unit: BudgetUnit;
  readonly models: readonly string[] | null;
}

export function isSameKind(one: KindInWorld, other: KindInWorld): boolean {
  return one.period === other.period && one.unit === other.unit && String(one.models) === String(other.models);
}

export function isPlain({ unit, models }: KindInWorld): boolean {
  return unit === 'money' && models === null;
}

/** Of a limit as the store takes and shows it. */
export function kindInWorld(limit: Omit<BudgetLimit, 'limit'>): KindInWorld {
  const { period, unit = 'money', selector = null } = limit;
  return { period, unit, models: selector !== null && 'models' in selector ? selector.models : null };
}

export interface BudgetInWorld extends KindInWorld {
  readonly scope: BudgetScope;
  readonly scopeId: number;
  limit: number;
  carry: CarryInWorld | null;
  /** null until it was read from the store. */
  id: number | null;
}

/** That a budget carries over, since when, and how its limit was changed since. */
export interface CarryInWorld {
  readonly since: number;
  readonly changes: { readonly at: number; readonly from: number; readonly to: number }[];
}

/** What the first hold of a window took over from the window before. */
export interface TakenOver extends KindInWorld {
  readonly scope: string;
  readonly scopeId: number;
  readonly timeZone: string;
  readonly key: string;
  readonly lastKey: string;
  readonly amount: number;
}

export interface TopUpInWorld {
  readonly id: number;
  readonly scope: 'class' | 'student';
  readonly scopeId: number;
  readonly amount: number;
  readonly startsAt: number;
  readonly endsAt: number;
  withdrawn: boolean;
}

export interface CallInWorld {
  readonly holdId: number;
  /** The instant of the hold, which decides the periods that the call belongs to for ever. */
  readonly at: number;
  readonly studentId: number;
  readonly classId: number | null;
  readonly tokenId: number;
  readonly model: string;
  /** The local day of the student's class at that instant. */
  readonly day: string;
  readonly held: number;
  readonly heldTokens: number;
  readonly heldImages: number;
  readonly provider: string;
  readonly paidBy: PaidBy;
  /** null: in flight. */
  end: EndOfCall | null;
}

/** By scope, the id of the top-up that paid; 0: the budgets did. */
export interface PaidBy {
  readonly student: number;
  readonly class: number;
}

export interface EndOfCall {
  readonly cost: number;
  readonly outcome: string;
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly outputTokens: number;
  refunded: number;
  readonly tokens: number;
  readonly calls: number;
  readonly images: number;
  /** All of its money was given back, and with it its tokens, its images and the call. */
  isGivenBack: boolean;
  /** null: the owner need not see it. Its id is null until it was read from the store. */
  readonly incident: { id: number | null; closed: boolean } | null;
  /** After it was expired. */
  isSettledLate: boolean;
}

export function emptyWorld(now: number, server: Server, { maxAheadMs, settlesLate }: TestEngine): World {
  return {
    now,
    server,
    classes: new Map(),
    students: new Map(),
    budgets: [],
    topUps: [],
    takenOver: [],
    // The first start sets the rules of the server.
    carriesSince: new Map([['wallet 0', now]]),
    calls: new Map(),
    sentAt: [],
    maxAheadMs,
    settlesLate,
    turns: 0,
  };
}

export function openCalls(world: World): CallInWorld[] {
  return [...world.calls.values()].filter((call) => call.end === null);
}

/** One of a list by any whole number >= 0; undefined when the list is empty. */
export function pick<Item>(items: readonly Item[], index: number): Item | undefined {
  return items[index % items.length];
}

/** From now on nothing is carried out of the windows of a scope that are over. @param now of the change */
export function endCarry(world: World, scope: 'wallet' | 'class' | 'student', id: number, now: number): void {
  const newest = Math.max(...[...world.calls.values()].map(({ at }) => at + 1));
  world.carriesSince.set(`${scope} ${id}`, Math.max(now, newest));
}

/** A change of the owner's at an instant, as the store wants it. */
export function change(now: number) {
  return { actor: 'owner', now };
}
