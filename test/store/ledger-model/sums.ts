import type { ApplicableLimit } from './applicable-limits.ts';
import { isWithinDays, periodKey } from './local-days.ts';
import { type CallInWorld, isPlain, type KindInWorld, type TopUpInWorld, type World } from './world.ts';

export interface Money {
  readonly spent: number;
  readonly held: number;
}

/** What the calls of a limit's period come to, added up one by one. @param now an instant of the period */
export function moneyIn(world: World, limit: ApplicableLimit, now: number): Money {
  return sumOf(world, limit.unit, (call) => concerns(call, limit) && isInPeriod(limit, call.at, now));
}

/** The same of the period of a key. */
export function moneyAt(world: World, limit: ApplicableLimit, period: 'day' | 'week' | 'month', key: string): Money {
  return sumOf(
    world,
    limit.unit,
    (call) => concerns(call, limit) && periodKey(period, limit.timeZone, call.at) === key,
  );
}

/** What the calls that a top-up paid come to. */
export function moneyOf(world: World, { id }: TopUpInWorld): Money {
  return sumOf(world, 'money', ({ paidBy }) => paidBy.student === id || paidBy.class === id);
}

function sumOf(world: World, unit: KindInWorld['unit'], counts: (call: CallInWorld) => boolean): Money {
  let [spent, held] = [0, 0];
  for (const call of world.calls.values()) {
    if (!counts(call)) continue;
    if (call.end === null)
      held += { money: call.held, tokens: call.heldTokens, calls: 1, images: call.heldImages }[unit];
    else if (unit === 'money') spent += call.end.cost - call.end.refunded;
    else if (!call.end.isGivenBack) spent += call.end[unit];
  }
  return { spent, held };
}

/** Whether an instant lies in the limit's period around `now`. A term is the same whenever one asks. */
export function isInPeriod(limit: ApplicableLimit, at: number, now: number): boolean {
  const { period, timeZone } = limit;
  if (period === 'term') return isInTerm(limit, at);
  return periodKey(period, timeZone, at) === periodKey(period, timeZone, now);
}

export function isInTerm({ timeZone, startsOn, endsOn }: ApplicableLimit, at: number): boolean {
  return isWithinDays(timeZone, startsOn, endsOn, at);
}

function concerns(call: CallInWorld, limit: ApplicableLimit): boolean {
  const { scope, scopeId, models } = limit;
  if (models !== null && !models.includes(call.model)) return false;
  if (scope === 'wallet') return true;
  return (
    (!isPlain(limit) || call.paidBy[scope] === 0) && scopeId === (scope === 'class' ? call.classId : call.studentId)
  );
}
