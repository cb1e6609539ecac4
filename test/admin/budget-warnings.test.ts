import { describe, expect, test } from 'vitest';
import type { Student } from '../../src/access/students.ts';
import { findBudgetWarnings, findSchoolWarnings, type School } from '../../src/admin/budget-warnings.ts';
import { findWarningsAfter } from '../../src/admin/bulk-warnings.ts';
import type { Budget, BudgetLimit } from '../../src/ledger/budgets.ts';
import type { Period } from '../../src/ledger/periods.ts';
import { TEST_START } from '../support/clock.ts';
import { schoolClassWith } from '../support/school-class.ts';

const limit = (period: Period, amount: number): BudgetLimit => ({ period, limit: amount });

/** What two students with these limits may spend together by the warning about a limit of 0; null: no warning. */
function togetherIn(period: Period, ofStudent: readonly BudgetLimit[]): number | null {
  const [warning] = findBudgetWarnings('wallet', [limit(period, 0)], [ofStudent, ofStudent]);
  return warning?.together ?? null;
}

const MONEY = { unit: 'money', selector: null } as const;

describe('a warning about budgets', () => {
  test.each([
    ['equal periods', 'week', [limit('week', 5)], 10],
    ['days in a week', 'week', [limit('day', 1)], 14],
    ['days in a month', 'month', [limit('day', 1)], 56],
    ['weeks in a month, of which it touches four', 'month', [limit('week', 1)], 8],
    ['any period in a term or in all time, once', 'total', [limit('month', 3)], 6],
    ['the tightest of several limits', 'month', [limit('day', 1), limit('month', 20), limit('total', 3)], 6],
    ['no longer period: nobody has to use all of it at once', 'week', [limit('month', 9)], null],
    ['nor all time in a month', 'month', [limit('total', 9), limit('term', 9)], null],
  ] as const)('compares %s', (_what, period, ofStudent, together) => {
    expect(togetherIn(period, ofStudent)).toBe(together);
  });

  test('compares only limits of the same unit, for the same calls', () => {
    const tokens = { period: 'day', unit: 'tokens', limit: 60 } as const;
    const ofSol = { period: 'day', limit: 60, selector: { models: ['gpt-6-sol'] } } as const;
    const students = [
      [tokens, ofSol],
      [tokens, ofSol],
    ];
    const shared = [limit('day', 0), { ...tokens, limit: 100 }, { ...tokens, limit: 1, selector: ofSol.selector }];
    expect(findBudgetWarnings('class', shared, students)).toEqual([
      { scope: 'class', period: 'day', unit: 'tokens', selector: null, limit: 100, together: 120, students: 2 },
    ]);
  });

  test('is there only when the sum is above the limit', () => {
    const students = [[limit('week', 5)], [limit('week', 6)]];
    expect(findBudgetWarnings('class', [limit('week', 11)], students)).toEqual([]);
    expect(findBudgetWarnings('class', [limit('week', 10)], students)).toEqual([
      { ...MONEY, scope: 'class', period: 'week', limit: 10, together: 11, students: 2 },
    ]);
  });
});

describe('the warnings of a school', () => {
  const schoolClass = (id: number, endsOn: string | null = null) => schoolClassWith({ id, name: `AI ${id}`, endsOn });
  const student = (id: number, classId: number | null, suspendedAt: number | null = null): Student => ({
    ...{ id, classId, name: `s${id}`, studentNumber: null, email: null, note: null, suspendedAt, createdAt: 0 },
  });
  const budget = (scope: Budget['scope'], scopeId: number, period: Period, amount: number): Budget => ({
    ...{ id: 1, scope, scopeId, period, unit: 'money', selector: null, limit: amount, carry: null },
  });
  const school = (fields: Partial<School>): School => ({
    ...{ students: [], budgets: [], defaults: { walletMonthly: 10, studentWeekly: 1 } },
    ...{ classes: new Map([1, 2].map((id) => [id, schoolClass(id)])), serverTimeZone: 'UTC', now: TEST_START },
    ...fields,
  });

  test('take the defaults of the server for the wallet and the students', () => {
    const students = [student(1, 1), student(2, 2), student(3, null)];
    expect(findSchoolWarnings(school({ students })).wallet).toEqual([
      { ...MONEY, scope: 'wallet', period: 'month', limit: 10, together: 12, students: 3 },
    ]);
  });

  test('compare a class with its own students, each with their own or the class’s limits', () => {
    const budgets = [
      budget('class', 1, 'week', 5),
      budget('class-student', 1, 'week', 3),
      budget('student', 2, 'week', 1),
      budget('class', 2, 'week', 100),
    ];
    const { classes } = findSchoolWarnings(
      school({ budgets, students: [student(1, 1), student(2, 1), student(3, 1), student(4, 2)] }),
    );
    expect(classes.get(1)).toEqual([{ ...MONEY, scope: 'class', period: 'week', limit: 5, together: 7, students: 3 }]);
    expect(classes.get(2)).toEqual([]);
  });

  test('leave out who cannot call: suspended, or after the class', () => {
    const classes = new Map([[1, schoolClass(1, '2026-11-22')]]);
    const students = [student(1, 1), student(2, 1), student(3, null, 5), student(4, null, 5)];
    expect(findSchoolWarnings(school({ classes, students })).wallet).toEqual([]);
  });

  test('are those of the state after a bulk change in its preview', () => {
    const students = [student(1, 1), student(2, 1)];
    const before = school({ students, budgets: [budget('class', 1, 'week', 5), budget('student', 1, 'week', 9)] });
    const planned = students.map((each) => ({
      ...{ student: each, tokens: 0, rulesBefore: [], rulesAfter: [], unchanged: null },
    }));
    const plan = { from: schoolClass(1), changing: planned, unchanged: [] };
    const of = (change: Parameters<typeof findWarningsAfter>[0]['change']) =>
      findWarningsAfter({ ...plan, change }, before).filter(({ scope }) => scope === 'class');
    expect(of({ action: 'set_budget', period: 'week', limit: 3 })).toMatchObject([{ together: 6 }]);
    expect(of({ action: 'set_budget', period: 'week', limit: 2 })).toEqual([]);
    expect(of({ action: 'remove_budget', period: 'week' })).toEqual([]);
    expect(of({ action: 'suspend' })).toEqual([]);
    expect(of({ action: 'tokens' })).toMatchObject([{ together: 10 }]);
    expect(of({ action: 'move', to: null })).toEqual([]);
  });
});
