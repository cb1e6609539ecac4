import { describe, expect, test } from 'vitest';
import type { SchoolClass } from '../../src/access/classes.ts';
import { type ClassPlace, PlaceIndex, TakenIdentities } from '../../src/access/join-requests.ts';
import type { Student } from '../../src/access/students.ts';
import { checkApprovalAsNew, fieldsOfNewStudent, suggestStudent } from '../../src/admin/join-request-rules.ts';
import { decideJoin, mayWait } from '../../src/admin/joining-rules.ts';
import { TEST_START } from '../support/clock.ts';
import { schoolClassWith } from '../support/school-class.ts';
import { adminError, errorOf } from './admin-fixture.ts';

const CLASS = schoolClassWith({ endsOn: '2026-12-18', joinPlaces: 1 });
const AFTER_END = Date.parse('2026-12-19T00:00+09:00');

function place(id: number, fields: Partial<Student>, isTaken = false): ClassPlace {
  const empty = { studentNumber: null, email: null, note: null, suspendedAt: null, createdAt: 0 };
  return { student: { id, classId: 1, name: 'Kim', ...empty, ...fields }, isTaken };
}

const MINJI = place(1, { name: '김민지', studentNumber: '20261004' });
const SEOYEON = place(2, { name: 'Lee Seo-yeon', email: 'seoyeon@school.example' });
const TAKEN = place(3, { name: '박지우', studentNumber: 'A-7' }, true);
const ROSTER = [MINJI, SEOYEON, TAKEN];

interface Case {
  readonly fields?: Partial<SchoolClass>;
  readonly places?: readonly ClassPlace[];
  readonly name?: string;
  readonly identity?: string | null;
  readonly now?: number;
  readonly mayClaim?: (studentId: number) => boolean;
}

function decide({ fields = {}, places = ROSTER, name = 'Kim', identity = null, now = TEST_START, mayClaim }: Case) {
  return decideJoin({ ...CLASS, ...fields }, places, { name, identity, mayClaim: mayClaim ?? (() => true) }, now);
}

describe('somebody who comes with the code of a class without a roster', () => {
  const NAMES = [place(1, { name: 'KIM ' })];

  test.each([
    ['is refused when the term is over', { places: [], now: AFTER_END }, { as: 'refused', error: 'class_over' }],
    [
      'is refused when no place is left',
      { places: NAMES, fields: { joinPlaces: 0 } },
      { as: 'refused', error: 'no_place' },
    ],
    [
      'is refused under the name of a student, read as people read it',
      { places: NAMES },
      { as: 'refused', error: 'name_taken' },
    ],
    ['is a new student', { places: NAMES, name: 'Lee' }, { as: 'new' }],
    ['is a new student, whatever number they send', { places: NAMES, name: 'Lee', identity: '7' }, { as: 'new' }],
    [
      'waits where the owner approves everybody',
      { places: [], fields: { joinMode: 'approve' } },
      { as: 'waiting', guessedIds: [] },
    ],
    [
      'waits there under a name of the class, too: the form tells nobody who is in it',
      { places: NAMES, fields: { joinMode: 'approve' } },
      { as: 'waiting', guessedIds: [] },
    ],
  ] as const)('%s', (_what, given: Case, decision) => {
    expect(decide(given)).toEqual(decision);
  });
});

describe('somebody who comes with the code of a class with a roster', () => {
  test.each([
    ['claims the place of name and number', { name: '김민지', identity: '20261004' }, MINJI],
    [
      'claims it with a name in pieces and other blanks',
      { name: ' 김  민지'.normalize('NFD'), identity: ' 2026 1004' },
      MINJI,
    ],
    ['claims it with full-width digits', { name: '김민지', identity: '２０２６１００４' }, MINJI],
    [
      'claims the place of name and e-mail in other letters',
      { name: 'LEE seo-yeon', identity: 'SeoYeon@School.example' },
      SEOYEON,
    ],
  ] as const)('%s', (_what, given, { student }) => {
    expect(decide(given)).toEqual({ as: 'claimed', student });
  });

  test.each([
    ['an unknown number', { name: '김민지', identity: '20261005' }, [1]],
    ['an unknown name and number', { name: '최하늘', identity: '20261005' }, []],
    ['another name', { name: '김민서', identity: '20261004' }, [1]],
    ['the number of another student', { name: '김민지', identity: 'seoyeon@school.example' }, [1, 2]],
    ['a place that somebody has', { name: '박지우', identity: 'a-7' }, [3]],
    ['a number that is the beginning of one', { name: '김민지', identity: '2026100' }, [1]],
  ] as const)('waits for the owner with %s', (_what, given, guessedIds) => {
    expect(decide(given)).toEqual({ as: 'waiting', guessedIds });
  });

  test('waits with the right name and number after too many guesses, or where the owner approves everybody', () => {
    const right = { name: '김민지', identity: '20261004' };
    expect(decide({ ...right, mayClaim: (id) => id !== 1 })).toEqual({ as: 'waiting', guessedIds: [1] });
    expect(decide({ ...right, fields: { joinMode: 'approve' } })).toEqual({ as: 'waiting', guessedIds: [] });
  });

  test('waits when name and e-mail name two students', () => {
    const twins = [place(1, { email: 'kim@school.example' }), place(2, { email: 'KIM@school.example' })];
    expect(decide({ places: twins, identity: 'kim@school.example' })).toMatchObject({ as: 'waiting' });
  });

  test('must name a number or an e-mail address', () => {
    expect(decide({ name: '김민지' })).toEqual({ as: 'refused', error: 'identity_missing' });
    expect(decide({ fields: { joinMode: 'approve' } })).toEqual({ as: 'refused', error: 'identity_missing' });
  });
});

