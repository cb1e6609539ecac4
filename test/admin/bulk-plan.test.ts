import { describe, expect, it } from 'vitest';
import type { SchoolClass } from '../../src/access/classes.ts';
import type { Student } from '../../src/access/students.ts';
import { type BulkChange, type BulkPlan, planBulkChange } from '../../src/admin/bulk-plan.ts';
import type { Budget, BudgetRule } from '../../src/ledger/budgets.ts';
import { MAX_NANO_USD } from '../../src/ledger/money.ts';
import { schoolClassWith } from '../support/school-class.ts';

const CLASS = schoolClassWith({ name: 'AI club', endsOn: '2027-02-28' });
const ENDLESS: SchoolClass = { ...CLASS, id: 2, endsOn: null };
const DEFAULTS = { walletMonthly: 5_000_000_000, studentWeekly: 500_000_000 };

const student = (id: number, changes: Partial<Student> = {}): Student => ({
  ...{
    id,
    classId: CLASS.id,
    name: `Student ${id}`,
    studentNumber: null,
    email: null,
    note: null,
    suspendedAt: null,
    createdAt: 0,
  },
  ...changes,
});
const own = (id: number, scopeId: number, period: Budget['period'], limit: number): Budget => ({
  ...{ id, scope: 'student', scopeId, period, unit: 'money', selector: null, limit, carry: null },
});
const weekOfClass = (scopeId: number, limit: number): Budget => ({
  ...{
    id: 90 + scopeId,
    scope: 'class-student',
    scopeId,
    period: 'week',
    unit: 'money',
    selector: null,
    limit,
    carry: null,
  },
});

interface Roster {
  readonly students?: readonly Student[];
  readonly tokens?: number;
  readonly budgets?: readonly Budget[];
}

function plan(change: BulkChange, { students = [student(1)], tokens = 0, budgets = [] }: Roster = {}): BulkPlan {
  const roster = students.map((each) => ({ student: each, tokens }));
  return planBulkChange(change, CLASS, roster, { budgets, defaults: DEFAULTS, serverTimeZone: 'UTC' });
}

const ids = (planned: BulkPlan['changing']) => planned.map(({ student: { id } }) => id);
const limitsOf = (rules: readonly BudgetRule[] | undefined) =>
  rules?.map(({ period, limit, source }) => [period, limit, source]);

describe('planBulkChange', () => {
  it('suspends only students who are not suspended, and resumes only those who are', () => {
    const students = [student(1), student(2, { suspendedAt: 7 })];
    const suspend = plan({ action: 'suspend' }, { students });
    expect([ids(suspend.changing), ids(suspend.unchanged)]).toEqual([[1], [2]]);
    const resume = plan({ action: 'resume' }, { students });
    expect([ids(resume.changing), ids(resume.unchanged)]).toEqual([[2], [1]]);
    expect(resume.unchanged[0]?.unchanged).toBe('same');
  });

  it('issues a token only to students who have none that works', () => {
    expect(ids(plan({ action: 'tokens' }).changing)).toEqual([1]);
    expect(ids(plan({ action: 'tokens' }, { tokens: 1 }).unchanged)).toEqual([1]);
  });

  it('gives a student who moves the limits of the other class', () => {
    const budgets = [weekOfClass(CLASS.id, 400), weekOfClass(ENDLESS.id, 200)];
    const [moved] = plan({ action: 'move', to: ENDLESS }, { budgets }).changing;
    expect(limitsOf(moved?.rulesBefore)).toEqual([['week', 400, 'class']]);
    expect(limitsOf(moved?.rulesAfter)).toEqual([['week', 200, 'class']]);
    const [left] = plan({ action: 'move', to: null }, { budgets }).changing;
    expect(limitsOf(left?.rulesAfter)).toEqual([['week', DEFAULTS.studentWeekly, 'default']]);
  });

  it.each([ENDLESS, null])('does not move a student with a term budget to where no term ends', (to) => {
    const students = [student(1), student(2)];
    const { changing, unchanged } = plan({ action: 'move', to }, { students, budgets: [own(5, 2, 'term', 3)] });
    expect([ids(changing), ids(unchanged)]).toEqual([[1], [2]]);
    expect(unchanged[0]?.unchanged).toBe('term_without_end');
  });

  it('moves a student with a term budget to a class with a last day', () => {
    const to = { ...ENDLESS, endsOn: '2027-06-30' };
    expect(ids(plan({ action: 'move', to }, { budgets: [own(5, 1, 'term', 3)] }).changing)).toEqual([1]);
  });

  it('sets a budget over the class default of the same period, and keeps the other periods', () => {
    const budgets = [weekOfClass(CLASS.id, 400), own(5, 1, 'day', 50)];
    const [planned] = plan({ action: 'set_budget', period: 'week', limit: 900 }, { budgets }).changing;
    expect(limitsOf(planned?.rulesBefore)).toEqual([
      ['day', 50, 'own'],
      ['week', 400, 'class'],
    ]);
    expect(limitsOf(planned?.rulesAfter)).toEqual([
      ['day', 50, 'own'],
      ['week', 900, 'own'],
    ]);
  });

  it('replaces a budget of the same period, and leaves one that is the same already', () => {
    const students = [student(1), student(2)];
    const budgets = [own(5, 1, 'week', 900), own(6, 2, 'week', 100)];
    const { changing, unchanged } = plan({ action: 'set_budget', period: 'week', limit: 900 }, { students, budgets });
    expect([ids(changing), ids(unchanged)]).toEqual([[2], [1]]);
    expect(limitsOf(changing[0]?.rulesAfter)).toEqual([['week', 900, 'own']]);
  });

  it('removes a budget of the student’s own, never one of the class', () => {
    const students = [student(1), student(2)];
    const budgets = [weekOfClass(CLASS.id, 400), own(5, 1, 'week', 900)];
    const { changing, unchanged } = plan({ action: 'remove_budget', period: 'week' }, { students, budgets });
    expect(ids(changing)).toEqual([1]);
    expect(limitsOf(changing[0]?.rulesAfter)).toEqual([['week', 400, 'class']]);
    expect(ids(unchanged)).toEqual([2]);
  });

  it.each([Number.NaN, -1, 0.5, MAX_NANO_USD + 1])('rejects a limit of %s nano-USD', (limit) => {
    expect(() => plan({ action: 'set_budget', period: 'week', limit })).toThrow(
      expect.objectContaining({ code: 'amount_out_of_range', path: ['limit'] }),
    );
  });

  it('rejects a term budget when the class has no last day', () => {
    const change: BulkChange = { action: 'set_budget', period: 'term', limit: 1 };
    const sources = { budgets: [], defaults: DEFAULTS, serverTimeZone: 'UTC' };
    expect(() => planBulkChange(change, ENDLESS, [], sources)).toThrow(
      expect.objectContaining({ code: 'term_without_end', path: ['period'] }),
    );
    expect(planBulkChange(change, CLASS, [], sources).changing).toEqual([]);
  });
});
