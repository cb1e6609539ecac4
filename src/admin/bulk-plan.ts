import { calendarOf, type SchoolClass } from '../access/classes.ts';
import type { Student } from '../access/students.ts';
import { type Budget, type BudgetLimit, type BudgetRule, kindKey, kindOf } from '../ledger/budgets.ts';
import { type DefaultLimits, studentRules } from '../ledger/effective-rules.ts';
import type { NanoUsd } from '../ledger/money.ts';
import type { TopUpEnd } from '../store/top-up-end.ts';
import { checkLimitAmount } from './budget-checks.ts';
import { checkTermBudget } from './term-rules.ts';

/** What can be done with several students of a class at once. */
export const BULK_ACTIONS = [
  'suspend',
  'resume',
  'tokens',
  'move',
  'set_budget',
  'remove_budget',
  'top_up',
  'remove',
] as const;
export type BulkAction = (typeof BULK_ACTIONS)[number];

export type BulkChange =
  | { readonly action: 'suspend' | 'resume' }
  | { readonly action: 'tokens' }
  | { readonly action: 'remove' }
  | { readonly action: 'move'; readonly to: SchoolClass | null }
  /** The limit is in the unit. */
  | ({ readonly action: 'set_budget' } & Omit<BudgetLimit, 'carryOver'>)
  | ({ readonly action: 'remove_budget' } & Omit<BudgetLimit, 'carryOver' | 'limit'>)
  | BulkTopUp;

/** Money once for each. `end` null: until the end of this week. */
export interface BulkTopUp {
  readonly action: 'top_up';
  readonly amount: NanoUsd;
  readonly end: TopUpEnd | null;
  readonly reason: string | null;
  /** See TopUpOrder. */
  readonly newestId?: number | undefined;
}

export interface BulkStudent {
  readonly student: Student;
  /** API tokens that work now. */
  readonly tokens: number;
}

/** What the limits of the students are made of. */
export interface LimitSources {
  readonly budgets: readonly Budget[];
  readonly defaults: DefaultLimits;
  readonly serverTimeZone: string;
}

/** `term_without_end`: a term budget of the student's own, and no last day in the other class. */
export type UnchangedReason = 'same' | 'term_without_end';

/** How a student is now, and how they would be. */
export interface PlannedStudent extends BulkStudent {
  readonly rulesBefore: readonly BudgetRule[];
  readonly rulesAfter: readonly BudgetRule[];
  /** null: the student changes. */
  readonly unchanged: UnchangedReason | null;
}

export interface BulkPlan {
  readonly change: BulkChange;
  readonly from: SchoolClass;
  readonly changing: readonly PlannedStudent[];
  readonly unchanged: readonly PlannedStudent[];
}

/**
 * What a change would do to each student; nothing is done yet.
 * @throws AdminError for an amount out of range, and for a term budget in a class without a last day
 */
export function planBulkChange(
  change: BulkChange,
  from: SchoolClass,
  students: readonly BulkStudent[],
  sources: LimitSources,
): BulkPlan {
  if (change.action === 'set_budget') {
    checkLimitAmount(kindOf(change), change.limit, []);
    checkTermBudget(change, from.endsOn);
  }
  const budgetsOf = relevantBudgets(sources.budgets);
  const planned = students.map((each) =>
    planStudent(change, from, each, { ...sources, budgets: budgetsOf(each.student.id) }),
  );
  return {
    change,
    from,
    changing: planned.filter(({ unchanged }) => unchanged === null),
    unchanged: planned.filter(({ unchanged }) => unchanged !== null),
  };
}

/** Without those of other students: each of 2,000 would be looked for among those of all. */
function relevantBudgets(budgets: readonly Budget[]): (studentId: number) => readonly Budget[] {
  const shared = budgets.filter(({ scope }) => scope !== 'student');
  const own = Map.groupBy(
    budgets.filter(({ scope }) => scope === 'student'),
    ({ scopeId }) => scopeId,
  );
  return (studentId) => [...shared, ...(own.get(studentId) ?? [])];
}

function planStudent(
  change: BulkChange,
  from: SchoolClass,
  { student, tokens }: BulkStudent,
  sources: LimitSources,
): PlannedStudent {
  const { budgets } = sources;
  const to = change.action === 'move' ? change.to : from;
  const moved = { ...student, classId: to?.id ?? null };
  return {
    student,
    tokens,
    rulesBefore: rulesOf(student, from, sources),
    rulesAfter: rulesOf(moved, to, { ...sources, budgets: budgetsAfter(change, student, budgets) }),
    unchanged: findUnchangedReason(change, student, tokens, budgets),
  };
}

/** By the rules of the ledger, so that a preview promises what a call will meet. */
function rulesOf(student: Student, schoolClass: SchoolClass | null, sources: LimitSources): BudgetRule[] {
  const { budgets, defaults, serverTimeZone } = sources;
  const serverCalendar = calendarOf(null, serverTimeZone);
  return studentRules(student, calendarOf(schoolClass, serverTimeZone), { budgets, defaults, serverCalendar });
}

/** Of no budget in the store: it is only planned. */
const PLANNED_ID = 0;

function budgetsAfter(change: BulkChange, { id }: Student, budgets: readonly Budget[]): readonly Budget[] {
  if (!('period' in change)) return budgets;
  const own = findOwnBudget(budgets, id, change);
  const others = budgets.filter((budget) => budget !== own);
  if (change.action === 'remove_budget') return others;
  const { period, unit, selector } = kindOf(change);
  const { limit } = change;
  return [
    ...others,
    {
      id: PLANNED_ID,
      scope: 'student',
      scopeId: id,
      period,
      unit,
      selector,
      limit,
      carry: own?.carry ?? null,
    },
  ];
}

function findOwnBudget(budgets: readonly Budget[], studentId: number, kind: Omit<BudgetLimit, 'limit'>): Budget | null {
  return ownBudgets(budgets, studentId).find((budget) => kindKey(budget) === kindKey(kind)) ?? null;
}

function ownBudgets(budgets: readonly Budget[], studentId: number): readonly Budget[] {
  return budgets.filter(({ scope, scopeId }) => scope === 'student' && scopeId === studentId);
}

function findUnchangedReason(
  change: BulkChange,
  { id, suspendedAt }: Student,
  tokens: number,
  budgets: readonly Budget[],
): UnchangedReason | null {
  switch (change.action) {
    case 'move': {
      const hasTerm = ownBudgets(budgets, id).some(({ period }) => period === 'term');
      // As checkStudentTerm() decides when the student is moved.
      return hasTerm && (change.to?.endsOn ?? null) === null ? 'term_without_end' : null;
    }
    case 'set_budget':
      return findOwnBudget(budgets, id, change)?.limit === change.limit ? 'same' : null;
    case 'remove_budget':
      return findOwnBudget(budgets, id, change) === null ? 'same' : null;
    case 'top_up':
      return null;
    case 'suspend':
      return suspendedAt === null ? null : 'same';
    case 'resume':
      return suspendedAt === null ? 'same' : null;
    case 'remove':
      return null;
    case 'tokens':
      return tokens > 0 ? 'same' : null;
  }
}
