import {
  type BudgetInWorld,
  type BudgetScope,
  type CarryInWorld,
  type ClassInWorld,
  isPlain,
  isSameKind,
  type KindInWorld,
  type StudentInWorld,
  type World,
} from './world.ts';

/** One limit that a call must fit into. */
export interface ApplicableLimit extends KindInWorld {
  readonly scope: 'wallet' | 'class' | 'student';
  readonly scopeId: number;
  readonly limit: number;
  readonly timeZone: string;
  readonly startsOn: string | null;
  readonly endsOn: string | null;
  /** `since` is when both the budget and its scope began to carry over as they do. */
  readonly carry: CarryInWorld | null;
}

type Place = Pick<ApplicableLimit, 'timeZone' | 'startsOn' | 'endsOn'>;

/** @param model undefined: whatever answers */
export function limitsOfCall(world: World, student: StudentInWorld, model?: string): ApplicableLimit[] {
  const ofClass = student.classId === null ? [] : limitsOfClass(world, student.classId);
  const all = [...limitsOfWallet(world), ...ofClass, ...limitsOfStudent(world, student)];
  return model === undefined ? all : all.filter(({ models }) => models === null || models.includes(model));
}

/** The owner's, and the server's monthly one where he set none for the month. */
export function limitsOfWallet(world: World): ApplicableLimit[] {
  const place = { timeZone: world.server.timeZone, startsOn: null, endsOn: null };
  const own = setFor(world, 'wallet', 0).map((budget) => applicableLimit(world, 'wallet', 0, budget, place));
  if (own.some((limit) => limit.period === 'month' && isPlain(limit))) return own;
  return [
    ...own,
    applicableLimit(
      world,
      'wallet',
      0,
      { ...PLAIN, period: 'month', limit: world.server.walletMonthly, carry: null },
      place,
    ),
  ];
}

export function limitsOfClass(world: World, classId: number): ApplicableLimit[] {
  const place = placeOf(world, classId);
  return setFor(world, 'class', classId).map((budget) => applicableLimit(world, 'class', classId, budget, place));
}

const PLAIN = { unit: 'money', models: null } as const;

/** Kind by kind the student's own before the class's; the server's weekly one only where neither is of money for all calls. */
export function limitsOfStudent(world: World, student: StudentInWorld): ApplicableLimit[] {
  const place = placeOf(world, student.classId);
  const own: LimitInWorld[] = setFor(world, 'student', student.id);
  const ofClass = student.classId === null ? [] : setFor(world, 'class-student', student.classId);
  const limits = [...own, ...ofClass.filter((budget) => !own.some((one) => isSameKind(one, budget)))];
  if (!limits.some(isPlain)) limits.push({ ...PLAIN, period: 'week', limit: world.server.studentWeekly, carry: null });
  return limits.map((limit) => applicableLimit(world, 'student', student.id, limit, place));
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

type LimitInWorld = KindInWorld & Pick<BudgetInWorld, 'limit' | 'carry'>;

function applicableLimit(
  world: World,
  scope: ApplicableLimit['scope'],
  scopeId: number,
  { period, unit, models, limit, carry }: LimitInWorld,
  place: Place,
): ApplicableLimit {
  const since = Math.max(carry?.since ?? 0, world.carriesSince.get(`${scope} ${scopeId}`) ?? 0);
  return { scope, scopeId, period, unit, models, limit, ...place, carry: carry === null ? null : { ...carry, since } };
}
