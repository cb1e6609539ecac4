import { calendarOf, hasEnded, type SchoolClass } from '../access/classes.ts';
import type { Student } from '../access/students.ts';
import { selectorText } from '../ledger/budget-selectors.ts';
import { type Budget, type BudgetKind, type BudgetLimit, kindOf } from '../ledger/budgets.ts';
import { type DefaultLimits, studentRules, walletRules } from '../ledger/effective-rules.ts';
import { PERIODS, type Period } from '../ledger/periods.ts';
import type { AdminServices } from './admin-deps.ts';

/** Students who all use their budgets get past a limit that they share: those who call later find no money left. */
export interface BudgetWarning extends BudgetKind {
  readonly scope: 'wallet' | 'class';
  /** In its unit. */
  readonly limit: number;
  /** What the students may spend together in such a period, at least; in the unit. */
  readonly together: number;
  readonly students: number;
}

/**
 * How often a student's budget of a period can surely be used in one of a longer period: a month touches at least four weeks.
 * No entry: the period is the longer one, and nobody has to use all of it within the other.
 */
const USES: Readonly<Record<Period, Partial<Record<Period, number>>>> = {
  day: { day: 1, week: 7, month: 28, term: 1, total: 1 },
  week: { week: 1, month: 4, term: 1, total: 1 },
  month: { month: 1, term: 1, total: 1 },
  term: { term: 1, total: 1 },
  total: { total: 1 },
};

/**
 * Compares each limit with the sum of what each student may spend in its period: the least that any limit of the student
 * allows there, counting shorter ones as often as they surely recur. A student whose limits are all of longer periods counts
 * as nothing, so a warning is never wrong. Only like is compared with like: limits of the same unit, for the same calls.
 * @param students the limits of each
 */
export function findBudgetWarnings(
  scope: BudgetWarning['scope'],
  limits: readonly BudgetLimit[],
  students: readonly (readonly BudgetLimit[])[],
): BudgetWarning[] {
  return PERIODS.flatMap((period) => limits.filter((limit) => limit.period === period)).flatMap((shared) => {
    const { limit } = shared;
    const kind = kindOf(shared);
    const ofStudents = students.map((own) => own.filter((each) => isAlike(each, kind)));
    const together = ofStudents.reduce((sum, own) => sum + spendableIn(kind.period, own), 0);
    return together > limit ? [{ scope, ...kind, limit, together, students: students.length }] : [];
  });
}

function isAlike(limit: BudgetLimit, { unit, selector }: BudgetKind): boolean {
  const own = kindOf(limit);
  return own.unit === unit && selectorText(own.selector) === selectorText(selector);
}

function spendableIn(period: Period, limits: readonly BudgetLimit[]): number {
  if (!limits.some((limit) => USES[limit.period][period] !== undefined)) return 0;
  return Math.min(...limits.map((limit) => limit.limit * (USES[limit.period][period] ?? 1)));
}

/** What the limits of a class and of the wallet are compared with. */
export interface School {
  readonly students: readonly Student[];
  readonly classes: ReadonlyMap<number, SchoolClass>;
  readonly budgets: readonly Budget[];
  readonly defaults: DefaultLimits;
  readonly serverTimeZone: string;
  /** ms UTC. */
  readonly now: number;
}

/** Of the wallet, and of each class by its id. Students who cannot call, suspended or after their class, do not count. */
export function findSchoolWarnings(school: School): {
  readonly wallet: readonly BudgetWarning[];
  readonly classes: ReadonlyMap<number, readonly BudgetWarning[]>;
} {
  const { budgets, defaults, serverTimeZone } = school;
  const byScope = Map.groupBy(budgets, ({ scope, scopeId }) => `${scope} ${scopeId}`);
  const of = (key: string) => byScope.get(key) ?? [];
  const serverCalendar = calendarOf(null, serverTimeZone);
  const callers = school.students.filter((student) => mayCall(student, school));
  const rules = callers.map(({ id, classId }) => ({
    classId,
    limits: studentRules({ id, classId }, serverCalendar, {
      ...{ budgets: [...of(`student ${id}`), ...of(`class-student ${classId}`)], defaults, serverCalendar },
    }),
  }));
  const byClass = Map.groupBy(rules, ({ classId }) => classId);
  const classes = [...school.classes.keys()].map((id) => {
    const members = (byClass.get(id) ?? []).map(({ limits }) => limits);
    return [id, findBudgetWarnings('class', of(`class ${id}`), members)] as const;
  });
  const wallet = walletRules({ budgets: of('wallet 0'), defaults, serverCalendar });
  const everyone = rules.map(({ limits }) => limits);
  return { wallet: findBudgetWarnings('wallet', wallet, everyone), classes: new Map(classes) };
}

function mayCall({ classId, suspendedAt }: Student, { classes, now }: School): boolean {
  const schoolClass = classId === null ? undefined : classes.get(classId);
  return suspendedAt === null && (schoolClass === undefined || !hasEnded(schoolClass, now));
}

type Deps = Pick<AdminServices, 'store' | 'defaults' | 'timeZone' | 'now'>;
const ALL = { after: null, limit: Number.MAX_SAFE_INTEGER - 1 };

export async function loadSchool({ store, defaults, timeZone, now }: Deps): Promise<School> {
  const [students, classes, budgets] = await Promise.all([
    store.access.listStudents(ALL),
    store.access.listClasses(ALL),
    store.ledger.listBudgets({}),
  ]);
  return {
    students: students.rows,
    classes: new Map(classes.rows.map((row) => [row.id, row])),
    ...{ budgets, defaults, serverTimeZone: timeZone, now: now() },
  };
}

/** Of a class, then of the wallet, which all students share. */
export async function loadClassWarnings(deps: Deps): Promise<(classId: number) => readonly BudgetWarning[]> {
  const { wallet, classes } = findSchoolWarnings(await loadSchool(deps));
  return (classId) => [...(classes.get(classId) ?? []), ...wallet];
}
