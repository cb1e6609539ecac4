import { addUtcDays, DAY_MS, startOfUtcDay } from '../../../ledger/utc-days.ts';

/** Days, all included: YYYY-MM-DD. */
export interface DayRange {
  readonly from: string;
  readonly to: string;
}

/** Sums that are stored: of single days, of whole months, or of a year up to one of its days. */
export type StoredSums = 'days' | 'months' | 'to-date';

export interface UsagePart extends DayRange {
  readonly of: StoredSums;
  /** -1: what is to be taken off. */
  readonly sign: 1 | -1;
}

/** From the first of its days to the last, or back: then it is taken off. */
interface Step extends DayRange {
  readonly of: StoredSums;
  /** About how many rows it has, in those of a day. */
  readonly cost: number;
}

/** A month, or a year to date, has about as many rows as so many days: a student calls the same models again. */
const REPEATED_DAYS = 3;
/** Closed days farther from both ends of a range are of no use, but for the ends of years. */
const NEAR_DAYS = 31;

/**
 * The stored sums with the fewest rows that add up to a range: the cheapest way from its first day to the day after its last,
 * where a step back takes off what it goes over.
 * @param calls from the first call to the last: days outside have none @param closed days up to which their year is summed
 */
export function usageParts(range: DayRange, calls: DayRange, closed: readonly string[]): UsagePart[] {
  const { from, to } = within(range, calls);
  if (from > to) return [];
  const goal = addUtcDays(to, 1);
  const months = monthsOf(`${from.slice(0, 4)}-01`, to.slice(0, 7));
  const isOfUse = (day: string) =>
    day >= `${from.slice(0, 4)}-01-01` &&
    day <= lastDayOf(to.slice(0, 7)) &&
    (day.endsWith('-12-31') || [from, to].some((end) => Math.abs(daysBetween(day, end)) <= NEAR_DAYS));
  const larger = [
    ...months.map((month) => ({ of: 'months', from: `${month}-01`, to: lastDayOf(month) }) as const),
    ...closed.filter(isOfUse).map((day) => ({ of: 'to-date', from: `${day.slice(0, 4)}-01-01`, to: day }) as const),
  ].map((sums) => ({ ...sums, cost: REPEATED_DAYS }));
  const marks = [from, goal, ...larger.flatMap((sums) => [sums.from, addUtcDays(sums.to, 1)])];
  return joined(cheapestWay(from, goal, [...larger, ...stretches(marks, calls)]));
}

function within({ from, to }: DayRange, calls: DayRange): DayRange {
  return { from: laterOf(from, calls.from), to: earlierOf(to, calls.to) };
}

/** The days between neighbouring marks. */
function stretches(marks: readonly string[], calls: DayRange): Step[] {
  const sorted = [...new Set(marks)].sort();
  return sorted.slice(1).map((next, index) => {
    const [from, to] = [sorted[index] ?? next, addUtcDays(next, -1)];
    const read = within({ from, to }, calls);
    return { of: 'days', from, to, cost: Math.max(0, daysBetween(read.from, read.to) + 1) };
  });
}

interface Reached {
  readonly cost: number;
  readonly parts: readonly UsagePart[];
}

/** By Dijkstra; there are a few hundred days to go over at most. */
function cheapestWay(start: string, goal: string, steps: readonly Step[]): readonly UsagePart[] {
  const ways = waysFrom(steps);
  const open = new Map<string, Reached>([[start, { cost: 0, parts: [] }]]);
  const done = new Set<string>();
  for (;;) {
    const [day, reached] = [...open].reduce((a, b) => (b[1].cost < a[1].cost ? b : a));
    if (day === goal) return reached.parts;
    open.delete(day);
    done.add(day);
    for (const { next, step, sign } of ways.get(day) ?? []) {
      const cost = reached.cost + step.cost;
      if (done.has(next) || cost >= (open.get(next)?.cost ?? Number.POSITIVE_INFINITY)) continue;
      // Days without a call have nothing to be read.
      const parts = step.cost === 0 ? reached.parts : [...reached.parts, partOf(step, sign)];
      open.set(next, { cost, parts });
    }
  }
}

interface Way {
  readonly next: string;
  readonly step: Step;
  readonly sign: 1 | -1;
}

function waysFrom(steps: readonly Step[]): Map<string, Way[]> {
  const ways = new Map<string, Way[]>();
  const add = (day: string, way: Way) => ways.set(day, [...(ways.get(day) ?? []), way]);
  for (const step of steps) {
    const after = addUtcDays(step.to, 1);
    add(step.from, { next: after, step, sign: 1 });
    add(after, { next: step.from, step, sign: -1 });
  }
  return ways;
}

function partOf({ of, from, to }: Step, sign: 1 | -1): UsagePart {
  return { of, from, to, sign };
}

/** Neighbours of one kind are read as one. */
function joined(parts: readonly UsagePart[]): UsagePart[] {
  const all: UsagePart[] = [];
  for (const part of parts) {
    const last = all.at(-1);
    if (last === undefined || part.of === 'to-date' || part.of !== last.of || part.sign !== last.sign) all.push(part);
    else if (part.from === addUtcDays(last.to, 1)) all[all.length - 1] = { ...last, to: part.to };
    else if (last.from === addUtcDays(part.to, 1)) all[all.length - 1] = { ...last, from: part.from };
    else all.push(part);
  }
  return all;
}

function monthsOf(first: string, last: string): string[] {
  const months: string[] = [];
  for (let month = first; month <= last; month = addUtcDays(lastDayOf(month), 1).slice(0, 7)) months.push(month);
  return months;
}

/** @param month YYYY-MM */
export function lastDayOf(month: string): string {
  return addUtcDays(`${addUtcDays(`${month}-28`, 4).slice(0, 7)}-01`, -1);
}

function daysBetween(from: string, to: string): number {
  return (startOfUtcDay(to) - startOfUtcDay(from)) / DAY_MS;
}

function laterOf(a: string, b: string): string {
  return a > b ? a : b;
}

export function earlierOf(a: string, b: string): string {
  return a < b ? a : b;
}
