import { describe, expect, test } from 'vitest';
import { OWNER } from '../../src/admin/actor.ts';
import { AdminError } from '../../src/admin/admin-error.ts';
import { setBudget } from '../../src/admin/budgets.ts';
import { changeClass, createClass, deleteClass } from '../../src/admin/classes.ts';
import { joinClass } from '../../src/admin/joining.ts';
import { changeStudent, createStudent } from '../../src/admin/students.ts';
import { startAdmin, type TestAdmin } from './admin-fixture.ts';

/** Two changes at once, each allowed on its own. The store decides in order, inside its transaction. */

const TERM = { period: 'term', limit: 1_000_000_000 } as const;

/** Class 1 ends, class 2 does not; student 1 is in class 1. */
async function startSchool(): Promise<TestAdmin> {
  const admin = startAdmin();
  await createClass({ name: 'ends', endsOn: '2026-12-18', joinPlaces: 1 }, OWNER, admin.deps);
  await createClass({ name: 'goes on' }, OWNER, admin.deps);
  await createStudent({ name: 'Kim', classId: 1 }, OWNER, admin.deps);
  return admin;
}

/** @returns the codes of what was refused */
async function refusedOf(...changes: Promise<unknown>[]): Promise<string[]> {
  const results = await Promise.allSettled(changes);
  return results.flatMap((result) => {
    if (result.status === 'fulfilled') return [];
    if (result.reason instanceof AdminError) return [result.reason.code];
    throw result.reason;
  });
}

/** Every term budget has a last day, whatever was refused. */
async function expectEveryTermEnds({ store }: TestAdmin['deps']): Promise<void> {
  for (const { scope, scopeId, period } of await store.ledger.listBudgets({})) {
    if (period !== 'term') continue;
    const classId = scope === 'student' ? (await store.access.getStudent(scopeId))?.classId : scopeId;
    expect(classId == null ? null : (await store.access.getClass(classId))?.endsOn, `${scope} ${scopeId}`).toBeTruthy();
  }
}

describe('a class loses its last day while', () => {
  test.each([
    [
      'a student gets a term budget',
      ({ deps }: TestAdmin) => setBudget({ scope: 'student', scopeId: 1, ...TERM }, OWNER, deps),
    ],
    ['the class gets one', ({ deps }: TestAdmin) => setBudget({ scope: 'class', scopeId: 1, ...TERM }, OWNER, deps)],
    [
      'the default of its students becomes one',
      ({ deps }: TestAdmin) => changeClass(1, { studentBudgets: [TERM] }, OWNER, deps),
    ],
    [
      'a student with one is added',
      ({ deps }: TestAdmin) => createStudent({ name: 'Lee', classId: 1, budgets: [TERM] }, OWNER, deps),
    ],
  ])('%s: one of the two is refused, in either order', async (_what, give) => {
    for (const order of [0, 1]) {
      const admin = await startSchool();
      const changes = [() => changeClass(1, { endsOn: null }, OWNER, admin.deps), () => give(admin)];
      if (order === 1) changes.reverse();
      const refused = await refusedOf(...changes.map((change) => change()));
      expect(refused).toEqual([order === 0 ? 'term_without_end' : 'loses_end']);
      await expectEveryTermEnds(admin.deps);
    }
  });
});

describe('a student', () => {
  test('who moves out of the term while getting a term budget keeps one of the two', async () => {
    for (const order of [0, 1]) {
      const admin = await startSchool();
      const changes = [
        () => changeStudent(1, { classId: 2 }, OWNER, admin.deps),
        () => changeStudent(1, { budgets: [TERM] }, OWNER, admin.deps),
      ];
      if (order === 1) changes.reverse();
      const refused = await refusedOf(...changes.map((change) => change()));
      expect(refused).toEqual([order === 0 ? 'term_without_end' : 'moves_term_budget']);
      await expectEveryTermEnds(admin.deps);
    }
  });

  test('is not moved into a class that is removed at the same time', async () => {
    const { deps } = await startSchool();
    expect(await refusedOf(deleteClass(2, OWNER, deps), changeStudent(1, { classId: 2 }, OWNER, deps))).toEqual([
      'class_not_found',
    ]);
    await createClass({ name: 'new' }, OWNER, deps);
    expect(await refusedOf(changeStudent(1, { classId: 3 }, OWNER, deps), deleteClass(3, OWNER, deps))).toEqual([
      'class_has_students',
    ]);
  });
});

test('two changes of the dates of a class, each in order on its own, do not end up out of order', async () => {
  const { deps } = await startSchool();
  const refused = await refusedOf(
    changeClass(1, { startsOn: '2026-12-10' }, OWNER, deps),
    changeClass(1, { endsOn: '2026-12-01' }, OWNER, deps),
  );
  expect(refused).toEqual(['days_out_of_order']);
  expect(await deps.store.access.getClass(1)).toMatchObject({ startsOn: '2026-12-10', endsOn: '2026-12-18' });
});

test('of two who join by the last place at once, one gets in', async () => {
  const { deps } = await startSchool();
  const { joinCode = '' } = (await deps.store.access.getClass(1)) ?? {};
  expect(await refusedOf(joinClass(joinCode, 'Lee', deps), joinClass(joinCode, 'Park', deps))).toEqual(['no_place']);
});
