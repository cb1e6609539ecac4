import { describe, expect, test } from 'vitest';
import { checkClass, checkClassName, checkIsEmpty } from '../../src/admin/class-rules.ts';
import { checkKeepsEnd, checkStudentTerm, checkTermBudget, checkTermLimits } from '../../src/admin/term-rules.ts';
import { adminError, errorOf } from './admin-fixture.ts';

const TERM = { period: 'term', limit: 1 } as const;
const DAY = { period: 'day', limit: 1 } as const;
const LAST_DAY = '2026-12-18';

describe('a term budget', () => {
  test('needs the last day of a class', () => {
    const problem = { code: 'term_without_end' } as const;
    expect(errorOf(() => checkTermLimits([DAY, TERM], null, ['budgets']))).toEqual(
      adminError(problem, ['budgets', 1, 'period']),
    );
    expect(errorOf(() => checkTermBudget(TERM, null))).toEqual(adminError(problem, ['period']));
    checkTermLimits([DAY], null, ['budgets']);
    checkTermLimits([TERM], LAST_DAY, ['budgets']);
    checkTermBudget(DAY, null);
    checkTermBudget(TERM, LAST_DAY);
  });

  test('keeps the last day of its class, for the class and for its students', () => {
    expect(errorOf(() => checkKeepsEnd({ remaining: [DAY, TERM], studentIds: [] }))).toEqual(
      adminError({ code: 'loses_end', studentId: null }, ['endsOn']),
    );
    expect(errorOf(() => checkKeepsEnd({ remaining: [DAY], studentIds: [7, 8] }))).toEqual(
      adminError({ code: 'loses_end', studentId: 7 }, ['endsOn']),
    );
    checkKeepsEnd({ remaining: [DAY], studentIds: [] });
  });

  test('does not move to where no term ends, unless the move replaces it', () => {
    const move = { own: [TERM], given: undefined, moves: true, endsOn: null };
    expect(errorOf(() => checkStudentTerm(move))).toEqual(adminError({ code: 'moves_term_budget' }, ['classId']));
    checkStudentTerm({ ...move, given: [] });
    checkStudentTerm({ ...move, endsOn: LAST_DAY });
    checkStudentTerm({ ...move, moves: false });
    expect(errorOf(() => checkStudentTerm({ ...move, given: [TERM] }))).toEqual(
      adminError({ code: 'term_without_end' }, ['budgets', 0, 'period']),
    );
  });
});

describe('a class', () => {
  const order = { code: 'days_out_of_order', startsOn: '2026-12-02', endsOn: '2026-12-01' } as const;
  const after = { startsOn: order.startsOn, endsOn: order.endsOn };

  test.each([
    ['startsOn', after],
    ['startsOn', { startsOn: order.startsOn }],
    ['endsOn', { endsOn: order.endsOn }],
  ] as const)('cannot begin after it ends: the error is at %s', (field, changed) => {
    expect(errorOf(() => checkClass(after, changed, {}))).toEqual(adminError(order, [field]));
  });

  test('may last one day, and needs an end for the term budgets of its students', () => {
    checkClass({ startsOn: LAST_DAY, endsOn: LAST_DAY }, {}, { budgets: [TERM], studentBudgets: [TERM] });
    expect(errorOf(() => checkClass({ startsOn: null, endsOn: null }, {}, { studentBudgets: [TERM] }))).toEqual(
      adminError({ code: 'term_without_end' }, ['studentBudgets', 0, 'period']),
    );
  });

  test.each([
    ['a new class has the name of another', ' ai\u3000ＣＬＵＢ', null, 2],
    ['a class takes the name of another', 'AI club', 'AI 2', 2],
    ['a new class has a name of its own', 'AI 2', null, null],
    ['a class keeps its name, though an old database has twins', 'AI Club', 'AI club', null],
  ])('is refused or not when %s', (_what, name, before, twin) => {
    const check = () => checkClassName(name, before, [{ id: 2, name: 'AI club' }]);
    if (twin === null) check();
    else {
      const problem = { code: 'class_name_taken', id: twin, name: 'AI club' } as const;
      expect(errorOf(check)).toEqual(adminError(problem, ['name']));
    }
  });

  test('is removed only when it has no students', () => {
    checkIsEmpty(3, 0);
    expect(errorOf(() => checkIsEmpty(3, 2))).toEqual(adminError({ code: 'class_has_students', id: 3, students: 2 }));
  });
});
