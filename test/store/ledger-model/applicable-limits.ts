import type { Period } from '../../../src/ledger/periods.ts';
import type { BudgetInWorld, BudgetScope, CarryInWorld, ClassInWorld, StudentInWorld, World } from './world.ts';

/** One limit that a call must fit into. */
export interface ApplicableLimit {
  readonly scope: 'wallet' | 'class' | 'student';
  readonly scopeId: number;
  readonly period: Period;
  readonly limit: number;
  readonly timeZone: string;
  readonly startsOn: string | null;
  readonly endsOn: string | null;
  /** `since` is when both the budget and its scope began to carry over as they do. */
  readonly carry: CarryInWorld | null;
}

type Place = Pick<ApplicableLimit, 'timeZone' | 'startsOn' | 'endsOn'>;

export function limitsOfCall(world: World, student: StudentInWorld): ApplicableLimit[] {
  const ofClass = student.classId === null ? [] : limitsOfClass(world, student.classId);
  return [...limitsOfWallet(world), ...ofClass, ...limitsOfStudent(world, student)];
}

/** The owner's, and the server's monthly one where he set none for the month. */
export function limitsOfWallet(world: World): ApplicableLimit[] {
  const place = { timeZone: world.server.timeZone, startsOn: null, endsOn: null };
  const own = setFor(world, 'wallet', 0).map((budget) => applicableLimit(world, 'wallet', 0, budget, place));
  if (own.some((limit) => limit.period === 'month')) return own;
  return [
    ...own,
    applicableLimit(world, 'wallet', 0, { period: 'month', limit: world.server.walletMonthly, carry: null }, place),
  ];
}

export function limitsOfClass(world: World, classId: number): ApplicableLimit[] {
  const place = placeOf(world, classId);
  return setFor(world, 'class', classId).map((budget) => applicableLimit(world, 'class', classId, budget, place));
}

/** Period by period the student's own before the class's; the server's weekly one only where there is neither. */
export function limitsOfStudent(world: World, student: StudentInWorld): ApplicableLimit[] {
  const place = placeOf(world, student.classId);
  const byPeriod = new Map<Period, LimitInWorld>();
  if (student.classId !== null) {
    for (const budget of setFor(world, 'class-student', student.classId)) byPeriod.set(budget.period, budget);
  }
  for (const budget of setFor(world, 'student', student.id)) byPeriod.set(budget.period, budget);
  if (byPeriod.size === 0) byPeriod.set('week', { period: 'week', limit: world.server.studentWeekly, carry: null });
  return [...byPeriod.values()].map((limit) => applicableLimit(world, 'student', student.id, limit, place));
}

/** Where the days of a student are counted. */
export function placeOf(world: World, classId: number | null): Place {
  const schoolClass = classId === null ? undefined : world.classes.get(classId);
  if (schoolClass === undefined) return { timeZone: world.server.timeZone, startsOn: null, endsOn: null };
  const { timeZone, startsOn, endsOn }: ClassInWorld = schoolClass;
  return { timeZone, startsOn, endsOn };
}

export function setFor(world: World, scope: BudgetScope, scopeId: number): BudgetInWorld[] {
  return world.budgets.filter((budget) => budget.scope === scope && budget.scopeId === scopeId);
}

type LimitInWorld = Pick<BudgetInWorld, 'period' | 'limit' | 'carry'>;

function applicableLimit(
  world: World,
  scope: ApplicableLimit['scope'],
  scopeId: number,
  { period, limit, carry }: LimitInWorld,
  place: Place,
): ApplicableLimit {
  const since = Math.max(carry?.since ?? 0, world.carriesSince.get(`${scope} ${scopeId}`) ?? 0);
  return { scope, scopeId, period, limit, ...place, carry: carry === null ? null : { ...carry, since } };
}
