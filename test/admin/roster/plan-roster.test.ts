import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Student } from '../../../src/access/students.ts';
import type { RosterRow } from '../../../src/admin/roster/parse-roster.ts';
import { planRoster, type RosterPlan } from '../../../src/admin/roster/plan-roster.ts';

type Facts = Partial<Pick<Student, 'name' | 'studentNumber' | 'email' | 'note'>>;

const NONE = { name: '김민지', studentNumber: null, email: null, note: null };

function studentsOf(...list: readonly Facts[]): Student[] {
  return list.map((facts, index) => ({
    ...{ id: index + 1, classId: 1, suspendedAt: null, createdAt: 0 },
    ...NONE,
    ...facts,
  }));
}

function rowsOf(...list: readonly Facts[]): RosterRow[] {
  return list.map((facts, index) => ({ line: index + 1, ...NONE, ...facts }));
}

/** Each row in a word: "new", "namesake", "twin", "2 unchanged", "2 name,note", or the code of its problem. */
function summaryOf({ added, changed, unchanged, twins, problems }: RosterPlan): string[] {
  const words: [number, string][] = [
    ...added.map(({ row, hasNamesake }): [number, string] => [row.line, hasNamesake ? 'namesake' : 'new']),
    ...changed.map(({ row, student, fields }): [number, string] => [
      row.line,
      `${student.id} ${Object.keys(fields).join(',')}`,
    ]),
    ...unchanged.map(({ row, student }): [number, string] => [row.line, `${student.id} unchanged`]),
    ...twins.map(({ line }): [number, string] => [line, 'twin']),
    ...problems.map(({ line, problem }): [number, string] => [line, problem.code]),
  ];
  return words.toSorted(([a], [b]) => a - b).map(([, word]) => word);
}

const A = { studentNumber: '1', email: 'a@b.kr' };

describe('planRoster', () => {
  it.each<[string, Facts[], Facts[], string[]]>([
    ['adds who is not there', [], [{}, { name: '이서준' }], ['new', 'new']],
    ['finds a student by the number, whatever the name', [A], [{ studentNumber: '1', name: '이서준' }], ['1 name']],
    ['finds a student by the address, whatever the name', [A], [{ email: 'A@B.kr', name: '이서준' }], ['1 name']],
    ['finds a student by the name, and adds what is new', [{}], [{ ...A, note: 'x' }], ['1 studentNumber,email,note']],
    ['finds a name in other characters', [{ name: 'Ａda' }], [{ name: 'ada' }], ['1 unchanged']],
    ['changes nothing for an empty cell', [{ ...A, note: 'x' }], [{}], ['1 unchanged']],
    [
      'keeps two students of one name apart by their numbers',
      [{ studentNumber: '1' }],
      [{ studentNumber: '2' }],
      ['namesake'],
    ],
    ['asks about two lines of one name', [], [{}, {}], ['twin', 'twin']],
    ['asks about a line more than students of the name', [{}], [{}, {}], ['1 unchanged', 'twin']],
    ['asks about the line without a number', [], [{ studentNumber: '1' }, {}], ['namesake', 'twin']],
    ['asks about another address of the same name', [{ email: 'a@b.kr' }], [{ email: 'c@d.kr' }], ['twin']],
    ['matches as many lines as students of one name', [{}, {}], [{}, {}], ['1 unchanged', '2 unchanged']],
    ['prefers the student of whom it says everything', [A, {}], [{}], ['2 unchanged']],
    ['does not guess who gets a number', [{}, {}], [{ studentNumber: '1' }], ['twins_unclear']],
    [
      'does not guess whose number it is',
      [{}],
      [{ studentNumber: '1' }, { studentNumber: '2' }],
      ['twins_unclear', 'twins_unclear'],
    ],
    ['does not guess who gets a note', [A, { studentNumber: '2' }], [{ note: 'x' }], ['twins_unclear']],
    ['refuses an address of another number', [A], [{ ...A, studentNumber: '2' }], ['email_of_other']],
    [
      'takes an address that two students share for no identity',
      [],
      [A, { ...A, studentNumber: '2', name: '이서준' }],
      ['new', 'new'],
    ],
  ])('%s', (_, students, rows, summary) => {
    expect(summaryOf(planRoster(rowsOf(...rows), studentsOf(...students)))).toEqual(summary);
  });
});