describe('how many may wait', () => {
  const free = (count: number) => Array.from({ length: count }, (_, id) => place(id, {}));

  test.each([
    [0, [], { ofClass: 19, ofAddress: 9 }, true],
    [0, [], { ofClass: 20, ofAddress: 0 }, false],
    [0, [], { ofClass: 10, ofAddress: 10 }, false],
    [5, free(30), { ofClass: 69, ofAddress: 34 }, true],
    [5, free(30), { ofClass: 70, ofAddress: 0 }, false],
    [5, free(30), { ofClass: 40, ofAddress: 35 }, false],
    [1000, free(1200), { ofClass: 2000, ofAddress: 0 }, false],
  ] as const)('with %i places: %#', (joinPlaces, places, waiting, expected) => {
    expect(mayWait({ ...CLASS, joinPlaces }, places, waiting)).toBe(expected);
  });
});

describe('whom a join request means', () => {
  const request = { name: '김민지', identity: '20261004', browsers: 1 };

  test('is the free place of its name and number, and nobody else where two are possible', () => {
    const namesake = place(9, { name: '김민지', studentNumber: '20269999' });
    const { candidates, choice } = suggestStudent(request, new PlaceIndex([namesake, ...ROSTER]));
    expect(candidates.map(({ student, matchedBy }) => [student.id, matchedBy])).toEqual([
      [1, 'name_and_identity'],
      [9, 'name'],
    ]);
    expect(choice).toEqual({ as: 'student', studentId: 1 });
  });

  test.each([
    ['only the name is right', { ...request, identity: '1' }],
    ['only the number is right', { ...request, name: '김민서' }],
    ['the place is taken', { ...request, name: '박지우', identity: 'A-7' }],
    ['it came from two browsers', { ...request, browsers: 2 }],
  ])('is for the owner to say when %s', (_what, given) => {
    const { candidates, choice } = suggestStudent(given, new PlaceIndex(ROSTER));
    expect([candidates.length, choice]).toEqual([1, null]);
  });

  test('is a new student when nobody has the name or the number', () => {
    expect(suggestStudent({ ...request, name: '최하늘', identity: '5' }, new PlaceIndex(ROSTER))).toEqual({
      candidates: [],
      choice: { as: 'new' },
    });
  });
});

describe('a request that is approved as a new student', () => {
  test('needs a place in a class that is not over', () => {
    checkApprovalAsNew(CLASS, TEST_START);
    expect(errorOf(() => checkApprovalAsNew({ ...CLASS, joinPlaces: 0 }, TEST_START))).toEqual(
      adminError({ code: 'no_place' }),
    );
    expect(errorOf(() => checkApprovalAsNew(CLASS, AFTER_END))).toEqual(adminError({ code: 'class_over' }));
  });

  test.each([
    ['20269999', { studentNumber: '20269999', email: null }],
    ['new@school.example', { studentNumber: null, email: 'new@school.example' }],
    ['20261004', { studentNumber: null, email: null }],
    [null, { studentNumber: null, email: null }],
  ])('keeps the identity %j unless it is another student’s', (identity, fields) => {
    const taken = new TakenIdentities(ROSTER.map((place) => place.student));
    const student = fieldsOfNewStudent({ classId: 1, name: '최하늘', identity }, taken);
    expect(student).toEqual({ name: '최하늘', classId: 1, suspended: false, ...fields });
  });
});
