import { describe, expect, test } from 'vitest';
import { AdminError } from '../../../src/admin/admin-error.ts';
import type { ClassFields, StudentFields } from '../../../src/store/access-fields.ts';
import type { Store } from '../../../src/store/store.ts';
import { emptyStore, OWNER } from './empty-store.ts';
import type { TestEngine } from './engine.ts';

const TERM = { period: 'term', limit: 1_000_000_000 } as const;
const DAY = { period: 'day', limit: 1_000_000_000 } as const;
const CLASS: ClassFields = {
  ...{
    name: 'ends',
    timeZone: 'Asia/Seoul',
    language: 'ko',
    startsOn: null,
    endsOn: '2026-12-18',
    allowedModels: null,
  },
};
const STUDENT: StudentFields = { name: 'Kim', classId: 1, email: null, suspended: false };

/** Rules that span rows are checked inside the transaction: two changes at once cannot pass both. */
export function testSimultaneousChanges(engine: TestEngine): void {
  describe('simultaneous changes', () => {
    let store: Store;
    emptyStore(engine, (opened) => {
      store = opened;
    });

    /** Class 1 ends, class 2 does not; student 1 is in class 1. */
    async function addSchool(): Promise<void> {
      await store.access.createClass(CLASS, {}, OWNER);
      await store.access.createClass({ ...CLASS, name: 'goes on', endsOn: null }, {}, OWNER);
      await store.access.createStudent(STUDENT, {}, OWNER);
    }

    const loseEnd = () => store.access.updateClass(1, { endsOn: null }, {}, OWNER);
    const move = () => store.access.updateStudent(1, { classId: 2 }, {}, OWNER);
    const giveTerm = () => store.access.updateStudent(1, {}, { budgets: [TERM] }, OWNER);

    test.each([
      ['a student gets one', () => store.ledger.setBudget({ scope: 'student', scopeId: 1, ...TERM }, OWNER)],
      ['the class gets one', () => store.ledger.setBudget({ scope: 'class', scopeId: 1, ...TERM }, OWNER)],
      ['its default for students is one', () => store.access.updateClass(1, {}, { studentBudgets: [TERM] }, OWNER)],
      ['a student with one is added', () => store.access.createStudent(STUDENT, { budgets: [TERM] }, OWNER)],
    ])('leave no term budget without a last day when the class loses it while %s', async (_what, give) => {
      await addSchool();
      expect(await codesOfRefused(give(), loseEnd())).toEqual(['loses_end']);
    });

    test.each([
      ['a student', () => store.ledger.setBudget({ scope: 'student', scopeId: 1, ...TERM }, OWNER)],
      ['the class', () => store.ledger.setBudget({ scope: 'class', scopeId: 1, ...TERM }, OWNER)],
      ['its default for students', () => store.access.updateClass(1, {}, { studentBudgets: [TERM] }, OWNER)],
      ['a student who is added', () => store.access.createStudent(STUDENT, { budgets: [TERM] }, OWNER)],
    ])('give no term budget to %s when the class has just lost its last day', async (_what, give) => {
      await addSchool();
      expect(await codesOfRefused(loseEnd(), give())).toEqual(['term_without_end']);
    });

    test('do not take a student out of the term together with a term budget', async () => {
      await addSchool();
      expect(await codesOfRefused(giveTerm(), move())).toEqual(['moves_term_budget']);
      await store.access.updateStudent(1, {}, { budgets: [] }, OWNER);
      expect(await codesOfRefused(move(), giveTerm())).toEqual(['term_without_end']);
    });

    test('do not put a student into a removed class', async () => {
      await addSchool();
      expect(await codesOfRefused(store.access.deleteClass(2, OWNER), move())).toEqual(['class_not_found']);
      await store.access.createClass({ ...CLASS, name: 'new' }, {}, OWNER);
      const moveToThree = store.access.updateStudent(1, { classId: 3 }, {}, OWNER);
      expect(await codesOfRefused(moveToThree, store.access.deleteClass(3, OWNER))).toEqual(['class_has_students']);
    });

    test('do not put the dates of a class out of order', async () => {
      await addSchool();
      const refused = await codesOfRefused(
        store.access.updateClass(1, { startsOn: '2026-12-10' }, {}, OWNER),
        store.access.updateClass(1, { endsOn: '2026-12-01' }, {}, OWNER),
      );
      expect(refused).toEqual(['days_out_of_order']);
      expect(await store.access.getClass(1)).toMatchObject({ startsOn: '2026-12-10', endsOn: '2026-12-18' });
    });

    test('do not give two classes one name, however it is written', async () => {
      await addSchool();
      const create = (name: string) => store.access.createClass({ ...CLASS, name }, {}, OWNER);
      expect(await codesOfRefused(create('Café 2반'), create('CAFE\u0301 2반'))).toEqual(['class_name_taken']);
      const rename = (id: number) => store.access.updateClass(id, { name: 'Later' }, {}, OWNER);
      expect(await codesOfRefused(rename(1), rename(2))).toEqual(['class_name_taken']);
      // A class keeps its own name in another case, and gives it free when it is removed.
      expect(await store.access.updateClass(1, { name: 'LATER' }, {}, OWNER)).toMatchObject({ name: 'LATER' });
      const { rows } = await store.access.listClasses({ after: null, limit: 10 });
      await store.access.deleteClass(rows.at(-1)?.id ?? 0, OWNER);
      expect(await create('café 2반')).toMatchObject({ name: 'café 2반' });
    });

    test('of the wallet leave the limits of one of them, all of them', async () => {
      await Promise.all([
        store.ledger.decideWalletLimits(() => [DAY, { ...DAY, period: 'week' }], OWNER),
        store.ledger.decideWalletLimits(() => [{ ...DAY, period: 'month' }], OWNER),
      ]);
      expect(await store.ledger.listBudgets({})).toMatchObject([{ scope: 'wallet', scopeId: 0, period: 'month' }]);
    });

    test("decide new limits on those of the change before, the wallet's and a class's", async () => {
      await addSchool();
      const tokens = { period: 'day', unit: 'tokens', selector: null, limit: 5000 } as const;
      const seen: unknown[] = [];
      await Promise.all([
        store.ledger.setBudget({ scope: 'wallet', scopeId: 0, ...tokens }, OWNER),
        store.ledger.setBudget({ scope: 'class', scopeId: 1, ...tokens }, OWNER),
        store.ledger.setBudget({ scope: 'class-student', scopeId: 1, ...tokens }, OWNER),
        store.ledger.decideWalletLimits((current) => {
          seen.push(current);
          return [...current, DAY];
        }, OWNER),
        store.access.decideClassLimits(
          1,
          (current) => {
            seen.push(current);
            return { budgets: [...current.budgets, DAY], studentBudgets: current.studentBudgets };
          },
          OWNER,
        ),
      ]);
      const kept = { period: 'day', unit: 'tokens', limit: 5000 };
      expect(seen).toEqual([[kept], { budgets: [kept], studentBudgets: [kept] }]);
      expect(await store.ledger.listBudgets({ scope: 'wallet' })).toMatchObject([tokens, DAY]);
      expect(await store.ledger.listBudgets({ scope: 'class', scopeId: 1 })).toMatchObject([tokens, DAY]);
      expect(await store.ledger.listBudgets({ scope: 'class-student', scopeId: 1 })).toMatchObject([tokens]);
    });

    test('create several students all or none', async () => {
      await addSchool();
      const alone = { ...STUDENT, classId: null };
      const students = [
        { fields: alone, limits: {} },
        { fields: alone, limits: { budgets: [TERM] } },
      ];
      const creation = store.access.createStudents(students, OWNER);
      await expect(creation).rejects.toMatchObject({ code: 'term_without_end', path: [1, 'budgets', 0, 'period'] });
      expect(await store.access.everyStudent()).toHaveLength(1);
    });
  });
}

/** @returns the codes of what was refused, in order @throws what is no AdminError */
async function codesOfRefused(...changes: Promise<unknown>[]): Promise<string[]> {
  const results = await Promise.allSettled(changes);
  return results.flatMap((result) => {
    if (result.status === 'fulfilled') return [];
    if (result.reason instanceof AdminError) return [result.reason.code];
    throw result.reason;
  });
}