const text = (...values: string[]) => fc.constantFrom(null, null, ...values);
const facts = fc.record({
  name: fc.constantFrom('김민지', '김민지'.normalize('NFD'), '이서준', 'Ada', 'ada'),
  studentNumber: text('1', '2', 'a3', 'A3'),
  email: text('a@b.kr', 'A@b.kr', 'c@d.kr'),
  note: text('x', 'y'),
});
const uniqueNumbers = { selector: (each: Facts) => each.studentNumber?.toLowerCase() ?? Symbol('none') };
const people = fc.uniqueArray(facts, { ...uniqueNumbers, maxLength: 7 });

/** The class after everything of the plan was applied, twins too. */
function applied(plan: RosterPlan, students: readonly Student[]): Student[] {
  const changes = new Map(plan.changed.map(({ student, fields }) => [student.id, fields]));
  const added = [...plan.added.map(({ row }) => row), ...plan.twins].toSorted((a, b) => a.line - b.line);
  return [
    ...students.map((student) => ({ ...student, ...changes.get(student.id) })),
    ...studentsOf(...added).map((student, index) => ({ ...student, id: students.length + 1 + index })),
  ];
}

describe('every plan', () => {
  it('has each line once, and no student for two lines', () => {
    fc.assert(
      fc.property(people, people, (roster, inClass) => {
        const plan = planRoster(rowsOf(...roster), studentsOf(...inClass));
        expect(summaryOf(plan)).toHaveLength(roster.length);
        const matched = [...plan.changed, ...plan.unchanged].map(({ student }) => student.id);
        expect(new Set(matched).size).toBe(matched.length);
      }),
      { numRuns: 2000 },
    );
  });

  it('makes as many students as lines of a roster for an empty class', () => {
    fc.assert(
      fc.property(people, (roster) => {
        const plan = planRoster(rowsOf(...roster), []);
        expect(applied(plan, [])).toHaveLength(roster.length);
      }),
    );
  });

  it('changes nothing when it is applied again, and no number is given twice', () => {
    fc.assert(
      fc.property(people, people, (roster, inClass) => {
        const [rows, students] = [rowsOf(...roster), studentsOf(...inClass)];
        const first = planRoster(rows, students);
        fc.pre(first.problems.length === 0);
        const after = applied(first, students);
        const numbers = after.flatMap(({ studentNumber }) => studentNumber?.toLowerCase() ?? []);
        expect(new Set(numbers).size).toBe(numbers.length);
        const again = planRoster(rows, after);
        expect({ ...again, unchanged: again.unchanged.length }).toEqual({
          ...{ added: [], changed: [], twins: [], problems: [] },
          unchanged: rows.length,
        });
      }),
      { numRuns: 5000 },
    );
  });

  it('knows an address in other letters again, beside students of the same name', () => {
    const line = { studentNumber: null, email: null, note: null };
    const rows = rowsOf({ ...line, note: 'x' }, { ...line, email: 'A@b.kr' }, { ...line, note: 'x' });
    const students = studentsOf({ ...line, email: 'a@b.kr', note: 'x' }, { ...line, email: 'a@b.kr' });
    const after = applied(planRoster(rows, students), students);
    expect(planRoster(rows, after)).toMatchObject({ added: [], changed: [], twins: [], problems: [] });
  });

  it('is made in time for 2,000 lines of one name', () => {
    const rows = rowsOf(...Array.from({ length: 2000 }, () => ({})));
    expect(planRoster(rows, studentsOf(...rows)).unchanged).toHaveLength(2000);
  });
});
