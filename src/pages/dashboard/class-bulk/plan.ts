import { calendarOf, type SchoolClass } from '../../../access/classes.ts';
import type { Student } from '../../../access/students.ts';
import type { Budget, BudgetRule } from '../../../ledger/budgets.ts';
import { studentRules } from '../../../ledger/effective-rules.ts';
import type { NanoUsd } from '../../../ledger/money.ts';
import type { Period } from '../../../ledger/periods.ts';
import type { StudentOverviewRow } from '../../../store/student-overview.ts';
import type { Site } from '../../web/deps.ts';
import type { Unchanged } from './texts.ts';

/** What is wished for several students at once. */
export type BulkWish =
  | { readonly action: 'suspend' | 'resume' | 'tokens' }
  | { readonly action: 'move'; readonly to: SchoolClass | null }
  | { readonly action: 'set_budget'; readonly period: Period; readonly limit: NanoUsd }
  | { readonly action: 'remove_budget'; readonly period: Period };

/** What the limits of the students are made of. */
export interface LimitFacts {
  readonly budgets: readonly Budget[];
  readonly site: Site;
}

/** How a student is now, and how they would be. */
export interface PlannedStudent {
  readonly student: Student;
  readonly tokens: number;
  readonly rulesBefore: readonly BudgetRule[];
  readonly rulesAfter: readonly BudgetRule[];
  /** null: it would change; otherwise why it would not. */
  readonly stays: Exclude<Unchanged, 'gone'> | null;
}

export interface BulkPlan {
  readonly wish: BulkWish;
  readonly from: SchoolClass;
  readonly changing: readonly PlannedStudent[];
  readonly staying: readonly PlannedStudent[];
}

/** Nothing is done: the same wish, planned again, is what will be done. */
export function planOf(
  wish: BulkWish,
  from: SchoolClass,
  chosen: readonly StudentOverviewRow[],
  facts: LimitFacts,
): BulkPlan {
  const planned = chosen.map(({ student, tokens }) => plannedStudent(wish, from, student, tokens, facts));
  return {
    wish,
    from,
    changing: planned.filter(({ stays }) => stays === null),
    staying: planned.filter(({ stays }) => stays !== null),
  };
}

function plannedStudent(
  wish: BulkWish,
  from: SchoolClass,
  student: Student,
  tokens: number,
  facts: LimitFacts,
): PlannedStudent {
  const to = wish.action === 'move' ? wish.to : from;
  const moved = { ...student, classId: to?.id ?? null };
  return {
    student,
    tokens,
    rulesBefore: rulesOf(student, from, facts, facts.budgets),
    rulesAfter: rulesOf(moved, to, facts, budgetsAfter(wish, student, facts.budgets)),
    stays: whyStays(wish, student, tokens, facts.budgets),
  };
}

/** By the rules of the ledger, so that the page promises what a call will meet. */
function rulesOf(
  student: Student,
  schoolClass: SchoolClass | null,
  { site }: LimitFacts,
  budgets: readonly Budget[],
): BudgetRule[] {
  const { defaults, owner } = site;
  const serverCalendar = calendarOf(null, owner.timeZone);
  return studentRules(student, calendarOf(schoolClass, owner.timeZone), { budgets, defaults, serverCalendar });
}

/** Of no budget in the store: it is only planned. */
const PLANNED_ID = 0;

function budgetsAfter(wish: BulkWish, student: Student, budgets: readonly Budget[]): readonly Budget[] {
  if (wish.action !== 'set_budget' && wish.action !== 'remove_budget') return budgets;
  const others = budgets.filter((budget) => budget !== ownBudget(budgets, student.id, wish.period));
  if (wish.action === 'remove_budget') return others;
  const { period, limit } = wish;
  return [...others, { id: PLANNED_ID, scope: 'student', scopeId: student.id, period, limit }];
}

/** The limit that a student has for themselves alone. */
export function ownBudget(budgets: readonly Budget[], studentId: number, period: Period): Budget | undefined {
  return ownBudgets(budgets, studentId).find((budget) => budget.period === period);
}

function ownBudgets(budgets: readonly Budget[], studentId: number): readonly Budget[] {
  return budgets.filter(({ scope, scopeId }) => scope === 'student' && scopeId === studentId);
}

function whyStays(
  wish: BulkWish,
  { id, suspendedAt }: Student,
  tokens: number,
  budgets: readonly Budget[],
): PlannedStudent['stays'] {
  switch (wish.action) {
    case 'move': {
      const hasTerm = ownBudgets(budgets, id).some(({ period }) => period === 'term');
      // As refuseMovingTerm() will see it.
      return hasTerm && (wish.to?.endsOn ?? null) === null ? 'term' : null;
    }
    case 'set_budget':
      return ownBudget(budgets, id, wish.period)?.limit === wish.limit ? 'same' : null;
    case 'remove_budget':
      return ownBudget(budgets, id, wish.period) === undefined ? 'same' : null;
    case 'suspend':
      return suspendedAt === null ? null : 'same';
    case 'resume':
      return suspendedAt === null ? 'same' : null;
    case 'tokens':
      return tokens > 0 ? 'same' : null;
  }
}
